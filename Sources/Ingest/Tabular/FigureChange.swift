import Tables

/// Why the value of a cell is not its text as it stands.
enum FigureChangeReason: String, Sendable, Hashable, CaseIterable {
  case fullWidth = "full-width characters"
  case thousands = "thousands separators"
  case chineseNumeral = "Chinese numerals"
  case negativeBrackets = "brackets for a negative number"
  case footnoteMark = "footnote marks"
  case unit = "a unit in the cell"
  case missingMark = "a mark for no figure"
}

/// A cell whose text was not a plain number, with what it was read as.
struct FigureChange: Sendable, Hashable {
  /// Sheet row, or line.
  var row: Int
  /// The cell as an analyst names it, such as `C6`.
  var cell: String
  var before: String
  /// nil: no figure.
  var after: Double?
  var reason: FigureChangeReason

  /// nil when the text is empty or a plain number already.
  init?(row: Int, cell: String, text: String, value: Double?) {
    let bare = text.trimmed
    guard !bare.isEmpty, parseDouble(bare) == nil else { return nil }
    (self.row, self.cell, before, after) = (row, cell, bare, value)
    reason = Self.reason(bare, value)
  }

  private static func reason(_ text: String, _ value: Double?) -> FigureChangeReason {
    guard value != nil else { return .missingMark }
    let folded = foldingWidth(text)
    let unmarked = droppingFootnoteMarks(folded)
    if parseDouble(folded) != nil { return .fullWidth }
    if unmarked != folded { return .footnoteMark }
    if folded.hasPrefix("(") { return .negativeBrackets }
    if "一二三四五六七八九十百千万亿壹贰叁肆伍陆柒捌玖拾佰仟零廿卅".contains(where: { unmarked.contains($0) }), !suffixIsUnit(unmarked) {
      return .chineseNumeral
    }
    if suffixIsUnit(unmarked) { return .unit }
    return .thousands
  }

  private static func suffixIsUnit(_ text: String) -> Bool {
    guard let last = text.unicodeScalars.last(where: { ("0"..."9").contains($0) }),
      let index = text.unicodeScalars.lastIndex(of: last)
    else { return false }
    let suffix = String(text.unicodeScalars[text.unicodeScalars.index(after: index)...]).trimmed
    return !suffix.isEmpty
  }
}

extension [FigureChange] {
  /// Lines for the log: how many cells of each reason, and the first.
  func summary(_ file: String) -> [String] {
    if isEmpty { return [] }
    let parts = FigureChangeReason.allCases.compactMap { reason -> String? in
      let changes = filter { $0.reason == reason }
      guard let first = changes.first else { return nil }
      let value = first.after.map { shortestText($0) } ?? "no figure"
      return "\(changes.count) with \(reason.rawValue) (first \(first.cell): “\(first.before.prefix(20))” → \(value))"
    }
    return ["\(file): \(count) cells were no plain numbers: \(parts.joined(separator: ", "))"]
  }
}
