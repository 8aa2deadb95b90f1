/// All questions by district: a panel a unit, all on one scale, questions named once at the left; a tick is the city.
///
/// Marks of one kind are one path, since there are hundreds of them.
struct SmallMultiplesChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    /// The city's value.
    var reference: Double?
  }

  struct Section: Sendable, Hashable {
    var title: String
    var rows: [Row]
  }

  struct Panel: Sendable, Hashable {
    var name: String
    /// One a row of all sections, in their order; nil where there is none.
    var values: [Double?]
    var verdicts: [Verdict]
  }

  var title: String
  /// One for each block of panels.
  var descriptions: [String]
  var sections: [Section]
  var panels: [Panel]

  /// Panels side by side.
  static let columns = 4

  /// Panels that stand side by side, as evenly as they can be: 4 + 3 of seven, 4 + 4 of eight.
  static func blocks(_ count: Int) -> [Range<Int>] {
    guard count > 0 else { return [] }
    let blocks = (count + columns - 1) / columns
    var start = 0
    return (0..<blocks).map { block in
      let size = count / blocks + (block < count % blocks ? 1 : 0)
      defer { start += size }
      return start..<(start + size)
    }
  }

  /// One drawing a block.
  func drawings(_ layout: ChartLayout) -> [Drawing] {
    zip(Self.blocks(panels.count), descriptions).map { drawing(layout, $0, description: $1) }
  }

  private var domain: ClosedRange<Double> {
    let values = panels.flatMap { $0.values.compactMap { $0 } } + sections.flatMap { $0.rows.compactMap(\.reference) }
    return LinearScale.domain(values, margin: 0.04, within: 0...100) ?? 0...100
  }

  /// Where a row stands: its name, and the middle of its marks.
  private struct Line {
    var name: [String]
    var nameY: Double
    var y: Double
    var reference: Double?
  }

  private func drawing(_ layout: ChartLayout, _ block: Range<Int>, description: String) -> Drawing {
    let isWide = layout == .wide
    let size = layout.note
    let step = size * 1.08
    // On the phone a name stands over its marks and has the whole width.
    let nameWidth: Double = isWide ? 268 : layout.width
    let left: Double = isWide ? nameWidth + 14 : 0
    let gap: Double = isWide ? 16 : 10
    let width = (layout.width - left - gap * Double(Self.columns - 1)) / Double(Self.columns)
    let heads = block.map { TextMeasure.wrap(panels[$0].name, width: width, size: size * 1.05, lines: 2) }
    let headLines = heads.map(\.count).max() ?? 1
    let top = Double(headLines) * step + 26

    var lines: [Line] = []
    var titles: [(text: String, y: Double)] = []
    var y = top
    for section in sections {
      titles.append((section.title, y + size + 4))
      y += size + 10
      for row in section.rows {
        let name = TextMeasure.wrap(row.name, width: nameWidth, size: size, lines: 2)
        let text = Double(name.count) * step
        if isWide {
          let height = max(18, text + 4)
          lines.append(
            Line(
              name: name, nameY: y + height / 2 + size * 0.34 - (text - step) / 2, y: y + height / 2,
              reference: row.reference))
          y += height
        } else {
          lines.append(Line(name: name, nameY: y + size, y: y + text + 11, reference: row.reference))
          y += text + 21
        }
      }
    }
    let bottom = y + 2
    var drawing = Drawing(layout, height: bottom + 30, title: title, description: description)
    for title in titles { drawing.text(title.text, 0, title.y, "s b") }
    for line in lines {
      for (place, text) in line.name.enumerated() { drawing.text(text, 0, line.nameY + step * Double(place), "s") }
    }
    for (column, index) in block.enumerated() {
      let start = left + Double(column) * (width + gap)
      let scale = LinearScale(domain, from: start + 5, to: start + width - 5)
      for (place, text) in heads[column].enumerated() {
        drawing.text(text, start, step * Double(place + 1), "s b")
      }
      let ticks = scale.ticks(isWide ? 4 : 3)
      var rules = PathData()
      for tick in ticks {
        rules = rules.move(scale(tick), top).vertical(bottom)
        for baseline in [top - 6, bottom + 16] {
          drawing.text(
            NumberText.fixed(tick, LinearScale.decimals(ticks)), scale(tick), baseline, "s", anchor: .middle)
        }
      }
      for line in lines { rules = rules.move(start, line.y).horizontal(start + width) }
      drawing.path("g", rules)
      draw(panels[index], lines, scale, into: &drawing)
    }
    return drawing
  }

  private func draw(_ panel: Panel, _ lines: [Line], _ scale: LinearScale, into drawing: inout Drawing) {
    var ticks = PathData()
    var marks: [Verdict: PathData] = [:]
    for (row, line) in lines.enumerated() {
      if let reference = line.reference { ticks = ticks.move(scale(reference), line.y - 6).vertical(line.y + 6) }
      guard panel.values.indices.contains(row), let value = panel.values[row] else { continue }
      let verdict = panel.verdicts[row]
      let path = marks[verdict] ?? PathData()
      marks[verdict] =
        verdict == .below ? path.adding(diamond: (scale(value), line.y), 4.9) : path.dot(scale(value), line.y)
    }
    drawing.path("ct", ticks)
    if let path = marks[.untested] { drawing.path("pd pn", path) }
    if let path = marks[.notClear] {
      drawing.path("pd po", path)
      drawing.path("pd pi", path)
    }
    if let path = marks[.above] { drawing.path("pd pu", path) }
    if let path = marks[.below] { drawing.path("dn", path) }
  }
}

extension PathData {
  /// A line of no length, whose round caps are a dot as wide as the stroke.
  fileprivate func dot(_ x: Double, _ y: Double) -> PathData { move(x, y).horizontal(x) }

  fileprivate func adding(diamond centre: (x: Double, y: Double), _ reach: Double) -> PathData {
    move(centre.x, centre.y - reach).line(centre.x + reach, centre.y).line(centre.x, centre.y + reach)
      .line(centre.x - reach, centre.y).closed()
  }
}
