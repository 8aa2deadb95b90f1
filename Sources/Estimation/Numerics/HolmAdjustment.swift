/// Holm's (1979) step-down adjustment of the p-values of one family, in the order given.
///
/// Adjusted p below α for any of them keeps the chance of one or more false claims in the family below α, whatever
/// the dependence between the tests.
public func holmAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { (pValues[$0], $0) < (pValues[$1], $1) }
  var adjusted = pValues
  var largest = 0.0
  for (position, index) in order.enumerated() {
    largest = max(largest, min(1, Double(pValues.count - position) * pValues[index]))
    adjusted[index] = largest
  }
  return adjusted
}
