/// Benjamini & Hochberg's (1995) step-up adjustment of the p-values of one family, in the order given.
///
/// Claiming whatever has an adjusted p below q keeps the expected share of false claims below q, for tests that are
/// independent or depend positively.
public func falseDiscoveryAdjusted(_ pValues: [Double]) -> [Double] {
  let order = pValues.indices.sorted { (pValues[$0], $0) > (pValues[$1], $1) }
  var adjusted = pValues
  var smallest = 1.0
  for (position, index) in order.enumerated() {
    smallest = min(smallest, Double(pValues.count) / Double(pValues.count - position) * pValues[index])
    adjusted[index] = smallest
  }
  return adjusted
}
