/// One entry of the key below a figure: the shapes carry the meaning.
enum KeyItem: Sendable, Hashable {
  case above, below, notClear, untested, interval, previous, cityLine, cityTick, cityTrend, range, ribbon
  /// A step of a rating scale, by the class that fills it.
  case answer(MarkClass)

  var icon: Markup {
    let shape: Markup =
      switch self {
      case .above: "<circle class=\"up\" cx=\"8\" cy=\"8\" r=\"5\"/>"
      case .below: "<path class=\"dn\" d=\"M8 1.8l6.2 6.2-6.2 6.2-6.2-6.2z\"/>"
      case .notClear: "<circle class=\"ns\" cx=\"8\" cy=\"8\" r=\"4.6\"/>"
      case .untested: "<circle class=\"un\" cx=\"8\" cy=\"8\" r=\"4.4\"/>"
      case .interval: "<path class=\"ci cn\" d=\"M2 8H14\"/>"
      case .previous: "<path class=\"ly\" d=\"M8 1V15\"/>"
      case .cityLine: "<path class=\"band\" d=\"M3 0h10v16H3z\"/><path class=\"cl\" d=\"M8 0V16\"/>"
      case .cityTick: "<path class=\"cl3\" d=\"M8 1V15\"/>"
      case .cityTrend: "<path class=\"cl\" d=\"M1 11L15 5\"/>"
      case .range: "<path class=\"ci2\" d=\"M8 1V15\"/>"
      case .answer(let fill): "<rect class=\"\(attribute: fill)\" x=\"2\" y=\"2\" width=\"12\" height=\"12\"/>"
      case .ribbon: "<path class=\"rib\" d=\"M0 3h16v10H0z\"/>"
      }
    return
      "<svg class=\"ic\" viewBox=\"0 0 16 16\" aria-hidden=\"true\" focusable=\"false\">\(shape)</svg>"
  }
}
