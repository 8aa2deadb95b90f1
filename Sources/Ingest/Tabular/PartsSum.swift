import Tables

/// A figure with how far its rounding may reach.
struct RoundedFigure: Hashable {
  var value: Double
  /// Half a unit of the last printed decimal; 0 for what is counted one by one.
  var halfStep: Double
}

/// A total against the sum of its parts.
struct PartsSum {
  let stated: RoundedFigure
  /// nil: a part without a figure.
  let parts: [RoundedFigure?]

  init(stated: RoundedFigure, parts: [RoundedFigure?]) {
    self.stated = stated
    self.parts = parts
  }

  var sum: Double { parts.reduce(0) { $0 + ($1?.value ?? 0) } }
  var hasGaps: Bool { parts.contains { $0 == nil } }

  /// Stated less summed.
  var difference: Double { stated.value - sum }

  /// Whether rounding of the printed decimals can explain the difference.
  var adds: Bool {
    let reach = parts.reduce(stated.halfStep) { $0 + ($1?.halfStep ?? 0) }
    // Sums of binary fractions are off in the last digits.
    let noise = 1e-9 * parts.reduce(abs(stated.value)) { $0 + abs($1?.value ?? 0) }
    return abs(difference) <= reach + noise
  }

  /// `35.4=12.5+13.8+9.1`, a part without a figure as `missing`.
  var equation: String {
    let terms = parts.map { part in part.map { shortestText($0.value) } ?? "missing" }
    return "\(shortestText(stated.value))=\(terms.joined(separator: "+"))"
  }
}

/// A cell of a column whose figures add up.
enum SummedCell: Hashable {
  case figure(RoundedFigure)
  /// `—`: there is none, which adds nothing.
  case nothing
  /// `…`, an empty or unreadable cell: there may be something.
  case unknown

  /// - Parameters:
  ///   - text: the cell.
  ///   - value: what it was read as, in the column's unit.
  ///   - step: what one of the printed unit is in the column's unit.
  ///   - isExact: whether the column counts one by one.
  init(text: String, value: Double?, step: Double, isExact: Bool) {
    guard let value else {
      let mark = foldingWidth(text).trimmed
      self = ["-", "--", "—", "——", "–", "/", "0"].contains(mark) ? .nothing : .unknown
      return
    }
    let decimals = printedDecimals(text)
    self = .figure(RoundedFigure(value: value, halfStep: isExact && decimals == 0 ? 0 : step * 0.5 * power(-decimals)))
  }
}

/// The digits behind the point; beyond eight they are the noise of a computed cell.
private func printedDecimals(_ text: String) -> Int {
  guard let point = foldingWidth(text).firstIndex(of: ".") else { return 0 }
  let folded = foldingWidth(text)
  let digits = folded[folded.index(after: point)...].prefix { $0.isASCII && $0.isNumber }.count
  return digits > 8 ? 8 : digits
}

private func power(_ exponent: Int) -> Double {
  parseDouble("1e\(exponent)") ?? 1
}

extension PartsSum {
  /// The total of one column against its parts; nil when the total has no figure or no part has one.
  init?(total: SummedCell, parts: [SummedCell]) {
    guard case .figure(let stated) = total else { return nil }
    self.stated = stated
    self.parts = parts.compactMap { cell -> RoundedFigure?? in
      switch cell {
      case .figure(let figure): .some(.some(figure))
      case .nothing: nil
      case .unknown: .some(nil)
      }
    }
    guard self.parts.contains(where: { $0 != nil }) else { return nil }
  }

  /// What to tell of a sum that does not add up; nil when it does.
  func complaint(_ whole: String) -> String? {
    if adds { return nil }
    let off = formatDifference(difference)
    if hasGaps {
      // What is missing may be just the difference, unless the parts exceed the whole already.
      return difference > 0
        ? nil : "\(whole) is \(shortestText(stated.value)), but the parts that have a figure exceed it by \(off)"
    }
    return "\(whole) is \(shortestText(stated.value)), but its parts add up to \(shortestText(sum)), off by \(off)"
  }

  private func formatDifference(_ value: Double) -> String {
    let text = formatFixed(abs(value), decimals: 8)
    guard text.contains(".") else { return text }
    var trimmed = text[...]
    while trimmed.hasSuffix("0") { trimmed = trimmed.dropLast() }
    return String(trimmed.hasSuffix(".") ? trimmed.dropLast() : trimmed)
  }
}

/// Whether a column's figures add up over its rows: counts and amounts do; rates, means, durations and ranks do not.
func addsUp(header: String, unit: MeasurementUnit?) -> Bool {
  if let unit, !unit.isAdditive { return false }
  return !["率", "比重", "占比", "比例", "平均", "人均", "户均", "均值", "增速", "增幅", "同比", "环比", "指数", "得分", "排名", "位次", "密度"]
    .contains { header.contains($0) }
}
