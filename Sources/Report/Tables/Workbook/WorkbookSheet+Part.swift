import SurveyModel

extension WorkbookSheet {
  /// The part of the workbook that holds this sheet.
  ///
  /// - Parameters:
  ///   - strings: where its texts go.
  ///   - isFirst: whether it is the sheet that is seen first.
  /// - Returns: the bytes of `xl/worksheets/sheetN.xml`.
  func part(strings: inout SharedStrings, isFirst: Bool) -> [UInt8] {
    let columns = (0..<max(1, header.count, rows.map(\.count).max() ?? 0)).map(Self.letters)
    var widths = [Int](repeating: 0, count: columns.count)
    var cells: [UInt8] = []
    cells += "<row r=\"1\">".utf8
    for (position, text) in header.enumerated() {
      widths[position] = Self.width(text)
      let place = strings.place(text)
      cells += "<c r=\"\(columns[position])1\" s=\"\(WorkbookStyle.header)\" t=\"s\"><v>\(place)</v></c>".utf8
    }
    cells += "</row>".utf8
    for (index, row) in rows.enumerated() {
      let number = "\(index + 2)"
      cells += "<row r=\"\(number)\">".utf8
      for (position, value) in row.enumerated() {
        let text = value.text
        guard !text.isEmpty else { continue }
        widths[position] = max(widths[position], Self.width(text))
        let isLink = position == 0 && links[index] != nil
        append(value, text, at: columns[position] + number, isLink: isLink, strings: &strings, to: &cells)
      }
      cells += "</row>".utf8
    }

    let corner = (columns.last ?? "A") + "\(rows.count + 1)"
    var out = Array(
      (Workbook.declaration + "<worksheet xmlns=\"\(Workbook.main)\"><dimension ref=\"A1:\(corner)\"/>").utf8)
    out += "<sheetViews><sheetView\(isFirst ? " tabSelected=\"1\"" : "") workbookViewId=\"0\">".utf8
    out += "<pane ySplit=\"1\" topLeftCell=\"A2\" activePane=\"bottomLeft\" state=\"frozen\"/>".utf8
    out += "<selection pane=\"bottomLeft\" activeCell=\"A2\" sqref=\"A2\"/></sheetView></sheetViews><cols>".utf8
    for (position, width) in widths.enumerated() {
      let shown = min(60, max(8, width + 2))
      out += "<col min=\"\(position + 1)\" max=\"\(position + 1)\" width=\"\(shown)\" customWidth=\"1\"/>".utf8
    }
    out += "</cols><sheetData>".utf8
    out += cells
    out += "</sheetData>".utf8
    appendLinks(to: &out)
    out += "</worksheet>".utf8
    return out
  }

  private func append(
    _ value: PublishedValue, _ text: String, at place: String, isLink: Bool, strings: inout SharedStrings,
    to out: inout [UInt8]
  ) {
    func number(_ decimals: Int) {
      out += "<c r=\"\(place)\" s=\"\(WorkbookStyle.number(decimals))\"><v>\(text)</v></c>".utf8
    }
    switch value {
    // More than fifteen digits are no number for a spreadsheet.
    case .integer(let whole) where abs(Double(whole)) < 1e15: number(0)
    case .number(let real, let decimals) where abs(real) < 1e15: number(decimals)
    case .boolean(let truth): out += "<c r=\"\(place)\" t=\"b\"><v>\(truth ? 1 : 0)</v></c>".utf8
    default:
      let style = isLink ? WorkbookStyle.link : WorkbookStyle.text
      out += "<c r=\"\(place)\" s=\"\(style)\" t=\"s\"><v>\(strings.place(text))</v></c>".utf8
    }
  }

  private func appendLinks(to out: inout [UInt8]) {
    guard !links.isEmpty else { return }
    out += "<hyperlinks>".utf8
    for (row, sheet) in links.sorted(by: { $0.key < $1.key }) {
      out += "<hyperlink ref=\"A\(row + 2)\" location=\"".utf8
      let quoted = sheet.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "''")
      SpreadsheetText.append("'\(quoted)'!A1", to: &out)
      out += "\"/>".utf8
    }
    out += "</hyperlinks>".utf8
  }

  /// `A`, `B`, …, `Z`, `AA`.
  static func letters(_ column: Int) -> String {
    var rest = column + 1
    var text = ""
    while rest > 0 {
      let digit = UInt8((rest - 1) % 26)
      text = String(UnicodeScalar(UInt8(ascii: "A") + digit)) + text
      rest = (rest - 1) / 26
    }
    return text
  }

  /// The width of a text in digits; Chinese characters take two.
  private static func width(_ text: String) -> Int {
    text.unicodeScalars.reduce(0) { $0 + ($1.value < 0x1100 ? 1 : 2) }
  }
}
