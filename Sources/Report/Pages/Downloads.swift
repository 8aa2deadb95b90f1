/// The published tables as links that carry their file in themselves.
struct Downloads: Sendable {
  /// A table above this size is named, not carried.
  static let mostBytes = 100 * 1024
  /// A table up to this size is carried by the first figure that shows it; a larger one only by the list of tables.
  static let mostBytesInFigure = 24 * 1024

  /// A page carries so many tables; browsers hand out no more than ten files of one page in a burst.
  static let mostFiles = 10

  let files: [PublishedFile]
  private let links: [String: Markup]

  init(_ files: [PublishedFile]) {
    let tables = files.filter { !$0.name.hasSuffix(".json") && $0.name != "csv-metadata" }
    self.files = tables
    links = Dictionary(
      tables.filter { $0.bytes.count <= Self.mostBytes }.map { file in
        // Spreadsheet programs take a file for the system's old encoding unless it begins with a byte order mark.
        let marked = file.bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? file.bytes : [0xEF, 0xBB, 0xBF] + file.bytes
        let link: Markup =
          "download=\"\(attribute: file.name).csv\" href=\"data:text/csv;charset=utf-8;base64,\(attribute: base64(marked))\""
        return (file.name, link)
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The file of the first of `names` that is published.
  func file(_ names: [String]) -> PublishedFile? {
    names.lazy.compactMap { name in files.first { $0.name == name } }.first
  }

  /// The attributes of a link that carries the table; nil when it is too large.
  func carried(_ file: PublishedFile) -> Markup? { links[file.name] }
}
