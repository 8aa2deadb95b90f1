/// What a dialect cannot say.
struct SQLUnsupported: Error {
  /// The name of the function in question, for its place in the text.
  var function: String?
  /// Goes after the dialect's name.
  var message: String
  var advice: String?

  init(function: String? = nil, _ message: String, advice: String? = nil) {
    self.function = function
    self.message = message
    self.advice = advice
  }

  /// A function that has no counterpart.
  static func function(_ name: String, _ reason: String) -> SQLUnsupported {
    SQLUnsupported(
      function: name, "cannot express \(name): \(reason)", advice: "derive it as a column before the data go there")
  }
}
