import Diagnostics
import SurveyModel

/// One sheet of a workbook: a header row that stays in sight, and rows of values.
struct WorkbookSheet: Sendable {
  /// As ``WorkbookSheetNames`` gives it.
  var name: String
  var header: [String]
  var rows: [[PublishedValue]]
  /// Rows whose first cell leads to a sheet of this name.
  var links: [Int: String] = [:]

  /// The rows that a sheet has room for, its header among them.
  static let mostRows = 1_048_576
}

/// A workbook in Office Open XML (ECMA-376, part 1): numbers as numbers, text as text and never a formula, the same bytes
/// for the same sheets.
struct Workbook: Sendable {
  var sheets: [WorkbookSheet]

  /// The file.
  ///
  /// - Returns: the bytes of an `.xlsx` file.
  /// - Throws: as ``ZIPArchive/add(_:_:)``.
  func encoded() throws(DiagnosticError) -> [UInt8] {
    var strings = SharedStrings()
    let parts = sheets.enumerated().map { position, sheet in
      sheet.part(strings: &strings, isFirst: position == 0)
    }
    var archive = ZIPArchive()
    try archive.add("[Content_Types].xml", contentTypes)
    try archive.add("_rels/.rels", Self.packageRelations)
    try archive.add("xl/workbook.xml", list)
    try archive.add("xl/_rels/workbook.xml.rels", relations)
    try archive.add("xl/styles.xml", WorkbookStyle.part)
    try archive.add("xl/sharedStrings.xml", strings.part)
    for (position, part) in parts.enumerated() { try archive.add("xl/worksheets/sheet\(position + 1).xml", part) }
    return archive.archive
  }

  static let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
  private static let relationships = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"

  private static var packageRelations: [UInt8] {
    let text =
      declaration + "<Relationships xmlns=\"\(package)/relationships\">"
      + "<Relationship Id=\"rId1\" Type=\"\(relationships)/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"
    return Array(text.utf8)
  }

  private var contentTypes: [UInt8] {
    var text =
      Self.declaration + "<Types xmlns=\"\(Self.package)/content-types\">"
      + "<Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>"
      + "<Default Extension=\"xml\" ContentType=\"application/xml\"/>"
    func override(_ part: String, _ kind: String) -> String {
      "<Override PartName=\"/xl/\(part).xml\" ContentType=\"\(Self.type).\(kind)+xml\"/>"
    }
    text += override("workbook", "sheet.main") + override("styles", "styles")
    text += override("sharedStrings", "sharedStrings")
    for number in 1...max(1, sheets.count) { text += override("worksheets/sheet\(number)", "worksheet") }
    return Array((text + "</Types>").utf8)
  }

  private var list: [UInt8] {
    var out = Array(
      (Self.declaration
        + "<workbook xmlns=\"\(Self.main)\" xmlns:r=\"\(Self.relationships)\"><bookViews><workbookView/></bookViews><sheets>")
        .utf8)
    for (position, sheet) in sheets.enumerated() {
      out += "<sheet name=\"".utf8
      SpreadsheetText.append(sheet.name, to: &out)
      out += "\" sheetId=\"\(position + 1)\" r:id=\"rId\(position + 1)\"/>".utf8
    }
    out += "</sheets></workbook>".utf8
    return out
  }

  private var relations: [UInt8] {
    var text = Self.declaration + "<Relationships xmlns=\"\(Self.package)/relationships\">"
    var number = 0
    func relation(_ kind: String, _ target: String) -> String {
      number += 1
      return "<Relationship Id=\"rId\(number)\" Type=\"\(Self.relationships)/\(kind)\" Target=\"\(target).xml\"/>"
    }
    for position in sheets.indices { text += relation("worksheet", "worksheets/sheet\(position + 1)") }
    text += relation("styles", "styles") + relation("sharedStrings", "sharedStrings")
    return Array((text + "</Relationships>").utf8)
  }
}

/// Every text of a workbook once, in the order in which they are met.
struct SharedStrings {
  private var places: [String: Int] = [:]
  private var items: [UInt8] = []
  private var uses = 0

  /// The place of a text in the part.
  mutating func place(_ text: String) -> Int {
    uses += 1
    if let known = places[text] { return known }
    let place = places.count
    places[text] = place
    items += "<si><t xml:space=\"preserve\">".utf8
    SpreadsheetText.append(SpreadsheetText.clipped(text), to: &items)
    items += "</t></si>".utf8
    return place
  }

  var part: [UInt8] {
    let head =
      Workbook.declaration + "<sst xmlns=\"\(Workbook.main)\" count=\"\(uses)\" uniqueCount=\"\(places.count)\">"
    return Array(head.utf8) + items + Array("</sst>".utf8)
  }
}
