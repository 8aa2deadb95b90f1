public import Diagnostics

/// One choice of method that could have been made otherwise, such as the normalisation.
public struct MethodFactor: Sendable, Hashable {
  public struct Level: Sendable, Hashable {
    public var name: String
    /// How plausible the alternative is, relative to the others.
    public var weight: Double
    /// Whether scores stay on the goalpost scale, so that they may be put side by side with the published ones.
    public var keepsScale: Bool

    public init(_ name: String, weight: Double = 1, keepsScale: Bool = true) {
      self.name = name
      self.weight = weight
      self.keepsScale = keepsScale
    }
  }

  public var name: String
  public var levels: [Level]

  public init(_ name: String, _ levels: [Level]) {
    self.name = name
    self.levels = levels
  }
}

/// Every combination of the levels of the method factors with every sampling replicate.
///
/// Combinations are numbered with the last factor's levels changing fastest. An output for all of them is an array in which
/// the replicates of one combination follow each other: `combination * replicates + replicate`.
public struct CrossedDesign: Sendable, Hashable {
  public let factors: [MethodFactor]
  public let replicates: Int
  public let combinations: Int
  /// Weights of each factor's levels; they add up to 1.
  let shares: [[Double]]

  /// - Parameters:
  ///   - factors: all discrete; without any, only sampling varies.
  ///   - replicates: number of sampling replicates; 1 where nothing is sampled.
  /// - Throws: when a factor has no level, weights are negative or add up to 0, or there is no replicate.
  public init(factors: [MethodFactor], replicates: Int) throws(DiagnosticError) {
    var problems = IndexProblems()
    var shares: [[Double]] = []
    for factor in factors {
      do throws(DiagnosticError) {
        shares.append(
          try CompositeIndex.shares(of: factor.levels.map(\.weight), names: factor.levels.map(\.name)))
      } catch {
        problems.add(
          "X-801", "the alternatives of \(factor.name): " + error.diagnostics.map(\.message).joined(separator: "; "),
          advice: "give at least one a weight above 0")
      }
    }
    for name in duplicates(factors.map(\.name)) {
      problems.add("X-802", "more than one method factor is called \(name)", advice: "give every factor its own name")
    }
    if replicates < 1 { problems.add("X-803", "there are \(replicates) replicates, expected 1 or more") }
    try problems.throwIfAny(.configuration)
    self.factors = factors
    self.replicates = replicates
    self.shares = shares
    combinations = factors.reduce(1) { $0 * $1.levels.count }
  }

  /// The level of each factor in a combination.
  public func levels(of combination: Int) -> [Int] {
    var rest = combination
    var levels = [Int](repeating: 0, count: factors.count)
    for factor in factors.indices.reversed() {
      levels[factor] = rest % factors[factor].levels.count
      rest /= factors[factor].levels.count
    }
    return levels
  }

  /// The weight of a combination: the product of those of its levels. All add up to 1.
  public func weight(of combination: Int) -> Double {
    zip(shares, levels(of: combination)).reduce(1) { $0 * $1.0[$1.1] }
  }

  /// Whether scores of a combination stay on the goalpost scale.
  public func keepsScale(_ combination: Int) -> Bool {
    zip(factors, levels(of: combination)).allSatisfy { $0.levels[$1].keepsScale }
  }
}
