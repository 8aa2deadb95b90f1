/// The items furthest from the city: a stem from zero to the difference, its interval as a thin line.
struct DeviationChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    var difference: Double
    var interval: Interval?
    var verdict: Verdict
  }

  var title: String
  var description: String
  var rows: [Row]

  private static let mostLines = 3

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let nameLimit: Double = layout == .wide ? 260 : 164
    let size = layout.note
    // A row is as high as its name: long ones take three lines rather than be cut.
    let heights = rows.map { row -> Double in
      switch TextMeasure.wrap(row.name, width: nameLimit, size: size, lines: Self.mostLines).count {
      case 1: 25
      case 2: 33
      default: 47
      }
    }
    let top: Double = 8
    let bottom = top + heights.reduce(0, +) + 4
    var drawing = Drawing(layout, height: bottom + 22, title: title, description: description)
    let nameWidth = TextMeasure.column(
      rows.map(\.name), within: nameLimit, size: size, drawn: size * 1.02, lines: Self.mostLines)
    let reached: [Double] = rows.flatMap { [$0.difference] + [$0.interval?.low, $0.interval?.high].compactMap { $0 } }
    let domain = LinearScale.domain([0] + reached, margin: 0.04) ?? -1...1
    let scale = LinearScale(domain, from: nameWidth + 12, to: layout.width - 48)
    drawing.grid(scale, top: top, bottom: bottom, signed: true)
    drawing.path("z", .down(scale(0), from: top, to: bottom))
    var start = top
    for (row, height) in zip(rows, heights) {
      let y = start + height / 2 + 2
      start += height
      drawing.rowLabel(
        row.name, y: y, width: nameLimit, row.verdict.isClear ? "l" : "s", size: size, lines: Self.mostLines)
      drawing.path(row.verdict.stem, .across(y, from: scale(0), to: scale(row.difference)))
      drawing.whisker("ci2", row.interval, scale, y)
      drawing.mark(
        row.verdict, scale(row.difference), y, size: 4.8,
        title: markTitle(row.name, NumberText.signed(row.difference, 1), row.interval))
      drawing.text(
        NumberText.signed(row.difference, 1), layout.width, y + 4.8, row.verdict.isClear ? "b" : "s", anchor: .end)
    }
    return drawing
  }
}
