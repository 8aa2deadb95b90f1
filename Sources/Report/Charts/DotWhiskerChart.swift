/// Scores with intervals on one scale: districts in a dimension, or the dimensions of a district against the city.
/// Lengths on one scale show a shape better than a radar does, and intervals stay visible.
struct DotWhiskerChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    var value: Double
    var interval: Interval?
    var previous: Double?
    /// The city's value in this row, drawn as a heavy tick.
    var reference: Double?
    var verdict: Verdict
    /// What stands at the right: the value, or the difference.
    var note: String
  }

  var title: String
  var description: String
  var rows: [Row]
  /// One line for all rows.
  var reference: ReferenceLine?
  /// Head of the column at the right.
  var noteHead: String
  /// Whether the value is written above its mark; otherwise the column at the right says it.
  var labelsValues: Bool
  /// Fixed for all charts of a kind in one report, so that they can be laid side by side.
  var domain: ClosedRange<Double>

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let nameLimit: Double = layout == .wide ? 220 : 130
    let size = layout.label
    let pitch: Double = labelsValues ? 35 : 33
    let top: Double = reference == nil ? 24 : 26
    let bottom = top + pitch * Double(rows.count) + 4
    var drawing = Drawing(layout, height: bottom + 22, title: title, description: description)
    let nameWidth = TextMeasure.column(rows.map(\.name), within: nameLimit, size: size, drawn: size * 1.03)
    let noteWidth = max(36, rows.map { TextMeasure.width($0.note, size: size) }.max() ?? 0)
    let scale = LinearScale(domain, from: nameWidth + 18, to: layout.width - noteWidth - 20)
    drawing.grid(scale, top: top - 2, bottom: bottom)
    let headWidth = TextMeasure.width(noteHead, size: layout.note)
    drawing.text(noteHead, layout.width, 14, "h", anchor: .end)
    if let reference {
      drawing.band(reference, scale, from: top - 4, to: bottom)
      drawing.line(
        reference, scale, from: top - 4, to: bottom, label: 14, size: layout.note * 1.05,
        within: (0, layout.width - headWidth - 12))
    }
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + (labelsValues ? 0.62 : 0.5))
      if index > 0 {
        drawing.path("g", .across(top + pitch * Double(index), from: 0, to: layout.width))
      }
      drawing.rowLabel(row.name, y: y, width: nameLimit, "b", size: size)
      if let value = row.reference { drawing.path("cl3", .down(scale(value), from: y - 11, to: y + 11)) }
      if let previous = row.previous { drawing.path("ly", .down(scale(previous), from: y - 6, to: y + 6)) }
      drawing.whisker(row.verdict.whisker, row.interval, scale, y)
      drawing.mark(
        row.verdict, scale(row.value), y, title: markTitle(row.name, NumberText.fixed(row.value, 1), row.interval))
      if labelsValues {
        label(row, scale: scale, y: y - 10, into: &drawing)
      }
      let style = row.verdict.isClear || !labelsValues ? "b" : "s"
      drawing.text(row.note, layout.width, y + size * 0.34, style, anchor: .end)
    }
    return drawing
  }

  /// The value above its mark, moved aside where the city's tick would run through it.
  private func label(_ row: Row, scale: LinearScale, y: Double, into drawing: inout Drawing) {
    let words = NumberText.fixed(row.value, 1)
    let x = scale(row.value)
    let half = TextMeasure.width(words, size: drawing.layout.note) / 2 + 3
    guard let tick = row.reference.map({ scale($0) }), abs(tick - x) < half else {
      return drawing.text(words, x, y, "s hl", anchor: .middle)
    }
    if tick <= x {
      drawing.text(words, tick + 4, y, "s hl")
    } else {
      drawing.text(words, tick - 4, y, "s hl", anchor: .end)
    }
  }
}
