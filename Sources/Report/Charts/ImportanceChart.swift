/// What to fix first: the score of an item across, the share of the explained variation upwards; only the quadrant of much
/// share and a low score is tinted. Shares are no effects, and the words around the chart say so.
struct ImportanceChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    var score: Double
    var interval: Interval?
    /// In percent of what is explained.
    var share: Double
    /// The interval of the score lies in the tinted quadrant.
    var isFirst: Bool
  }

  /// Heads of the axes and of the quadrants.
  struct Words: Sendable {
    var score: String
    var share: String
    /// Low score, much share.
    var first: String
    var keep: String
    var low: String
    var maintain: String
  }

  var title: String
  var description: String
  var rows: [Row]
  /// Where the quadrants meet.
  var scoreLine: Double
  var shareLine: Double
  var words: Words

  private static let size = 13.0

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let (left, top, right, bottom) = (34.0, 26.0, layout.width - 8, 300.0)
    var scores = [scoreLine]
    for row in rows {
      scores.append(row.score)
      if let interval = row.interval { scores += [interval.low, interval.high] }
    }
    let across = LinearScale(
      LinearScale.domain(scores, margin: 0.1, within: 0...100) ?? 0...100, from: left, to: right)
    let highest = max(rows.map(\.share).max() ?? 1, shareLine)
    let upwards = LinearScale(0...(highest * 1.22 + 1), from: bottom, to: top)
    let corner = (x: across(scoreLine), y: upwards(shareLine))

    let marks: [(x: Double, y: Double)] = rows.map { (x: across($0.score), y: upwards($0.share)) }
    var placer = LabelPlacer(bounds: (left + 4, top + 2, right - 2, bottom - 3))
    func quadrant(_ text: String, _ x: Double, _ y: Double, _ anchor: TextAnchor, _ style: MarkClass = "q") -> Label {
      Label(text: text, x: x, y: y, anchor: anchor, style: style, size: Self.size)
    }
    let quadrants: [Label] = [
      quadrant(words.first, left + 8, top + 17, .start, "q b dq"), quadrant(words.keep, right - 4, top + 17, .end),
      quadrant(words.low, left + 8, bottom - 8, .start), quadrant(words.maintain, right - 4, bottom - 8, .end),
    ]
    for label in quadrants { placer.take(label.box) }
    for mark in marks { placer.take((mark.x - 6, mark.y - 6, mark.x + 6, mark.y + 6)) }
    var placed: [Int: LabelPlacer.Place] = [:]
    // What matters most is named first, so that it stands nearest to its mark.
    let order = rows.indices.sorted { a, b in
      if rows[a].isFirst != rows[b].isFirst { return rows[a].isFirst }
      return rows[a].share == rows[b].share ? a < b : rows[a].share > rows[b].share
    }
    for index in order {
      let limit = (right - left) * 0.62
      let lines = TextMeasure.wrap(rows[index].name, width: limit, size: Self.size * 1.04, lines: 3)
      placed[index] = placer.place(lines, size: Self.size * 1.04, near: marks[index])
    }
    // What finds no place is listed below, with its numbers.
    let listed = rows.indices.filter { placed[$0] == nil }.map { index in
      let numbers = "\(NumberText.fixed(rows[index].score, 1)) · \(NumberText.fixed(rows[index].share, 0))%"
      let room = layout.width - TextMeasure.width(numbers, size: Self.size) - 12
      return (lines: TextMeasure.wrap(rows[index].name, width: room, size: Self.size, lines: 2), numbers: numbers)
    }
    let height = bottom + 42 + listed.reduce(0) { $0 + Double($1.lines.count) * 15 + 3 }
    var drawing = Drawing(layout, height: height, title: title, description: description)
    drawing.add(.rect("q1", x: left, y: top, width: corner.x - left, height: corner.y - top))
    for tick in across.ticks() {
      drawing.text(
        NumberText.fixed(tick, LinearScale.decimals(across.ticks())), across(tick), bottom + 17, "s", anchor: .middle)
    }
    let shares = upwards.ticks().filter { $0 > 0 }
    for tick in shares {
      drawing.text(
        NumberText.fixed(tick, LinearScale.decimals(shares)), left - 5, upwards(tick) + 4.5, "s", anchor: .end)
    }
    drawing.path("z2", .down(corner.x, from: top, to: bottom))
    drawing.path("z2", .across(corner.y, from: left, to: right))
    drawing.path("z", .across(bottom, from: left, to: right))
    drawing.path("z", .down(left, from: top, to: bottom))
    drawing.text("↑ " + words.share, 0, 15, "h")
    drawing.text(words.score + " →", right, bottom + 35, "h", anchor: .end)
    for label in quadrants { drawing.add(.text(label)) }
    for index in rows.indices {
      if let place = placed[index], place.isApart {
        drawing.path("ld", PathData().move(marks[index].x, marks[index].y).line(place.x, place.anchorY))
      }
    }
    for (index, row) in rows.enumerated() {
      drawing.whisker("ci2", row.interval, across, marks[index].y)
      drawing.mark(
        row.isFirst ? .below : .notClear, marks[index].x, marks[index].y, size: 4.6,
        title: "\(row.name) \(NumberText.fixed(row.score, 1)) · \(NumberText.fixed(row.share, 0))%")
    }
    for (index, row) in rows.enumerated() {
      guard let place = placed[index] else { continue }
      for (line, text) in place.lines.enumerated() {
        drawing.text(
          text, place.x, place.y + place.step * Double(line), row.isFirst ? "l hl b" : "l hl", anchor: .middle,
          size: Self.size)
      }
    }
    var y = bottom + 53
    for entry in listed {
      drawing.text(entry.numbers, layout.width, y, "l", anchor: .end, size: Self.size)
      for line in entry.lines {
        drawing.text(line, 0, y, "l", size: Self.size)
        y += 15
      }
      y += 3
    }
    return drawing
  }
}

/// Finds places for labels near their marks, inside a frame, where nothing else stands.
struct LabelPlacer {
  typealias Box = (left: Double, top: Double, right: Double, bottom: Double)

  /// A label's middle and the baseline of its first line.
  struct Place {
    var lines: [String]
    var x: Double
    var y: Double
    /// From one baseline to the next.
    var step: Double
    /// Where a line from the mark ends.
    var anchorY: Double
    /// Far enough from its mark that a line must tie it.
    var isApart: Bool
  }

  let bounds: Box
  private var taken: [Box] = []

  init(bounds: Box) { self.bounds = bounds }

  mutating func take(_ box: Box) { taken.append(box) }

  /// The nearest free place: above the mark, then below, then further away, each pushed inside the frame and moved aside.
  ///
  /// - Parameters:
  ///   - lines: the words, line by line.
  ///   - size: their size.
  ///   - mark: what they name.
  /// - Returns: nil where all of them are taken.
  mutating func place(_ lines: [String], size: Double, near mark: (x: Double, y: Double)) -> Place? {
    let half = (lines.map { TextMeasure.width($0, size: size) }.max() ?? 0) / 2
    guard bounds.right - bounds.left >= 2 * half else { return nil }
    let (ascent, descent, step) = (size * 1.02, size * 0.3, size * 1.08)
    let rest = step * Double(max(0, lines.count - 1))
    for ring in 0..<8 {
      // The mark itself is taken too.
      let reach = 11 + 15 * Double(ring)
      for baseline in [mark.y - reach - rest, mark.y + reach + ascent - 2] {
        for shift in [0, -0.5, 0.5, -1, 1] {
          let x = min(max(mark.x + shift * half, bounds.left + half), bounds.right - half)
          let box: Box = (x - half, baseline - ascent, x + half, baseline + rest + descent)
          guard box.top >= bounds.top, box.bottom <= bounds.bottom, taken.allSatisfy({ !Self.touch($0, box) }) else {
            continue
          }
          taken.append(box)
          let isAbove = baseline < mark.y
          return Place(
            lines: lines, x: x, y: baseline, step: step, anchorY: isAbove ? box.bottom : box.top,
            isApart: ring > 0 || abs(x - mark.x) > half)
        }
      }
    }
    return nil
  }

  private static func touch(_ a: Box, _ b: Box) -> Bool {
    a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom
  }
}
