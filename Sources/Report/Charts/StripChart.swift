/// How far apart are the units? All scores on one line, named directly, the city in their midst.
struct StripChart: Sendable {
  struct Dot: Sendable, Hashable {
    var name: String
    var score: Double
  }

  var title: String
  var description: String
  var dots: [Dot]
  var city: ReferenceLine?

  private static let nameSize = 14.0
  private static let axis = 84.0

  func drawing(_ layout: ChartLayout) -> Drawing {
    let width: Double = layout == .narrow ? 358 : 520
    var drawing = Drawing(layout, width: width, height: 146, title: title, description: description)
    let values = dots.map(\.score) + [city?.value, city?.low, city?.high].compactMap { $0 }
    guard let domain = LinearScale.domain(values, margin: 0.07, within: 0...100) else { return drawing }
    let scale = LinearScale(domain, from: 14, to: width - 14)
    drawing.path("hx", .across(Self.axis, from: 4, to: width - 4))
    let ticks = scale.ticks(layout == .narrow ? 4 : 5)
    for tick in ticks { drawing.path("hx", .down(scale(tick), from: Self.axis - 4, to: Self.axis + 4)) }
    let places = place(scale: scale, width: width)
    for (index, place) in places where !place.isAbove {
      drawing.path("hl2", PathData().move(scale(dots[index].score), Self.axis + 7).line(place.x, 121))
    }
    for tick in ticks {
      drawing.text(
        NumberText.fixed(tick, LinearScale.decimals(ticks)), scale(tick), 106, "ht", anchor: .middle, size: 13)
    }
    for dot in dots {
      drawing.add(
        .circle(
          "hd", x: scale(dot.score), y: Self.axis, radius: dots.count > 20 ? 4 : 5,
          title: dot.name + " " + NumberText.fixed(dot.score, 1)))
    }
    for (index, place) in places {
      drawing.text(name(index), place.x, place.isAbove ? 68 : 136, "hn", anchor: .middle, size: Self.nameSize)
    }
    if let city {
      if let low = city.low, let high = city.high {
        drawing.path("hc", .across(Self.axis, from: scale(low), to: scale(high)))
      }
      drawing.add(.circle("hm", x: scale(city.value), y: Self.axis, radius: 9, title: city.label))
      drawing.path("hl3", .down(scale(city.value), from: 31, to: 72))
      let half = TextMeasure.width(city.label, size: 23) / 2
      drawing.text(
        city.label, min(max(scale(city.value), half), width - half), 22, "hb", anchor: .middle, size: 22)
    }
    return drawing
  }

  private func name(_ index: Int) -> String {
    TextMeasure.clipped(dots[index].name, width: 130, size: Self.nameSize)
  }

  private struct Place {
    var x: Double
    var isAbove: Bool
  }

  /// Names above the line where there is room beside the city's stem, else below, moved apart there.
  private func place(scale: LinearScale, width: Double) -> [(Int, Place)] {
    var order = dots.indices.sorted { (dots[$0].score, $0) < (dots[$1].score, $1) }
    if dots.count > UnitRankingChart.compactAbove { order = [order.first, order.last].compactMap { $0 } }
    let stem = city.map { scale($0.value) }
    var out: [(Int, Place)] = []
    var below: [Int] = []
    var aboveEnd = -Double.infinity
    for index in order {
      let x = scale(dots[index].score)
      let half = TextMeasure.width(name(index), size: Self.nameSize) / 2
      let isClearOfStem = stem.map { abs($0 - x) > half + 7 } ?? true
      if isClearOfStem, x - half > aboveEnd + 10, x - half >= 0, x + half <= width {
        out.append((index, Place(x: x, isAbove: true)))
        aboveEnd = x + half
      } else {
        below.append(index)
      }
    }
    let centres = LabelDodge.centres(
      wanted: below.map { scale(dots[$0].score) },
      sizes: below.map { TextMeasure.width(name($0), size: Self.nameSize) }, gap: 12, bounds: 0...width)
    for (position, index) in below.enumerated() { out.append((index, Place(x: centres[position], isAbove: false))) }
    return out
  }
}
