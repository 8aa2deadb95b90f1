/// How a gap in a unit's time series is filled from its other points.
public enum PanelImputation: Sendable, Hashable {
  /// The most recent earlier value, at most so many time points back; nil: as far back as there are data.
  case latest(maximumSteps: Int?)
  /// The previous value; before the first one, the first.
  case constant
  /// On the straight line between the values around the gap; outside, the value at the end is held.
  case linear
}

/// Fills the gaps of one unit's series of one indicator.
///
/// - Parameters:
///   - values: one a time point, NaN for missing.
///   - times: the time points, in ascending order.
///   - method: how.
/// - Returns: the filled series; what has nothing to be filled from stays missing.
public func imputeSeries(_ values: [Double], times: [Double], by method: PanelImputation) -> [Double] {
  let known = values.indices.filter { !values[$0].isNaN }
  guard !known.isEmpty, times.count == values.count else { return values }
  return values.indices.map { point in
    guard values[point].isNaN else { return values[point] }
    // The last known point before the gap and the first one after it.
    let after = known.firstIndex { $0 > point }
    let next = after.map { known[$0] }
    let previous = (after ?? known.count) > 0 ? known[(after ?? known.count) - 1] : nil
    switch method {
    case .latest(let maximumSteps):
      guard let previous, point - previous <= maximumSteps ?? values.count else { return .nan }
      return values[previous]
    case .constant:
      return (previous ?? next).map { values[$0] } ?? .nan
    case .linear:
      guard let previous, let next else { return (previous ?? next).map { values[$0] } ?? .nan }
      let share = (times[point] - times[previous]) / (times[next] - times[previous])
      return values[previous] + share * (values[next] - values[previous])
    }
  }
}
