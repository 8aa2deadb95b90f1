/// What a row of a department's table is, by its texts.
enum TableRowKind: String, Sendable, Hashable {
  case title
  case unitNote = "unit note"
  /// `甲 1 2 3` below a header: the numbers of the columns.
  case columnNumbers = "column numbers"
  case footnote
  /// 合计, 总计, 全市: the whole table.
  case total = "total row"
  /// 小计: the rows since the subtotal before.
  case subtotal = "subtotal row"
  /// 其中: a part of the row above, not to be added again.
  case ofWhich = "of which"
  case data
}

/// The kind of a row that stands below the header.
///
/// - Parameters:
///   - first: the first text of the row.
///   - name: the text in the column of names; the same as `first` where there is only one.
///   - hasFigures: whether any figure stands in it.
/// - Returns: `data` when nothing tells it from a record.
func tableRowKind(first: String, name: String, hasFigures: Bool) -> TableRowKind {
  if startsFootnote(first), !hasFigures || startsFootnote(name) { return .footnote }
  for text in [name, first] {
    let key = droppingFootnoteMarks(textKey(text))
    if key.hasPrefix("其中") || key.hasPrefix("#") { return .ofWhich }
    if ["小计", "分计"].contains(where: { key.hasSuffix($0) }) { return .subtotal }
    if totalWords.contains(key) || ["合计", "总计", "总和"].contains(where: { key.hasSuffix($0) }) { return .total }
  }
  return .data
}

private let totalWords: Set<String> = ["全市", "全省", "全区", "全县", "全国", "合计", "总计", "总数", "共计", "total"]

/// Whether a text is a note on the table rather than a row of it.
func startsFootnote(_ text: String) -> Bool {
  ["注", "备注", "说明", "数据来源", "资料来源", "来源", "填表", "审核", "制表", "Note", "Source"].contains { text.hasPrefix($0) }
}

/// The unit that `单位：万元` names; nil inside when it names several or none that is known, nil when it is no such note.
func unitNote(_ text: String) -> MeasurementUnit?? {
  unitNoteText(text).map { MeasurementUnit($0) }
}

/// The unit's name in a note such as `（单位：万元）`; nil when the text is no such note.
func unitNoteText(_ text: String) -> String? {
  let key = textKey(text)
  guard let mark = key.firstRange(of: "单位:") else { return nil }
  return String(key[mark.upperBound...].prefix { !")）".contains($0) })
}
