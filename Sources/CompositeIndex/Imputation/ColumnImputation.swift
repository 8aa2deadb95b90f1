/// Fills the gaps of one column with an average of the values that are there.
///
/// - Parameters:
///   - values: NaN stands for missing.
///   - average: mean or median.
///   - groups: one a unit: then only units of the same group count; nil: all units do.
/// - Returns: the filled column; still missing where the group has no value.
public func imputeColumn(_ values: [Double], _ average: ImputedAverage, groups: [String]? = nil) -> [Double] {
  guard let groups else {
    let stand = average.of(values)
    return values.map { $0.isNaN ? stand : $0 }
  }
  var members: [String: [Double]] = [:]
  for (group, value) in zip(groups, values) { members[group, default: []].append(value) }
  let averages = members.mapValues { average.of($0) }
  return zip(groups, values).map { group, value in value.isNaN ? averages[group] ?? .nan : value }
}
