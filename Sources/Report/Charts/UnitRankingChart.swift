/// Who really differs from the city, and which ranks mean anything: score with interval beside the rank confidence set.
struct UnitRankingChart: Sendable {
  struct Row: Sendable, Hashable {
    var name: String
    var score: Double
    var interval: Interval?
    var previous: Double?
    var change: Double?
    var changeIsClear = false
    var verdict: Verdict
    var rank: Int?
    var rankLow: Int?
    var rankHigh: Int?
  }

  /// Column heads and the words of the narrow layout.
  struct Words: Sendable {
    var unit: String
    var score: String
    var scoreAndInterval: String
    var change: String
    var rank: String
  }

  var title: String
  var description: String
  var rows: [Row]
  var reference: ReferenceLine?
  var words: Words

  /// Above this many rows the chart is drawn tight and small.
  static let compactAbove = 20

  private var isCompact: Bool { rows.count > Self.compactAbove }
  private var hasRankSets: Bool { rows.contains { $0.rankLow != nil } }
  private var hasChange: Bool { rows.contains { $0.change != nil } }
  private var hasInterval: Bool { rows.contains { $0.interval != nil } }

  private var domain: ClosedRange<Double> {
    var values = rows.flatMap { [$0.score] + [$0.previous, $0.interval?.low, $0.interval?.high].compactMap { $0 } }
    if let reference { values.append(reference.value) }
    return LinearScale.domain(values, margin: 0.05, within: 0...100) ?? 0...100
  }

  func drawing(_ layout: ChartLayout) -> Drawing {
    switch layout {
    case .narrow: isCompact ? narrowCompact() : narrow()
    case .wide, .half: isCompact ? wideCompact() : wide()
    }
  }

  private func wide() -> Drawing {
    let pitch: Double = rows.count > 12 ? 28 : 34
    let size = ChartLayout.wide.label
    let top: Double = 48
    let bottom = top + pitch * Double(rows.count) + 6
    var drawing = Drawing(.wide, height: bottom + 26, title: title, description: description)

    // Columns from the right.
    var right = 860.0
    let rankLeft = hasRankSets ? 700.0 : 812
    right = rankLeft - 46
    let changeEnd = right
    if hasChange { right -= 58 }
    let intervalStart = right - (hasInterval ? 72 : 0)
    let scoreEnd = intervalStart - (hasInterval ? 8 : 0)
    let plotEnd = scoreEnd - 56
    let nameLimit = 200.0
    let nameWidth = min(nameLimit, rows.map { TextMeasure.width($0.name, size: size * 1.04) }.max() ?? 0)
    let scale = LinearScale(domain, from: max(100, nameWidth + 28), to: plotEnd)

    drawing.text(words.unit, 0, 16, "h")
    drawing.text(words.score, scale.start, 16, "h")
    drawing.text(words.scoreAndInterval, scoreEnd - 32, 16, "h")
    if hasChange { drawing.text(words.change, changeEnd, 16, "h", anchor: .end) }
    drawing.text(words.rank, hasRankSets ? rankLeft : 860, 16, "h", anchor: hasRankSets ? .start : .end)

    if let reference { drawing.band(reference, scale, from: top - 6, to: bottom) }
    drawing.grid(scale, top: top, bottom: bottom)
    let rankScale = LinearScale(1...Double(max(2, rows.count)), from: rankLeft + 10, to: 846)
    if hasRankSets {
      for tick in rankTicks {
        drawing.path("g", .down(rankScale(tick), from: top, to: bottom))
        drawing.text(NumberText.fixed(tick, 0), rankScale(tick), bottom + 18, "s", anchor: .middle)
      }
    }
    if let reference {
      drawing.line(
        reference, scale, from: top - 6, to: bottom, label: 37, size: 14, within: (scale.start, plotEnd + 40))
    }
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.5) + 3
      if index > 0 { drawing.path("g", .across(y - pitch / 2, from: 0, to: 860)) }
      let base = y + size * 0.34
      drawing.text(TextMeasure.clipped(row.name, width: nameLimit, size: size), 0, base, "b")
      plot(row, at: y, scale: scale, into: &drawing)
      drawing.text(NumberText.fixed(row.score, 1), scoreEnd, base, "b", anchor: .end)
      if let interval = row.interval {
        drawing.text(NumberText.interval(interval.low, interval.high, 1), intervalStart, base, "s")
      }
      if let change = row.change {
        drawing.text(NumberText.signed(change, 1), changeEnd, base, row.changeIsClear ? "b" : "s", anchor: .end)
      }
      if let low = row.rankLow, let high = row.rankHigh {
        let left = rankScale(Double(low)) - 8
        let thick: Double = 12
        drawing.add(
          .rect(
            "rk", x: left, y: y - thick / 2, width: rankScale(Double(high)) + 8 - left, height: thick,
            radius: thick / 2, title: rankText(row)))
        if let rank = row.rank {
          drawing.add(.circle("rd", x: rankScale(Double(rank)), y: y, radius: 3.5))
        }
      } else if let rank = row.rank {
        drawing.text(String(rank), hasRankSets ? rankLeft + 10 : 860, base, "b", anchor: hasRankSets ? .start : .end)
      }
    }
    return drawing
  }

  /// Many units: two columns of names, dots, scores and ranks on one scale.
  private func wideCompact() -> Drawing {
    let pitch: Double = 18
    let perColumn = (rows.count + 1) / 2
    let top: Double = 30
    let bottom = top + pitch * Double(perColumn) + 4
    var drawing = Drawing(.wide, height: bottom + 24, title: title, description: description)
    let size = ChartLayout.wide.note
    let nameWidth = min(124, rows.map { TextMeasure.width($0.name, size: size * 1.03) }.max() ?? 0)
    let width: Double = 410
    for column in 0..<2 {
      let left = Double(column) * 450
      let scale = LinearScale(domain, from: left + nameWidth + 16, to: left + width - 92)
      drawing.text(words.unit, left, 15, "h")
      drawing.text(words.scoreAndInterval, left + width - 44, 15, "h", anchor: .end)
      drawing.text(words.shortRank, left + width, 15, "h", anchor: .end)
      drawing.grid(scale, top: top - 4, bottom: bottom)
      if let reference { drawing.path("cl", .down(scale(reference.value), from: top - 4, to: bottom)) }
      let first = column * perColumn
      for (line, row) in rows[min(first, rows.count)..<min(first + perColumn, rows.count)].enumerated() {
        let y = top + pitch * (Double(line) + 0.5)
        let base = y + size * 0.34
        drawing.text(TextMeasure.clipped(row.name, width: nameWidth, size: size), left, base, "s")
        plot(row, at: y, scale: scale, into: &drawing)
        drawing.text(NumberText.fixed(row.score, 1), left + width - 44, base, "s b", anchor: .end)
        if let low = row.rankLow, let high = row.rankHigh {
          drawing.text(low == high ? String(low) : "\(low)–\(high)", left + width, base, "s", anchor: .end)
        } else if let rank = row.rank {
          drawing.text(String(rank), left + width, base, "s", anchor: .end)
        }
      }
    }
    return drawing
  }

  private func narrow() -> Drawing {
    let pitch: Double = 54
    let top: Double = reference == nil ? 6 : 24
    let bottom = top + pitch * Double(rows.count) + 4
    var drawing = Drawing(.narrow, height: bottom + 24, title: title, description: description)
    let scale = LinearScale(domain, from: 8, to: 350)
    if let reference { drawing.band(reference, scale, from: top, to: bottom) }
    drawing.grid(scale, top: top, bottom: bottom)
    if let reference {
      drawing.line(reference, scale, from: top, to: bottom, label: 16, size: 14, within: (0, 358))
    }
    for (index, row) in rows.enumerated() {
      let head = top + pitch * Double(index) + 24
      let y = head + 18
      if index > 0 { drawing.path("g", .across(head - 19, from: 0, to: 358)) }
      let ranks = rankText(row)
      let ranksWidth = ranks.map { TextMeasure.width($0, size: 13) } ?? 0
      drawing.text(
        TextMeasure.clipped(row.name, width: 358 - 52 - ranksWidth, size: 14.5), 0, head, "b hl")
      drawing.text(NumberText.fixed(row.score, 1), 358, head, "b hl", anchor: .end)
      if let ranks { drawing.text(ranks, 320, head, "s hl", anchor: .end) }
      plot(row, at: y, scale: scale, into: &drawing)
    }
    return drawing
  }

  private func narrowCompact() -> Drawing {
    let pitch: Double = 19
    let top: Double = reference == nil ? 4 : 24
    let bottom = top + pitch * Double(rows.count) + 4
    var drawing = Drawing(.narrow, height: bottom + 24, title: title, description: description)
    let nameWidth = min(132, (rows.map { TextMeasure.width($0.name, size: 13.4) }.max() ?? 0))
    let scale = LinearScale(domain, from: nameWidth + 14, to: 312)
    drawing.grid(scale, top: top, bottom: bottom)
    if let reference {
      drawing.path("cl", .down(scale(reference.value), from: top, to: bottom))
      drawing.text(reference.label, scale(reference.value), 16, "s b2", anchor: .middle)
    }
    for (index, row) in rows.enumerated() {
      let y = top + pitch * (Double(index) + 0.5) + 2
      drawing.text(TextMeasure.clipped(row.name, width: nameWidth, size: 13), 0, y + 4.5, "s")
      plot(row, at: y, scale: scale, into: &drawing)
      drawing.text(NumberText.fixed(row.score, 1), 358, y + 4.5, "s b", anchor: .end)
    }
    return drawing
  }

  private func plot(_ row: Row, at y: Double, scale: LinearScale, into drawing: inout Drawing) {
    drawing.whisker(row.verdict.whisker, row.interval, scale, y)
    let reach: Double = isCompact ? 5 : 7
    if let previous = row.previous { drawing.path("ly", .down(scale(previous), from: y - reach, to: y + reach)) }
    drawing.mark(
      row.verdict, scale(row.score), y, size: isCompact ? 4 : 5.5,
      title: markTitle(row.name, NumberText.fixed(row.score, 1), row.interval))
  }

  private func rankText(_ row: Row) -> String? {
    if let low = row.rankLow, let high = row.rankHigh {
      return words.rank(low: low, high: high)
    }
    return row.rank.map { words.rank(low: $0, high: $0) }
  }

  private var rankTicks: [Double] {
    if rows.count <= 12 { return (1...max(1, rows.count)).map(Double.init) }
    return [1] + LinearScale.ticks(2...Double(rows.count), most: 5)
  }
}

extension UnitRankingChart.Words {
  /// Such as `名次 3–5`.
  func rank(low: Int, high: Int) -> String {
    shortRank + " " + (low == high ? String(low) : "\(low)–\(high)")
  }

  /// `名次`, without what is said of the interval.
  var shortRank: String { String(rank.prefix { $0 != "（" && $0 != "(" && $0 != "区" && $0 != "i" }).trimmingSpaces }
}

extension String {
  /// Without blanks at either end.
  var trimmingSpaces: String {
    var view = Substring(self)
    while view.first == " " { view.removeFirst() }
    while view.last == " " { view.removeLast() }
    return String(view)
  }
}
