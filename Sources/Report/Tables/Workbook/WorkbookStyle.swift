/// The few forms of cells that the workbook has, by their places in `xl/styles.xml`.
enum WorkbookStyle {
  static let plain = 0
  static let header = 1
  static let text = 2
  static let link = 3

  /// A number with so many decimals.
  static func number(_ decimals: Int) -> Int { 4 + max(0, min(mostDecimals, decimals)) }

  private static let mostDecimals = 6
  /// The first number of a format that is not built in.
  private static let firstFormat = 164

  static var part: [UInt8] {
    let formats = (0...mostDecimals).map { decimals in
      let code = decimals == 0 ? "0" : "0." + String(repeating: "0", count: decimals)
      return "<numFmt numFmtId=\"\(firstFormat + decimals)\" formatCode=\"\(code)\"/>"
    }
    func cell(format: Int, font: Int = 0, border: Int = 0) -> String {
      "<xf numFmtId=\"\(format)\" fontId=\"\(font)\" fillId=\"0\" borderId=\"\(border)\" xfId=\"0\" applyNumberFormat=\"1\""
        + " applyFont=\"1\" applyBorder=\"1\"/>"
    }
    // 49 is the built-in format of text: a cell that is edited stays text.
    let cells =
      [cell(format: 0), cell(format: 49, font: 1, border: 1), cell(format: 49), cell(format: 49, font: 2)]
      + (0...mostDecimals).map { cell(format: firstFormat + $0) }
    func font(_ before: String, color: String = "") -> String {
      "<font>\(before)<sz val=\"11\"/>\(color)<name val=\"Calibri\"/><family val=\"2\"/></font>"
    }
    let sides = "<left/><right/><top/>"
    let text =
      Workbook.declaration + "<styleSheet xmlns=\"\(Workbook.main)\">"
      + "<numFmts count=\"\(formats.count)\">\(formats.joined())</numFmts>"
      + "<fonts count=\"3\">\(font(""))\(font("<b/>"))\(font("<u/>", color: "<color rgb=\"FF0B5F74\"/>"))</fonts>"
      + "<fills count=\"2\"><fill><patternFill patternType=\"none\"/></fill>"
      + "<fill><patternFill patternType=\"gray125\"/></fill></fills>"
      + "<borders count=\"2\"><border>\(sides)<bottom/><diagonal/></border>"
      + "<border>\(sides)<bottom style=\"thin\"><color auto=\"1\"/></bottom><diagonal/></border></borders>"
      + "<cellStyleXfs count=\"1\"><xf numFmtId=\"0\" fontId=\"0\" fillId=\"0\" borderId=\"0\"/></cellStyleXfs>"
      + "<cellXfs count=\"\(cells.count)\">\(cells.joined())</cellXfs>"
      + "<cellStyles count=\"1\"><cellStyle name=\"Normal\" xfId=\"0\" builtinId=\"0\"/></cellStyles></styleSheet>"
    return Array(text.utf8)
  }
}
