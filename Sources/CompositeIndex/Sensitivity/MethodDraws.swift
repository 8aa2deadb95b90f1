public import Diagnostics

/// One draw of everything uncertain about the method.
public struct MethodDraw: Sendable, Hashable {
  public var method: IndexMethod
  /// One a node of the model; nil: the declared ones.
  public var weights: [Double]?

  public init(method: IndexMethod, weights: [Double]? = nil) {
    self.method = method
    self.weights = weights
  }
}

/// Builds the index once a draw and hands over its scores, so that nothing of a draw is kept but what the caller keeps.
///
/// - Parameters:
///   - draws: methods and weights, in the order in which they are to be replayed.
///   - data: raw data.
///   - model: the hierarchy with the declared weights.
///   - use: given the number of the draw and the scores of the index, NaN for missing. A unit that is screened out in a draw
///     has none.
/// - Throws: when the index of a draw cannot be built, naming the draw.
public func replay(
  _ draws: some Sequence<MethodDraw>, data: IndexData, model: IndexModel, _ use: (Int, [Double]) -> Void
) throws(DiagnosticError) {
  let positions = Dictionary(uniqueKeysWithValues: data.indicators.units.enumerated().map { ($0.element, $0.offset) })
  var number = 0
  for draw in draws {
    do throws(DiagnosticError) {
      let weighted = if let weights = draw.weights { try model.withWeights(weights) } else { model }
      let built = try weighted.build(data, method: draw.method)
      let index = built.scores.column(model.groups.count - 1)
      var scores = [Double](repeating: .nan, count: data.indicators.units.count)
      for (unit, score) in zip(built.scores.units, index) {
        if let position = positions[unit] { scores[position] = score }
      }
      use(number, scores)
    } catch {
      var told = error
      for position in told.diagnostics.indices {
        told.diagnostics[position].message = "draw \(number + 1): " + told.diagnostics[position].message
      }
      throw told
    }
    number += 1
  }
}
