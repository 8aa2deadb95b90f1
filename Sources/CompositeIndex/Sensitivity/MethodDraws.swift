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

extension IndexModel {
  /// Scores of the index under one draw of the method.
  ///
  /// - Parameters:
  ///   - draw: method and weights.
  ///   - data: raw data, such as those of one sampling replicate.
  /// - Returns: one score a unit of the data, NaN for a unit without a score or screened out.
  /// - Throws: when the index cannot be built.
  public func indexScores(_ draw: MethodDraw, data: IndexData) throws(DiagnosticError) -> [Double] {
    var replayed = ReplayedIndex(data, model: self)
    return try replayed.scores(draw)
  }
}

/// Builds the index once a draw and hands over its scores, so that nothing of a draw is kept but what the caller keeps.
///
/// - Parameters:
///   - draws: methods and weights, in the order in which they are to be replayed.
///   - data: raw data.
///   - model: the hierarchy with the declared weights.
///   - use: given the number of the draw and the scores of the index, NaN for missing.
/// - Throws: when the index of a draw cannot be built, naming the draw.
public func replay(
  _ draws: some Sequence<MethodDraw>, data: IndexData, model: IndexModel, _ use: (Int, [Double]) -> Void
) throws(DiagnosticError) {
  var replayed = ReplayedIndex(data, model: model)
  var number = 0
  for draw in draws {
    do throws(DiagnosticError) {
      use(number, try replayed.scores(draw))
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
