import Diagnostics
import Tables

/// A sheet of a workbook as the workbook lists it.
struct SheetEntry: Hashable {
  var name: String
  var part: String
  var isVisible: Bool
}

/// An Office Open XML workbook (ECMA-376): its sheets, and what is needed to read their cells.
struct Workbook {
  let file: String
  let sheets: [SheetEntry]
  let usesDates1904: Bool
  private let archive: ZipArchive
  private let limits: IngestLimits
  private let styles: CellFormats
  private let strings: SharedStrings

  init(_ bytes: [UInt8], file: String, limits: IngestLimits = IngestLimits()) throws(DiagnosticError) {
    self.file = file
    self.limits = limits
    archive = try ZipArchive(bytes, file: file, limits: limits)
    let package = try Relationships(archive, part: "_rels/.rels", base: "", limits: limits)
    let main = package.target(ofType: "/officeDocument") ?? "xl/workbook.xml"
    guard let part = try archive.open(main) else {
      throw archive.refused("a zip archive, but not a workbook: it has no \(main)", advice: "Save the table as .xlsx")
    }
    let folder = String(main[..<(main.lastIndex(of: "/").map { main.index(after: $0) } ?? main.startIndex)])
    let name = main[main.index(main.startIndex, offsetBy: folder.count)...]
    let relations = try Relationships(archive, part: "\(folder)_rels/\(name).rels", base: folder, limits: limits)
    let list = try SheetList(part, file: "\(file)!\(main)", limits: limits)
    usesDates1904 = list.usesDates1904
    sheets = list.entries.compactMap { entry in
      // Chart sheets have no cells.
      guard let target = relations.target(id: entry.relation), !target.contains("chartsheets/") else { return nil }
      return SheetEntry(name: entry.name, part: target, isVisible: entry.isVisible)
    }
    styles = try CellFormats(
      archive, part: relations.target(ofType: "/styles") ?? "\(folder)styles.xml", limits: limits)
    strings = try SharedStrings(
      archive, part: relations.target(ofType: "/sharedStrings") ?? "\(folder)sharedStrings.xml", limits: limits)
  }

  /// The sheet of that name, or the first visible one when no name is asked for.
  func sheet(named wanted: String?) throws(DiagnosticError) -> SheetEntry {
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

  func read(_ sheet: SheetEntry) throws(DiagnosticError) -> SheetReading {
    guard let part = try archive.open(sheet.part) else {
      throw archive.refused("the sheet \(sheet.name) is listed, but its part \(sheet.part) is not in the file")
    }
    var reader = try SheetReader(
      part, file: "\(file)!\(sheet.name)", styles: styles, strings: strings, usesDates1904: usesDates1904,
      limits: limits)
    return try reader.read()
  }

  private func tightened(_ name: String) -> String { name.split(whereSeparator: \.isWhitespace).joined() }
}

/// The list of sheets in the workbook part.
private struct SheetList {
  struct Entry {
    var name = ""
    var relation = ""
    var isVisible = true
  }

  var entries: [Entry] = []
  var usesDates1904 = false

  init(_ part: ZipPart, file: String, limits: IngestLimits) throws(DiagnosticError) {
    let stream = try XMLStream(part, file: file, limits: limits)
    let (sheet, properties) = (stream.intern("sheet"), stream.intern("workbookPr"))
    let (name, id, state, date1904) = (
      stream.intern("name"), stream.intern("id"), stream.intern("state"), stream.intern("date1904")
    )
    while true {
      let event = try stream.next()
      if case .finished = event { break }
      guard case .start = event else { continue }
      if stream.name == sheet {
        var entry = Entry()
        try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
          if key == name { entry.name = String(decoding: value, as: UTF8.self) }
          if key == id { entry.relation = String(decoding: value, as: UTF8.self) }
          if key == state { entry.isVisible = value.elementsEqual("visible".utf8) }
        }
        entries.append(entry)
      } else if stream.name == properties {
        try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
          if key == date1904 { usesDates1904 = value.elementsEqual("1".utf8) || value.elementsEqual("true".utf8) }
        }
      }
    }
  }
}

/// The relationships of a part: which part stands for an id or a type.
private struct Relationships {
  private var byID: [String: String] = [:]
  private var types: [(type: String, target: String)] = []

  init(_ archive: ZipArchive, part: String, base: String, limits: IngestLimits) throws(DiagnosticError) {
    guard let opened = try archive.open(part) else { return }
    let stream = try XMLStream(opened, file: "\(archive.file)!\(part)", limits: limits)
    let relationship = stream.intern("Relationship")
    let (id, type, target) = (stream.intern("Id"), stream.intern("Type"), stream.intern("Target"))
    while true {
      let event = try stream.next()
      if case .finished = event { break }
      guard case .start = event, stream.name == relationship else { continue }
      var (foundID, foundType, foundTarget) = ("", "", "")
      try stream.forEachAttribute { (key, value) throws(DiagnosticError) in
        let text = String(decoding: value, as: UTF8.self)
        if key == id { foundID = text }
        if key == type { foundType = text }
        if key == target { foundTarget = text }
      }
      let resolved = Self.resolve(foundTarget, base: base)
      byID[foundID] = resolved
      types.append((foundType, resolved))
    }
  }

  func target(id: String) -> String? { byID[id] }

  /// Types end alike in the transitional and the strict form of the standard.
  func target(ofType ending: String) -> String? { types.first { $0.type.hasSuffix(ending) }?.target }

  /// A part name from a target relative to `base`, or absolute from the package's root.
  private static func resolve(_ target: String, base: String) -> String {
    if target.hasPrefix("/") { return String(target.dropFirst()) }
    var steps = base.split(separator: "/").map(String.init)
    for step in target.split(separator: "/") {
      if step == ".." {
        _ = steps.popLast()
      } else if step != "." {
        steps.append(String(step))
      }
    }
    return steps.joined(separator: "/")
  }
}
