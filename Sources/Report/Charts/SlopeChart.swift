/// Which units moved between two waves: one line a unit, grey where the change is not clear, labels moved apart.
struct SlopeChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    var before: Double
    var now: Double
    var change: Double
    var verdict: Verdict
  }

  var title: String
  var description: String
  /// The two waves, as heads.
  var before: String
  var now: String
  var rows: [Row]
  /// What stands after a change that is not clear.
  var notClear: String

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let label = layout.note
    let step = label * 1.36
    let top: Double = 30
    let height = max(250, step * Double(rows.count) + 20)
    let bottom = top + height
    var drawing = Drawing(layout, height: bottom + 10, title: title, description: description)
    let changes = rows.map { change($0) }
    let score =
      rows.flatMap { [NumberText.fixed($0.before, 1), NumberText.fixed($0.now, 1)] }
      .map { TextMeasure.width($0, size: label * 1.06) }.max() ?? 0
    let changeWidth = changes.map { TextMeasure.width($0, size: label * 1.06) }.max() ?? 0
    let right = layout.width - changeWidth - score - 26
    let nameLimit = min(150, right - score - 26 - 76)
    let names = rows.map { TextMeasure.clipped($0.name, width: nameLimit, size: label * 1.04) }
    let nameWidth = names.map { TextMeasure.width($0, size: label * 1.06) }.max() ?? 0
    let left = nameWidth + score + 26
    drawing.text(before, left, 15, "h", anchor: .middle)
    drawing.text(now, right, 15, "h", anchor: .middle)
    drawing.path("z2", .down(left, from: top - 6, to: bottom))
    drawing.path("z2", .down(right, from: top - 6, to: bottom))
    let domain = LinearScale.domain(rows.flatMap { [$0.before, $0.now] }, margin: 0.02) ?? 0...100
    // Higher is better: the scale runs upwards.
    let scale = LinearScale(domain, from: bottom - label, to: top + label)
    let sizes = rows.map { _ in step }
    let bounds = (top - 4)...(bottom + 8)
    let leftAt = LabelDodge.centres(wanted: rows.map { scale($0.before) }, sizes: sizes, gap: 0, bounds: bounds)
    let rightAt = LabelDodge.centres(wanted: rows.map { scale($0.now) }, sizes: sizes, gap: 0, bounds: bounds)
    // What is clear is painted over what is not.
    let order = rows.indices.filter { !rows[$0].verdict.isClear } + rows.indices.filter { rows[$0].verdict.isClear }
    for index in order {
      let row = rows[index]
      let (from, to) = (scale(row.before), scale(row.now))
      let style =
        switch row.verdict {
        case .above: "sl"
        case .below: "sl sd"
        case .notClear, .untested: "sl s0"
        }
      drawing.path(style, PathData().move(left, from).line(right, to))
    }
    for index in order {
      let row = rows[index]
      let title = row.name + " " + NumberText.fixed(row.before, 1) + " → " + NumberText.fixed(row.now, 1)
      drawing.mark(row.verdict, left, scale(row.before), size: 3.4)
      drawing.mark(row.verdict, right, scale(row.now), size: 4.4, title: title)
    }
    for (index, row) in rows.enumerated() {
      let baseline = label * 0.35
      let style = row.verdict.isClear ? "s b" : "s"
      drawing.text(names[index], left - score - 18, leftAt[index] + baseline, style, anchor: .end)
      drawing.text(NumberText.fixed(row.before, 1), left - 10, leftAt[index] + baseline, "s", anchor: .end)
      drawing.text(NumberText.fixed(row.now, 1), right + 10, rightAt[index] + baseline, style)
      drawing.text(changes[index], layout.width, rightAt[index] + baseline, style, anchor: .end)
    }
    return drawing
  }

  private func change(_ row: Row) -> String {
    let number = NumberText.signed(row.change, 1)
    return row.verdict == .notClear ? number + " " + notClear : number
  }
}
