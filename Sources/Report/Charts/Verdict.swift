/// What may be said of a difference; the shape of its mark carries it, the colour repeats it.
enum Verdict: Sendable, Hashable {
  case above, below, notClear
  /// Nothing to test: a complete count, or no city to compare with.
  case untested

  /// The class of an interval line.
  var whisker: MarkClass {
    switch self {
    case .above: "ci cu"
    case .below: "ci cd"
    case .notClear, .untested: "ci cn"
    }
  }

  /// The class of a line from zero to a value.
  var stem: MarkClass {
    switch self {
    case .above: "st cu"
    case .below: "st cd"
    case .notClear, .untested: "st cn"
    }
  }

  /// Whether what stands beside the mark is set in bold.
  var isClear: Bool { self == .above || self == .below }
}

extension Drawing {
  /// ● above, ◆ below, ○ no clear difference, • nothing to test.
  mutating func mark(_ verdict: Verdict, _ x: Double, _ y: Double, size: Double = 5.5, title: String? = nil) {
    switch verdict {
    case .above: add(.circle("up", x: x, y: y, radius: size, title: title))
    case .below: path("dn", .diamond(x, y, size * 1.22), title: title)
    case .notClear: add(.circle("ns", x: x, y: y, radius: size, title: title))
    case .untested: add(.circle("un", x: x, y: y, radius: size * 0.86, title: title))
    }
  }

  /// Vertical grid lines with their numbers below.
  mutating func grid(_ scale: LinearScale, top: Double, bottom: Double, signed: Bool = false, suffix: String = "") {
    let ticks = scale.ticks()
    let decimals = LinearScale.decimals(ticks)
    for tick in ticks {
      path("g", .down(scale(tick), from: top, to: bottom))
      let number = signed ? NumberText.signed(tick, decimals) : NumberText.fixed(tick, decimals)
      text(number + suffix, scale(tick), bottom + 18, "s", anchor: .middle)
    }
  }

  /// A label in up to two lines, or as many as are said, around the middle line `y`.
  mutating func rowLabel(
    _ words: String, y: Double, width limit: Double, _ style: MarkClass, size: Double? = nil, lines most: Int = 2
  ) {
    let size = size ?? (style.contains("s") ? layout.note : layout.label)
    let lines = TextMeasure.wrap(words, width: limit, size: size, lines: most)
    let step = size * 1.08
    let first = y + size * 0.34 - Double(lines.count - 1) * step / 2
    for (index, line) in lines.enumerated() {
      text(line, 0, first + Double(index) * step, style, size: size)
    }
  }
}
