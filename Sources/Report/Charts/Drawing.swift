/// How much room a chart has. A wide chart is laid out for the page and again for the phone; half-width charts fit both.
enum ChartLayout: Sendable, Hashable, CaseIterable {
  case wide, narrow, half

  var width: Double {
    switch self {
    case .wide: 860
    case .narrow: 358
    case .half: 380
    }
  }

  /// Font size of a label.
  var label: Double { self == .wide ? 15 : 14 }
  /// Font size of a note.
  var note: Double { self == .wide ? 13.5 : 13 }
}

enum TextAnchor: Sendable, Hashable {
  case start, middle, end
}

/// A style of the style sheet; the mark says what it is, the sheet how it looks.
typealias MarkClass = String

/// One thing drawn.
enum Mark: Sendable, Hashable {
  /// SVG path commands.
  case path(MarkClass, PathData, title: String? = nil)
  case rect(MarkClass, x: Double, y: Double, width: Double, height: Double, radius: Double = 0, title: String? = nil)
  case circle(MarkClass, x: Double, y: Double, radius: Double, title: String? = nil)
  case text(Label)
}

/// Words in a drawing, with what is needed to know their place.
struct Label: Sendable, Hashable {
  var text: String
  var x: Double
  /// The baseline.
  var y: Double
  var anchor: TextAnchor
  var style: MarkClass
  var size: Double

  /// The box that the words fill, as estimated.
  var box: (left: Double, top: Double, right: Double, bottom: Double) {
    let width = TextMeasure.width(text, size: size)
    let left =
      switch anchor {
      case .start: x
      case .middle: x - width / 2
      case .end: x - width
      }
    return (left, y - size * 1.16, left + width, y + size * 0.29)
  }
}

/// Path commands with coordinates of at most one decimal.
struct PathData: Sendable, Hashable {
  private(set) var commands = ""

  func move(_ x: Double, _ y: Double) -> PathData { adding("M\(svg(x)) \(svg(y))") }
  func line(_ x: Double, _ y: Double) -> PathData { adding("L\(svg(x)) \(svg(y))") }
  func horizontal(_ x: Double) -> PathData { adding("H\(svg(x))") }
  func vertical(_ y: Double) -> PathData { adding("V\(svg(y))") }
  func closed() -> PathData { adding("z") }

  private func adding(_ command: String) -> PathData {
    var copy = self
    copy.commands += command
    return copy
  }

  static func across(_ y: Double, from start: Double, to end: Double) -> PathData {
    PathData().move(start, y).horizontal(end)
  }

  static func down(_ x: Double, from top: Double, to bottom: Double) -> PathData {
    PathData().move(x, top).vertical(bottom)
  }

  static func diamond(_ x: Double, _ y: Double, _ reach: Double) -> PathData {
    PathData().move(x, y - reach).line(x + reach, y).line(x, y + reach).line(x - reach, y).closed()
  }

  static func lines(_ points: [(Double, Double)]) -> PathData {
    var path = PathData()
    for (index, point) in points.enumerated() {
      path = index == 0 ? path.move(point.0, point.1) : path.line(point.0, point.1)
    }
    return path
  }
}

/// A coordinate: at most one decimal, never "-0".
func svg(_ value: Double) -> String {
  let tenths = Int((value * 10).rounded(.toNearestOrAwayFromZero))
  let whole = tenths.magnitude / 10
  let rest = tenths.magnitude % 10
  return (tenths < 0 ? "-" : "") + (rest == 0 ? "\(whole)" : "\(whole).\(rest)")
}

/// A finished drawing: marks in order of painting, and what a reader who cannot see it is told.
struct Drawing: Sendable, Hashable {
  var layout: ChartLayout
  var width: Double
  var height: Double
  var title: String
  /// Lists the numbers.
  var description: String
  var marks: [Mark]

  init(_ layout: ChartLayout, width: Double? = nil, height: Double, title: String, description: String) {
    self.layout = layout
    self.width = width ?? layout.width
    self.height = height
    self.title = title
    self.description = description
    marks = []
  }

  var labels: [Label] {
    marks.compactMap { if case .text(let label) = $0 { label } else { nil } }
  }

  mutating func add(_ mark: Mark) { marks.append(mark) }

  mutating func path(_ style: MarkClass, _ data: PathData, title: String? = nil) {
    marks.append(.path(style, data, title: title))
  }

  /// Words; `style` names classes of the sheet, and the size must be the one the sheet gives them.
  mutating func text(
    _ text: String, _ x: Double, _ y: Double, _ style: MarkClass = "", anchor: TextAnchor = .start, size: Double? = nil
  ) {
    let classes = style.split(separator: " ")
    let small = classes.contains("s") || classes.contains("h")
    let tiny = classes.contains("t")
    let size = size ?? (tiny ? 11.5 : small ? layout.note : layout.label)
    marks.append(.text(Label(text: text, x: x, y: y, anchor: anchor, style: style, size: size)))
  }

  /// SVG with ids that begin with `id`; `style` is the class of the element.
  func svg(id: String, style: String) -> Markup {
    let size: Markup = "0 0 \(Report.svg(width)) \(Report.svg(height))"
    var out: Markup = """
      <svg class="\(attribute: style)" viewBox="\(size)" role="img" \
      aria-labelledby="\(attribute: id)-t \(attribute: id)-d">\
      <title id="\(attribute: id)-t">\(title)</title><desc id="\(attribute: id)-d">\(description)</desc>
      """
    for mark in marks { out += mark.svg }
    out += "</svg>"
    return out
  }
}

extension Mark {
  fileprivate static func titled(_ element: Markup, _ name: Markup, _ title: String?) -> Markup {
    guard let title else { return element + "/>" }
    return element + ">" + "<title>\(title)</title></" + name + ">"
  }

  var svg: Markup {
    switch self {
    case .path(let style, let data, let title):
      return Mark.titled("<path class=\"\(attribute: style)\" d=\"\(attribute: data.commands)\"", "path", title)
    case .rect(let style, let x, let y, let width, let height, let radius, let title):
      var element: Markup = """
        <rect class="\(attribute: style)" x="\(Report.svg(x))" y="\(Report.svg(y))" \
        width="\(Report.svg(max(0, width)))" height="\(Report.svg(height))"
        """
      if radius > 0 { element += " rx=\"\(Report.svg(radius))\"" }
      return Mark.titled(element, "rect", title)
    case .circle(let style, let x, let y, let radius, let title):
      let element: Markup = """
        <circle class="\(attribute: style)" cx="\(Report.svg(x))" cy="\(Report.svg(y))" r="\(Report.svg(radius))"
        """
      return Mark.titled(element, "circle", title)
    case .text(let label):
      var classes = label.style
      switch label.anchor {
      case .start: break
      case .middle: classes = classes.isEmpty ? "m" : "m " + classes
      case .end: classes = classes.isEmpty ? "e" : "e " + classes
      }
      let attribute: Markup = classes.isEmpty ? "" : " class=\"\(attribute: classes)\""
      return "<text x=\"\(Report.svg(label.x))\" y=\"\(Report.svg(label.y))\"\(attribute)>\(label.text)</text>"
    }
  }
}

/// Two labels of one drawing that would lie on top of each other, by the rule that the page check measures in a browser:
/// more than 2 units across and more than 35 % of the lower one's height.
func overlappingLabels(_ drawing: Drawing) -> [(Label, Label)] {
  let labels = drawing.labels.filter { !$0.text.isEmpty }
  let boxes = labels.map(\.box)
  var out: [(Label, Label)] = []
  for (index, first) in labels.enumerated() {
    for (other, second) in labels.enumerated().dropFirst(index + 1) {
      let (a, b) = (boxes[index], boxes[other])
      let across = min(a.right, b.right) - max(a.left, b.left)
      let down = min(a.bottom, b.bottom) - max(a.top, b.top)
      if across > 2, down > 0.35 * min(a.bottom - a.top, b.bottom - b.top) { out.append((first, second)) }
    }
  }
  return out
}
