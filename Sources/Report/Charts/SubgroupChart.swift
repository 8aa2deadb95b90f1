/// Who is less content: groups of firms on one scale with their intervals, n under each label, and the city as a line.
struct SubgroupChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    /// Such as `n = 1,312`.
    var size: String
    /// nil: withheld, and `note` says why.
    var value: Double?
    var interval: Interval?
    var verdict: Verdict
    /// What stands at the right: the value, or the limit that is missed.
    var note: String
  }

  /// The groups of one variable.
  struct Section: Sendable, Hashable {
    var title: String
    var rows: [Row]
  }

  var title: String
  var description: String
  var sections: [Section]
  var reference: ReferenceLine?

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let nameLimit: Double = layout == .wide ? 220 : 142
    let size = layout.label
    let pitch: Double = 34
    let headHeight: Double = 24
    let top: Double = 26
    let rows = sections.flatMap(\.rows)
    let bottom = top + headHeight * Double(sections.count) + pitch * Double(rows.count) + 4
    var drawing = Drawing(layout, height: bottom + 22, title: title, description: description)
    let nameWidth =
      rows.flatMap { [TextMeasure.width($0.name, size: size * 1.04), TextMeasure.width($0.size, size: 12)] }
      .max() ?? 0
    let noteWidth = rows.map { TextMeasure.width($0.note, size: size * 1.04) }.max() ?? 0
    var values = rows.flatMap { row -> [Double] in
      guard let value = row.value else { return [] }
      return [value] + (row.interval.map { [$0.low, $0.high] } ?? [])
    }
    if let reference { values += [reference.value, reference.low, reference.high].compactMap(\.self) }
    let domain = LinearScale.domain(values, margin: 0.06, within: 0...100) ?? 0...100
    let scale = LinearScale(domain, from: min(nameLimit, nameWidth) + 16, to: layout.width - noteWidth - 16)
    drawing.grid(scale, top: top - 2, bottom: bottom)
    if let reference {
      drawing.band(reference, scale, from: top - 4, to: bottom)
      drawing.line(
        reference, scale, from: top - 4, to: bottom, label: 14, size: layout.note * 1.06, within: (0, layout.width))
    }
    var y = top
    for section in sections {
      // Its line keeps the heading apart from the city's, which runs through all rows.
      drawing.text(
        TextMeasure.clipped(section.title, width: layout.width, size: layout.note * 1.04), 0, y + 16, "h hl")
      y += headHeight
      for row in section.rows {
        drawing.path("g", .across(y, from: 0, to: layout.width))
        let middle = y + pitch * 0.5
        drawing.text(TextMeasure.clipped(row.name, width: nameLimit, size: size * 1.04), 0, middle - 1, "b")
        drawing.text(row.size, 0, middle + 13, "t")
        if let value = row.value {
          drawing.whisker(row.verdict.whisker, row.interval, scale, middle)
          drawing.mark(
            row.verdict, scale(value), middle, title: markTitle(row.name, NumberText.fixed(value, 1), row.interval))
        }
        let style = row.verdict.isClear ? "b" : "s"
        drawing.text(row.note, layout.width, middle + size * 0.34, style, anchor: .end)
        y += pitch
      }
    }
    return drawing
  }
}
