/// A straight map from values to units of the drawing.
struct LinearScale: Sendable, Hashable {
  var domain: ClosedRange<Double>
  var start: Double
  var end: Double

  init(_ domain: ClosedRange<Double>, from start: Double, to end: Double) {
    self.domain = domain
    self.start = start
    self.end = end
  }

  func callAsFunction(_ value: Double) -> Double {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0 else { return (start + end) / 2 }
    let clamped = Swift.min(Swift.max(value, domain.lowerBound), domain.upperBound)
    return start + (clamped - domain.lowerBound) / span * (end - start)
  }

  /// At most `most` round values inside the domain: steps of 1, 2 or 5 times a power of ten.
  func ticks(_ most: Int = 5) -> [Double] { Self.ticks(domain, most: most) }

  static func ticks(_ domain: ClosedRange<Double>, most: Int) -> [Double] {
    let span = domain.upperBound - domain.lowerBound
    guard span > 0, span.isFinite, most > 0 else { return [domain.lowerBound] }
    var power = 1e-6
    while true {
      for factor in [1.0, 2, 5] {
        let step = power * factor
        let first = (domain.lowerBound / step - 1e-9).rounded(.up)
        let last = (domain.upperBound / step + 1e-9).rounded(.down)
        if last - first + 1 <= Double(most) {
          guard last >= first else { return [domain.lowerBound] }
          return stride(from: first, through: last, by: 1).map { $0 * step == 0 ? 0 : $0 * step }
        }
      }
      power *= 10
    }
  }

  /// Decimals that tell neighbouring ticks apart.
  static func decimals(_ ticks: [Double]) -> Int {
    guard ticks.count > 1 else { return 0 }
    let step = ticks[1] - ticks[0]
    for places in 0...4 {
      var power = 1.0
      for _ in 0..<places { power *= 10 }
      if abs((step * power).rounded() - step * power) < 1e-6 { return places }
    }
    return 4
  }

  /// The smallest range over all `values` with a margin on either side, such as 0.06 of the span, so that marks do not
  /// touch the frame; nil without values.
  static func domain(_ values: [Double], margin: Double = 0.06, within limits: ClosedRange<Double>? = nil)
    -> ClosedRange<Double>?
  {
    let finite = values.filter(\.isFinite)
    guard var low = finite.min(), var high = finite.max() else { return nil }
    let pad = max((high - low) * margin, 0.5)
    low -= pad
    high += pad
    if let limits {
      low = max(low, limits.lowerBound - pad)
      high = min(high, limits.upperBound + pad)
    }
    return low < high ? low...high : low...(low + 1)
  }
}
