/// How scores went over the editions: a panel a unit on one pair of axes, intervals where they are known, the city's line
/// behind. A line is grey but for what is clearly changed since the first wave.
struct TrendChart: Sendable {
  struct Point: Sendable, Hashable {
    var value: Double
    var interval: Interval?
  }

  struct Panel: Sendable, Hashable {
    var name: String
    /// One a wave; nil where there is none.
    var points: [Point?]
    /// On the first wave of the comparison, such as `+3.4`.
    var change: String
    var verdict: Verdict
    /// Whether the city's line stands behind.
    var hasReference: Bool
  }

  var title: String
  var description: String
  /// Years, earliest first.
  var waves: [Int]
  /// The place in `waves` from which a clear change is drawn.
  var first: Int
  var panels: [Panel]
  /// The city's score, one a wave.
  var reference: [Double?]

  /// More panels than this are no figure.
  static let mostPanels = 13

  private var domain: ClosedRange<Double> {
    let points = panels.flatMap { $0.points.compactMap { $0 } }
    let values = points.flatMap { [$0.value] + [$0.interval?.low, $0.interval?.high].compactMap { $0 } }
    return LinearScale.domain(values, margin: 0.02, within: 0...100) ?? 0...100
  }

  func drawing(_ layout: ChartLayout) -> Drawing {
    let isWide = layout == .wide
    let columns = min(isWide ? 4 : 2, max(1, panels.count))
    let (left, gap): (Double, Double) = isWide ? (30, 22) : (26, 14)
    let width = (layout.width - left - gap * Double(columns - 1)) / Double(columns)
    let (head, height, foot): (Double, Double, Double) = (24, 126, 34)
    let rows = (panels.count + columns - 1) / columns
    var drawing = Drawing(
      layout, height: Double(rows) * (head + height + foot) - 8, title: title, description: description)
    for (index, panel) in panels.enumerated() {
      let column = index % columns
      let x = left + Double(column) * (width + gap)
      let top = Double(index / columns) * (head + height + foot) + head
      let frame = Frame(
        left: x, right: x + width, top: top, bottom: top + height,
        across: LinearScale(
          Double(waves.first ?? 0)...Double(max(waves.last ?? 1, (waves.first ?? 0) + 1)), from: x + 9,
          to: x + width - 9),
        upwards: LinearScale(domain, from: top + height - 22, to: top + 22))
      draw(panel, frame, isFirstColumn: column == 0, into: &drawing)
    }
    return drawing
  }

  /// Where a panel stands, and its scales.
  private struct Frame {
    var left: Double
    var right: Double
    var top: Double
    var bottom: Double
    var across: LinearScale
    var upwards: LinearScale
  }

  private func draw(_ panel: Panel, _ frame: Frame, isFirstColumn: Bool, into drawing: inout Drawing) {
    let size = drawing.layout.note
    let changeWidth = TextMeasure.width(panel.change, size: size * 1.06)
    drawing.text(
      TextMeasure.clipped(panel.name, width: frame.right - frame.left - changeWidth - 8, size: size * 1.05), frame.left,
      frame.top - 8, "s b")
    drawing.text(panel.change, frame.right, frame.top - 8, panel.verdict.isClear ? "s b" : "s", anchor: .end)
    let ticks = frame.upwards.ticks(4)
    for tick in ticks {
      drawing.path("g", .across(frame.upwards(tick), from: frame.left, to: frame.right))
      if isFirstColumn {
        drawing.text(
          NumberText.fixed(tick, LinearScale.decimals(ticks)), frame.left - 6, frame.upwards(tick) + 4.5, "s",
          anchor: .end)
      }
    }
    drawing.path("z", .across(frame.bottom, from: frame.left, to: frame.right))
    if let low = waves.first, let high = waves.last {
      drawing.text(String(low), frame.left, frame.bottom + 16, "s")
      drawing.text(String(high), frame.right, frame.bottom + 16, "s", anchor: .end)
    }
    func x(_ place: Int) -> Double { frame.across(Double(waves[place])) }
    if panel.hasReference { lines("cl", reference, from: 0, x: x, frame, into: &drawing) }
    let values = panel.points.map { $0?.value }
    let clear: MarkClass? = panel.verdict == .above ? "sl" : panel.verdict == .below ? "sl sd" : nil
    lines("sl s0", clear == nil ? values : Array(values.prefix(first + 1)), from: 0, x: x, frame, into: &drawing)
    if let clear { lines(clear, Array(values.dropFirst(first)), from: first, x: x, frame, into: &drawing) }
    drawPoints(panel, frame, x: x, into: &drawing)
    labelEnds(panel, frame, x: x, into: &drawing)
  }

  /// Lines through neighbouring waves; one that is missing breaks the line.
  private func lines(
    _ style: MarkClass, _ values: [Double?], from start: Int, x: (Int) -> Double, _ frame: Frame,
    into drawing: inout Drawing
  ) {
    var run: [(Double, Double)] = []
    for place in 0...values.count {
      if place < values.count, let value = values[place] {
        run.append((x(start + place), frame.upwards(value)))
      } else {
        if run.count > 1 { drawing.path(style, .lines(run)) }
        run = []
      }
    }
  }

  private func drawPoints(_ panel: Panel, _ frame: Frame, x: (Int) -> Double, into drawing: inout Drawing) {
    let last = panel.points.lastIndex { $0 != nil }
    for (place, point) in panel.points.enumerated() {
      guard let point else { continue }
      if let interval = point.interval {
        drawing.path("ci2", .down(x(place), from: frame.upwards(interval.high), to: frame.upwards(interval.low)))
      }
      let title = markTitle("\(panel.name) \(waves[place])", NumberText.fixed(point.value, 1), point.interval)
      drawing.mark(
        place == last ? panel.verdict : .untested, x(place), frame.upwards(point.value), size: place == last ? 4.6 : 3,
        title: title)
    }
  }

  /// The first and the last value: on the side away from the city's line, and of the city on that away from its own.
  private func labelEnds(_ panel: Panel, _ frame: Frame, x: (Int) -> Double, into drawing: inout Drawing) {
    let known = panel.points.enumerated().compactMap { place, point in point.map { (place: place, point: $0) } }
    guard let low = known.first, let high = known.last else { return }
    let isRising = high.point.value >= low.point.value
    func label(
      _ entry: (place: Int, point: Point), above: Bool, _ style: MarkClass, _ anchor: TextAnchor, _ aside: Double
    ) {
      let end = above ? entry.point.interval?.high : entry.point.interval?.low
      let y = frame.upwards(end ?? entry.point.value)
      let reach: Double = end == nil ? 7 : 4
      drawing.text(
        NumberText.fixed(entry.point.value, 1), x(entry.place) + aside, above ? y - reach : y + reach + 11, style,
        anchor: anchor)
    }
    func isAbove(_ entry: (place: Int, point: Point), _ usual: Bool) -> Bool {
      guard panel.hasReference, let other = reference[entry.place] else { return usual }
      return entry.point.value >= other
    }
    if low.place != high.place { label(low, above: isAbove(low, !isRising), "s hl", .start, -7) }
    label(high, above: isAbove(high, isRising), panel.verdict.isClear ? "s b hl" : "s hl", .end, 7)
  }
}
