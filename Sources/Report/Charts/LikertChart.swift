/// How answers are spread over a scale: negatives and positives share a zero line, the neutral stands in a lane of its own
/// at the same scale, so that neither side is moved by it (after the objections to centred Likert bars: Robbins and
/// Heiberger 2011; Few 2016).
struct LikertChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    /// In percent, from the middle outwards.
    var negatives: [Double]
    var neutral: Double?
    /// In percent, from the middle outwards.
    var positives: [Double]
    /// The sums of either side, as the data say them.
    var negative: Double
    var positive: Double
    /// What stands at the right, such as the mean.
    var note: String
  }

  /// Column heads.
  struct Words: Sendable {
    var item: String
    var negative: String
    var positive: String
    var neutral: String
    var note: String
  }

  var title: String
  var description: String
  var rows: [Row]
  var words: Words

  /// How a step is filled by its place from the middle outwards: the outermost strong, the others pale.
  static func fill(positive: Bool, place: Int, of count: Int) -> MarkClass {
    let isOutermost = place == count - 1 && count > 1
    return positive ? (isOutermost ? "v5" : "v4") : (isOutermost ? "v1" : "v2")
  }

  /// Where the parts of a layout stand.
  private struct Frame {
    var zero: Double
    var neutral: Double
    /// Units a percent.
    var unit: Double
  }

  private var hasNeutral: Bool { rows.contains { $0.neutral != nil } }

  /// Bars and lane between `start` and `end`; numbers at the outer ends have room.
  private func frame(from start: Double, to end: Double, number: Double) -> Frame {
    let negative = rows.map(\.negative).max() ?? 0
    let positive = rows.map(\.positive).max() ?? 0
    let neutral = rows.compactMap(\.neutral).max() ?? 0
    let gap: Double = hasNeutral ? 14 : 0
    let room = end - start - 2 * number - gap - (hasNeutral ? number : 0)
    let unit = room / max(1, negative + positive + neutral)
    let zero = start + number + negative * unit
    return Frame(zero: zero, neutral: zero + positive * unit + number + gap, unit: unit)
  }

  func drawing(_ layout: ChartLayout) -> Drawing {
    layout == .wide ? wide() : narrow(layout)
  }

  private func wide() -> Drawing {
    let size = ChartLayout.wide.label
    let nameLimit: Double = 210
    let wraps = rows.contains { TextMeasure.width($0.name, size: size) > nameLimit }
    let pitch: Double = wraps ? 40 : 32
    let top: Double = 26
    let bottom = top + pitch * Double(rows.count)
    var drawing = Drawing(.wide, height: bottom + 6, title: title, description: description)
    let nameWidth = TextMeasure.column(rows.map(\.name), within: nameLimit, size: size, drawn: size * 1.04)
    let noteWidth = max(
      TextMeasure.width(words.note, size: ChartLayout.wide.note),
      rows.map { TextMeasure.width($0.note, size: size) }.max() ?? 0)
    let frame = frame(from: max(nameWidth + 12, 110), to: 860 - noteWidth - 20, number: 32)
    heads(frame, note: 860 - noteWidth - 18, y: 14, into: &drawing)
    drawing.text(words.note, 860, 14, "h", anchor: .end)
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.5)
      if index > 0 { drawing.path("g", .across(y - pitch / 2, from: 0, to: 860)) }
      drawing.rowLabel(row.name, y: y, width: nameLimit, "b", size: size)
      bars(row, frame, y: y, thickness: 21, into: &drawing)
      drawing.text(row.note, 860, y + size * 0.34, "b", anchor: .end)
    }
    drawing.path("z", .down(frame.zero, from: top - 4, to: bottom))
    return drawing
  }

  /// Name above its bar.
  private func narrow(_ layout: ChartLayout) -> Drawing {
    let width = layout.width
    let noteWidth = rows.map { TextMeasure.width($0.note, size: layout.label) }.max() ?? 0
    let lines = rows.map {
      TextMeasure.wrap($0.name, width: width - noteWidth - 14, size: layout.label * 1.04, lines: 2)
    }
    let top: Double = 24
    let heights = lines.map { 18 * Double($0.count) + 34 }
    let bottom = top + heights.reduce(0, +)
    var drawing = Drawing(layout, height: bottom + 4, title: title, description: description)
    let frame = frame(from: 0, to: width, number: 30)
    heads(frame, note: width, y: 14, into: &drawing)
    var y = top
    for (index, row) in rows.enumerated() {
      if index > 0 { drawing.path("g", .across(y, from: 0, to: width)) }
      for (place, line) in lines[index].enumerated() { drawing.text(line, 0, y + 17 + 18 * Double(place), "b") }
      drawing.text(row.note, width, y + 17, "b", anchor: .end)
      let middle = y + 18 * Double(lines[index].count) + 18
      drawing.path("z", .down(frame.zero, from: middle - 13, to: middle + 13))
      bars(row, frame, y: middle, thickness: 20, into: &drawing)
      y += heights[index]
    }
    return drawing
  }

  /// The heads of the sides; one that has no room beside the others is left out, the key says it too.
  private func heads(_ frame: Frame, note: Double, y: Double, into drawing: inout Drawing) {
    let size = drawing.layout.note
    let negative = TextMeasure.width(words.negative, size: size) * 1.06
    let positive = TextMeasure.width(words.positive, size: size) * 1.06
    let neutral = TextMeasure.width(words.neutral, size: size) * 1.06
    let isFirst = drawing.layout == .wide ? TextMeasure.width(words.item, size: size) + 14 : 0
    if drawing.layout == .wide { drawing.text(words.item, 0, y, "h") }
    var start = frame.zero + 7
    if frame.zero - 7 - negative >= isFirst {
      drawing.text(words.negative, frame.zero - 7, y, "h", anchor: .end)
    } else {
      start = max(start, isFirst + negative + 14)
      drawing.text(words.negative, isFirst, y, "h")
    }
    guard start + positive <= note else { return }
    drawing.text(words.positive, start, y, "h")
    guard hasNeutral else { return }
    let end = min(frame.neutral, note - neutral)
    if end > start + positive + 10 { drawing.text(words.neutral, end, y, "h") }
  }

  private func bars(_ row: Row, _ frame: Frame, y: Double, thickness: Double, into drawing: inout Drawing) {
    let base = y + drawing.layout.note * 0.36
    let top = y - thickness / 2
    func draw(_ shares: [Double], sum: Double, positive: Bool) {
      var at = frame.zero
      for (place, share) in shares.enumerated() {
        let length = share * frame.unit
        let left = positive ? at : at - length
        let fill = Self.fill(positive: positive, place: place, of: shares.count)
        let number = NumberText.fixed(share, 0)
        drawing.add(
          .rect(fill, x: left, y: top, width: length, height: thickness, title: "\(row.name) \(number)%"))
        let isStrong = fill == "v5" || fill == "v1"
        // The sum stands outside: a step that is all of it needs no number of its own.
        let isTold = number != NumberText.fixed(sum, 0)
        if isTold, length > TextMeasure.width(number, size: drawing.layout.note) * 1.1 + 8 {
          let x = positive ? left + length - 5 : left + 5
          drawing.text(number, x, base, isStrong ? "s k5" : "s k4", anchor: positive ? .end : .start)
        }
        at += positive ? length : -length
      }
    }
    draw(row.negatives, sum: row.negative, positive: false)
    draw(row.positives, sum: row.positive, positive: true)
    let negative = frame.zero - row.negatives.reduce(0, +) * frame.unit
    drawing.text(NumberText.fixed(row.negative, 0), negative - 5, base, "s", anchor: .end)
    let positive = frame.zero + row.positives.reduce(0, +) * frame.unit
    drawing.text(NumberText.fixed(row.positive, 0), positive + 5, base, "s b")
    if let neutral = row.neutral {
      let length = neutral * frame.unit
      drawing.add(
        .rect(
          "v3", x: frame.neutral, y: top, width: length, height: thickness,
          title: "\(row.name) \(NumberText.fixed(neutral, 0))%"))
      drawing.text(NumberText.fixed(neutral, 0), frame.neutral + length + 5, base, "s")
    }
  }
}
