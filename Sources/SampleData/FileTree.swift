/// A file that the generator makes.
struct GeneratedFile {
  enum Content {
    case bytes([UInt8])
    /// The parts of an XLSX file, by name, in order.
    case workbook([(name: String, bytes: [UInt8])])
  }

  /// Relative to the output folder.
  var path: String
  var content: Content

  init(_ path: String, _ content: Content) {
    self.path = path
    self.content = content
  }

  init(_ path: String, text: String) {
    self.init(path, .bytes(Array(text.utf8)))
  }
}
