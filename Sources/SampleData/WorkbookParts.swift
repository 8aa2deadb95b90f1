/// One sheet as cells of text and numbers, with merged ranges.
struct Sheet {
  enum Cell {
    case blank
    case text(String)
    /// The digits as they are stored.
    case number(String)
  }

  var name: String
  var rows: [[Cell]]
  /// First and last row and column, from 0.
  var merged: [(top: Int, left: Int, bottom: Int, right: Int)] = []
  /// Rows set in bold: titles and headers.
  var boldRows: Range<Int> = 0..<0
}

/// The parts of an Office Open XML workbook (ECMA-376 Part 1, SpreadsheetML).
struct WorkbookParts {
  private static let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n"
  private static let package = "http://schemas.openxmlformats.org/package/2006"
  private static let office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
  private static let main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"

  static func parts(_ sheets: [Sheet]) -> [(name: String, bytes: [UInt8])] {
    var strings = SharedText()
    let sheetParts = sheets.enumerated().map { index, sheet in
      ("xl/worksheets/sheet\(index + 1).xml", worksheet(sheet, &strings))
    }
    let parts =
      [
        ("[Content_Types].xml", contentTypes(sheets.count)), ("_rels/.rels", packageRelations),
        ("xl/workbook.xml", workbook(sheets)), ("xl/_rels/workbook.xml.rels", workbookRelations(sheets.count)),
      ] + sheetParts + [("xl/styles.xml", styles), ("xl/sharedStrings.xml", strings.part(head, main))]
    return parts.map { ($0.0, Array($0.1.utf8)) }
  }

  /// Texts are stored once and referred to by number.
  private struct SharedText {
    private var positions: [String: Int] = [:]
    private var texts: [String] = []
    private var uses = 0

    mutating func position(_ text: String) -> Int {
      uses += 1
      if let known = positions[text] { return known }
      positions[text] = texts.count
      texts.append(text)
      return texts.count - 1
    }

    func part(_ head: String, _ namespace: String) -> String {
      let items = texts.map { "<si><t xml:space=\"preserve\">\(escaped($0))</t></si>" }.joined()
      return "\(head)<sst xmlns=\"\(namespace)\" count=\"\(uses)\" uniqueCount=\"\(texts.count)\">\(items)</sst>"
    }
  }

  private static func worksheet(_ sheet: Sheet, _ strings: inout SharedText) -> String {
    var rows = ""
    for (row, cells) in sheet.rows.enumerated() {
      rows += "<row r=\"\(row + 1)\">"
      for (column, cell) in cells.enumerated() {
        let reference = columnName(column) + "\(row + 1)"
        let style = sheet.boldRows.contains(row) ? " s=\"1\"" : ""
        switch cell {
        case .blank: break
        case .text(let text): rows += "<c r=\"\(reference)\"\(style) t=\"s\"><v>\(strings.position(text))</v></c>"
        case .number(let digits): rows += "<c r=\"\(reference)\" s=\"2\"><v>\(digits)</v></c>"
        }
      }
      rows += "</row>"
    }
    let ranges = sheet.merged.map { merge in
      let from = columnName(merge.left) + "\(merge.top + 1)"
      return "<mergeCell ref=\"\(from):\(columnName(merge.right))\(merge.bottom + 1)\"/>"
    }
    let merged =
      ranges.isEmpty ? "" : "<mergeCells count=\"\(ranges.count)\">\(ranges.joined())</mergeCells>"
    return "\(head)<worksheet xmlns=\"\(main)\"><sheetData>\(rows)</sheetData>\(merged)</worksheet>"
  }

  private static func columnName(_ index: Int) -> String {
    let letter = String(UnicodeScalar(UInt8(65 + index % 26)))
    return index < 26 ? letter : columnName(index / 26 - 1) + letter
  }

  private static func contentTypes(_ count: Int) -> String {
    let type = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    let sheets = (1...count).map {
      "<Override PartName=\"/xl/worksheets/sheet\($0).xml\" ContentType=\"\(type).worksheet+xml\"/>"
    }
    return """
      \(head)<Types xmlns="\(package)/content-types">\
      <Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>\
      <Default Extension="xml" ContentType="application/xml"/>\
      <Override PartName="/xl/workbook.xml" ContentType="\(type).sheet.main+xml"/>\(sheets.joined())\
      <Override PartName="/xl/styles.xml" ContentType="\(type).styles+xml"/>\
      <Override PartName="/xl/sharedStrings.xml" ContentType="\(type).sharedStrings+xml"/></Types>
      """
  }

  private static let packageRelations = """
    \(head)<Relationships xmlns="\(package)/relationships">\
    <Relationship Id="rId1" Type="\(office)/officeDocument" Target="xl/workbook.xml"/></Relationships>
    """

  private static func workbook(_ sheets: [Sheet]) -> String {
    let entries = sheets.enumerated().map {
      "<sheet name=\"\(escaped($1.name))\" sheetId=\"\($0 + 1)\" r:id=\"rId\($0 + 1)\"/>"
    }
    return "\(head)<workbook xmlns=\"\(main)\" xmlns:r=\"\(office)\"><sheets>\(entries.joined())</sheets></workbook>"
  }

  private static func workbookRelations(_ count: Int) -> String {
    var entries = (1...count).map {
      "<Relationship Id=\"rId\($0)\" Type=\"\(office)/worksheet\" Target=\"worksheets/sheet\($0).xml\"/>"
    }
    entries.append("<Relationship Id=\"rId\(count + 1)\" Type=\"\(office)/styles\" Target=\"styles.xml\"/>")
    entries.append(
      "<Relationship Id=\"rId\(count + 2)\" Type=\"\(office)/sharedStrings\" Target=\"sharedStrings.xml\"/>")
    return "\(head)<Relationships xmlns=\"\(package)/relationships\">\(entries.joined())</Relationships>"
  }

  private static let styles = """
    \(head)<styleSheet xmlns="\(main)">\
    <fonts count="2"><font><sz val="11"/><name val="宋体"/></font>\
    <font><b/><sz val="11"/><name val="宋体"/></font></fonts>\
    <fills count="2"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill></fills>\
    <borders count="1"><border/></borders>\
    <cellStyleXfs count="1"><xf/></cellStyleXfs>\
    <cellXfs count="3"><xf/><xf fontId="1" applyFont="1" applyAlignment="1">\
    <alignment horizontal="center" vertical="center" wrapText="1"/></xf><xf/></cellXfs></styleSheet>
    """
}

/// Text as XML character data.
func escaped(_ text: String) -> String {
  var result = ""
  for character in text {
    switch character {
    case "&": result += "&amp;"
    case "<": result += "&lt;"
    case ">": result += "&gt;"
    case "\"": result += "&quot;"
    default: result.append(character)
    }
  }
  return result
}
