import Tables

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

  /// The line of a table on which each unit's figure of each indicator stands, in one wave.
  func lines(of name: String, wave: Int) -> [String: [String: Int]] {
    guard let file = files.first(where: { $0.name == name }),
      let grid = try? CSVReader.read(file.bytes, file: file.name).grid, grid.rowCount > 1
    else { return [:] }
    let heads = (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) }
    guard let year = heads.firstIndex(of: "wave"), let unit = heads.firstIndex(of: "unit_id"),
      let indicator = heads.firstIndex(of: "indicator_id")
    else { return [:] }
    var lines: [String: [String: Int]] = [:]
    for row in 1..<grid.rowCount where grid.cellCount(row: row) == heads.count && grid.text(row, year) == "\(wave)" {
      lines[grid.text(row, unit), default: [:]][grid.text(row, indicator)] = Int(grid.lines[row])
    }
    return lines
  }

  /// The attributes of a link that carries the table; nil when it is too large.
  func carried(_ file: PublishedFile) -> Markup? { links[file.name] }
}
