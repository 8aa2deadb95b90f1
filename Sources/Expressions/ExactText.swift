/// A text that equals another only when their bytes do, as the data's texts are compared.
///
/// `String` takes differently composed forms of a character for equal, so that literals would merge that data tell apart.
struct ExactText: Sendable, Hashable {
  var string: String

  init(_ string: String) { self.string = string }

  static func == (lhs: ExactText, rhs: ExactText) -> Bool { lhs.string.utf8.elementsEqual(rhs.string.utf8) }

  func hash(into hasher: inout Hasher) {
    for byte in string.utf8 { hasher.combine(byte) }
  }
}
