public import Diagnostics

/// An index that is built again and again by other methods: the data that several draws normalise in the same way are
/// prepared and normalised once.
public struct ReplayedIndex: Sendable {
  private let data: IndexData
  private let model: IndexModel
  /// By method without its aggregation.
  private var normalised: [IndexMethod: IndexResult] = [:]

  /// How many are kept, so that draws of a number that is never drawn twice do not fill the memory.
  private static let limit = 64

  /// - Parameters:
  ///   - data: raw data.
  ///   - model: the hierarchy with the declared weights.
  public init(_ data: IndexData, model: IndexModel) {
    self.data = data
    self.model = model
  }

  /// Scores of the index under one draw of the method.
  ///
  /// - Parameter draw: method and weights.
  /// - Returns: one score a unit of the data, NaN for a unit without a score or screened out.
  /// - Throws: when the index cannot be built.
  public mutating func scores(_ draw: MethodDraw) throws(DiagnosticError) -> [Double] {
    let weighted = if let weights = draw.weights { try model.withWeights(weights) } else { model }
    let built = try normalised(draw.method)
    let scores = try draw.method.aggregation.scores(built.normalised, model: weighted)
    let index = scores.column(model.groups.count - 1)
    if built.excluded.isEmpty { return index }
    let found = Dictionary(uniqueKeysWithValues: zip(scores.units, index))
    return data.indicators.units.map { found[$0] ?? .nan }
  }

  private mutating func normalised(_ method: IndexMethod) throws(DiagnosticError) -> IndexResult {
    var key = method
    key.aggregation = IndexAggregation()
    if let known = normalised[key] { return known }
    let made = try model.normalised(data, method: method)
    if normalised.count == Self.limit { normalised = [:] }
    normalised[key] = made
    return made
  }
}
