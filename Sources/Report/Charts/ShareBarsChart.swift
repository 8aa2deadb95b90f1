/// What hurts firms most: shares from zero, with interval, and the city's share as a tick.
struct ShareBarsChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    /// In percent.
    var value: Double
    var interval: Interval?
    var reference: Double?
    /// The city's value lies outside the interval.
    var verdict: Verdict
  }

  var title: String
  var description: String
  var rows: [Row]
  /// Such as `全市`.
  var referenceName: String?

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let nameLimit: Double = 128
    let pitch: Double = 28
    let top: Double = referenceName == nil ? 6 : 22
    let height = top + pitch * Double(rows.count) + 4
    var drawing = Drawing(layout, height: height, title: title, description: description)
    let nameWidth = TextMeasure.column(rows.map(\.name), within: nameLimit, size: 13, drawn: 13.4)
    let reached: [Double] = rows.flatMap { [$0.value, $0.interval?.high ?? 0, $0.reference ?? 0] }
    let highest = reached.max() ?? 1
    let scale = LinearScale(0...max(1, highest), from: nameWidth + 14, to: layout.width - 52)
    drawing.path("z", .down(scale(0), from: top - 2, to: height))
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.5)
      drawing.rowLabel(row.name, y: y, width: nameLimit, row.verdict.isClear ? "l b" : "l", size: 13)
      let fill = row.verdict == .above ? "bb" : row.verdict == .below ? "bg" : row.verdict == .untested ? "bx" : "bn"
      drawing.add(
        .rect(
          fill, x: scale(0), y: y - 8, width: scale(row.value) - scale(0), height: 16,
          title: markTitle(row.name, NumberText.fixed(row.value, 1) + "%", row.interval)))
      if let reference = row.reference {
        drawing.path("cl3", .down(scale(reference), from: y - 11, to: y + 11))
      }
      drawing.whisker("ci2", row.interval, scale, y)
      let end = max(scale(row.value), scale(row.interval?.high ?? 0), scale(row.reference ?? 0))
      drawing.text(NumberText.fixed(row.value, 1) + "%", end + 7, y + 4.8, row.verdict.isClear ? "hl b" : "hl")
    }
    if let referenceName, let first = rows.first, let value = first.reference {
      let words = referenceName + " " + NumberText.fixed(value, 1) + "%"
      drawing.label(words, over: scale(value), y: 14, size: 13.5, within: (0, layout.width))
    }
    return drawing
  }
}
