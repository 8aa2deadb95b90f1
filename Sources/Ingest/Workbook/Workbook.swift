public import Diagnostics
import Tables

/// A sheet of a workbook as the workbook lists it.
public struct SheetEntry: Hashable, Sendable {
  public var name: String
  var part: String
  public var isVisible: Bool
}

/// An Office Open XML workbook (ECMA-376): its sheets, and what is needed to read their cells.
public struct Workbook {
  public let file: String
  /// The sheets with cells, in the order of the workbook; chart sheets have none.
  public let sheets: [SheetEntry]
  public let usesDates1904: Bool
  private let archive: ZipArchive
  private let limits: IngestLimits
  private let styles: CellFormats
  private let strings: SharedStrings

  /// Opens a workbook that is in memory.
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: what messages name.
  ///   - limits: what it may cost.
  /// - Throws: ``DiagnosticError`` of kind `content`: what the file is instead, or what is damaged, with advice.
  public init(_ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    try self.init(ZipArchive(bytes, file: file, limits: limits), file: file, limits: limits)
  }

  /// Opens a workbook on disk, which is read piece by piece as its parts are.
  ///
  /// - Parameters:
  ///   - path: where the file is.
  ///   - file: what messages name.
  ///   - limits: what it may cost.
  /// - Throws: ``DiagnosticError`` of kind `content`: what the file is instead, or what is damaged, with advice.
  public init(path: String, file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    try self.init(ZipArchive(path: path, file: file, limits: limits), file: file, limits: limits)
  }

  private init(_ archive: ZipArchive, file: String, limits: IngestLimits) throws(DiagnosticError) {
    self.archive = archive
    self.file = file
    self.limits = limits
    let package = try Relationships(archive, part: "_rels/.rels", base: "", limits: limits)
    let main = package.target(ofType: "/officeDocument") ?? "xl/workbook.xml"
    guard !main.hasSuffix(".bin"), !main.hasPrefix("word/"), !main.hasPrefix("ppt/"),
      let part = try archive.open(main)
    else {
      throw archive.notAWorkbook(lacking: main)
    }
    let folder = String(main[..<(main.lastIndex(of: "/").map { main.index(after: $0) } ?? main.startIndex)])
    let name = main[main.index(main.startIndex, offsetBy: folder.count)...]
    let relations = try Relationships(archive, part: "\(folder)_rels/\(name).rels", base: folder, limits: limits)
    let list = try SheetList(part, file: "\(file)!\(main)", limits: limits)
    usesDates1904 = list.usesDates1904
    sheets = list.entries.compactMap { entry in
      let target = relations.target(id: entry.relation)
      // Chart sheets have no cells.
      if let target, target.contains("chartsheets/") { return nil }
      // A sheet without a part is an error of whoever wants its cells.
      return SheetEntry(name: entry.name, part: target ?? "of no name", isVisible: entry.isVisible)
    }
    styles = try CellFormats(
      archive, part: relations.target(ofType: "/styles") ?? "\(folder)styles.xml", limits: limits)
    strings = try SharedStrings(
      archive, part: relations.target(ofType: "/sharedStrings") ?? "\(folder)sharedStrings.xml", limits: limits)
  }

  /// The sheet of that name, or the first visible one when no name is asked for.
  public func sheet(named wanted: String?) throws(DiagnosticError) -> SheetEntry {
    let found =
      wanted.map { name in sheets.first { $0.name == name } ?? sheets.first { tightened($0.name) == tightened(name) } }
      ?? (sheets.first(where: \.isVisible) ?? sheets.first)
    if let found { return found }
    let names = sheets.map { $0.isVisible ? $0.name : "\($0.name) (hidden)" }.joined(separator: ", ")
    guard let wanted else { throw archive.refused("the workbook has no sheet with cells") }
    let suggestion = nearestName(to: wanted, among: sheets.map(\.name)).map { "Did you mean \($0)? " } ?? ""
    throw DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-303", at: SourceLocation(file: file), "there is no sheet \(wanted)",
        advice: "\(suggestion)The sheets are: \(names)"))
  }

  /// Reads the cells of a sheet.
  ///
  /// - Parameters:
  ///   - sheet: one of ``sheets``.
  ///   - usesParserAlone: leaves out the scanner, which is faster and gives the same; for tests of that.
  /// - Returns: its cells in order, and its merged ranges.
  /// - Throws: ``DiagnosticError`` of kind `content` when it is damaged or exceeds a limit.
  public func read(_ sheet: SheetEntry, usesParserAlone: Bool = false) throws(DiagnosticError) -> SheetReading {
    guard archive.contains(sheet.part) else {
      throw archive.refused("the sheet \(sheet.name) is listed, but its part \(sheet.part) is not in the file")
    }
    let context = SheetContext(styles: styles, strings: strings, usesDates1904: usesDates1904, limits: limits)
    return try archive.read(
      sheet.part, shownAs: sheet.name, by: SheetReader(context: context), usesParserAlone: usesParserAlone)
  }

  private func tightened(_ name: String) -> String { name.split(whereSeparator: \.isWhitespace).joined() }
}
