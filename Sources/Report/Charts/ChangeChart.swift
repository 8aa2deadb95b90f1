/// What moved since last year: a tick for last year, an arrow only where the change is clear, the change and its margin.
struct ChangeChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    var previous: Double
    var current: Double
    var interval: Interval?
    var change: Double
    var changeInterval: Interval?
    var verdict: Verdict
  }

  struct Words: Sendable {
    var change: String
    var notClear: String
  }

  var title: String
  var description: String
  var rows: [Row]
  var words: Words

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let pitch: Double = 44
    let top: Double = 24
    let bottom = top + pitch * Double(rows.count)
    var drawing = Drawing(layout, height: bottom + 22, title: title, description: description)
    let nameLimit: Double = layout == .wide ? 220 : 130
    let size = layout.label
    let nameWidth = TextMeasure.column(rows.map(\.name), within: nameLimit, size: size, drawn: size * 1.03)
    let values = rows.flatMap { [$0.previous, $0.current] + [$0.interval?.low, $0.interval?.high].compactMap { $0 } }
    let domain = LinearScale.domain(values, margin: 0.08, within: 0...100) ?? 0...100
    let notes = rows.map { TextMeasure.width(note($0), size: 11.5) } + [TextMeasure.width(words.change, size: 13)]
    let scale = LinearScale(domain, from: nameWidth + 18, to: layout.width - max(40, notes.max() ?? 0) - 14)
    drawing.grid(scale, top: top - 2, bottom: bottom)
    drawing.text(words.change, layout.width, 14, "h", anchor: .end)
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.62)
      if index > 0 { drawing.path("g", .across(top + pitch * Double(index), from: 0, to: layout.width)) }
      drawing.rowLabel(row.name, y: y, width: nameLimit, "b")
      let from = scale(row.previous)
      let to = scale(row.current)
      if row.verdict.isClear, abs(to - from) > 8 {
        drawing.path(row.verdict == .below ? "ar ad" : "ar", .across(y, from: from, to: to))
      } else {
        drawing.path("ar a0", .across(y, from: from, to: to))
      }
      drawing.path("ly", .down(from, from: y - 7, to: y + 7))
      drawing.mark(row.verdict, to, y, title: markTitle(row.name, NumberText.fixed(row.current, 1), row.interval))
      drawing.text(NumberText.fixed(row.current, 1), to, y - 10, "s hl", anchor: .middle)
      drawing.text(
        NumberText.signed(row.change, 1), layout.width, y - 1, row.verdict.isClear ? "b" : "s", anchor: .end)
      drawing.text(note(row), layout.width, y + 14, "t", anchor: .end)
    }
    return drawing
  }

  private func note(_ row: Row) -> String {
    if !row.verdict.isClear, row.verdict != .untested { return words.notClear }
    return row.changeInterval.map { "±" + NumberText.fixed(($0.high - $0.low) / 2, 1) } ?? ""
  }
}
