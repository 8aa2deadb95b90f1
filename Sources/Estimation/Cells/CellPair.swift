public import Diagnostics

/// Sums of products of two items: an item whose variable is the first's and whose denominator is the second's. Designs
/// without units need them for covariances between items; their number grows with the square of the items', so that a plan
/// has them only on request.
public struct CellPair: Sendable, Hashable {
  /// The first item.
  public var first: Int
  /// The second.
  public var second: Int
  /// The item that holds their products, over the rows with a value of both.
  public var item: Int

  /// - Parameters:
  ///   - first: the first item.
  ///   - second: the second item.
  ///   - item: the item that holds their products.
  public init(first: Int, second: Int, item: Int) {
    self.first = first
    self.second = second
    self.item = item
  }
}

extension ReductionPlan {
  /// The plan with items for the products of others.
  ///
  /// - Parameter wanted: pairs of items.
  /// - Returns: the plan, and which item holds each pair's products.
  /// - Throws: pairs of ratios, which have two variables already, and of items that are not there.
  public func pairing(_ wanted: [(Int, Int)]) throws(DiagnosticError) -> (plan: ReductionPlan, pairs: [CellPair]) {
    var plan = self
    var pairs: [CellPair] = []
    var problems: [Diagnostic] = []
    for (first, second) in wanted {
      let ratios = [first, second].filter { !items.indices.contains($0) || items[$0].denominator != nil }
      if let bad = ratios.first {
        problems.append(
          Diagnostic(
            .error, code: "E-183",
            items.indices.contains(bad)
              ? "\(items[bad].name) is a ratio, of which there are no products with other items"
              : "there is no item \(bad + 1) to pair",
            advice: "Pair its numerator and its denominator as items of their own"))
        continue
      }
      pairs.append(CellPair(first: first, second: second, item: plan.items.count))
      plan.items.append(
        Item(
          name: "\(items[first].name), \(items[second].name)", expression: items[first].expression,
          denominator: items[second].expression))
      if let shifts {
        plan.shifts?.append(Shift(value: shifts[first].value, denominator: shifts[second].value))
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
    return (plan, pairs)
  }
}
