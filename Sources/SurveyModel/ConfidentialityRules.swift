/// When a total says too much about one firm (Hundepool et al. 2012, "Statistical Disclosure Control", chapter 4). A rule
/// that is nil asks nothing.
public struct ConfidentialityRules: Sendable, Hashable {
  /// The (n, k) rule: the largest `count` firms must not make up more than `share` of the total.
  public struct Dominance: Sendable, Hashable {
    /// n.
    public var count: Int
    /// k, as a share.
    public var share: Double

    /// - Parameters:
    ///   - count: n, how many firms.
    ///   - share: k, as a share.
    public init(count: Int, share: Double) {
      self.count = count
      self.share = share
    }
  }

  /// The least number of contributors.
  public var minimumContributors: Int?
  /// The (n, k) rule.
  public var dominance: Dominance?
  /// The p % rule, as a share: the second largest firm must not be able to tell the largest to within p %.
  public var priorPosterior: Double?

  /// - Parameters:
  ///   - minimumContributors: the least number of contributors.
  ///   - dominance: the (n, k) rule.
  ///   - priorPosterior: p as a share.
  public init(minimumContributors: Int? = 3, dominance: Dominance? = nil, priorPosterior: Double? = nil) {
    self.minimumContributors = minimumContributors
    self.dominance = dominance
    self.priorPosterior = priorPosterior
  }

  /// A rule that a total breaks.
  public enum Reason: Sendable, Hashable {
    /// So many contributors.
    case fewContributors(Int, least: Int)
    /// The share of the largest firms.
    case dominated(share: Double, by: Int)
    /// How closely the second largest firm can tell the largest, as a share of it.
    case deducible(within: Double)
  }
}
