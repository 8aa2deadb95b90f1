import Diagnostics
import Tables

/// An indicator: aggregates over the rows of one or several sources, and the arithmetic around them.
///
/// Whoever evaluates it computes the terms, weighted as the design asks, and this gives the value of the expression and
/// its exact derivatives, as linearised standard errors need. `SUM(economy.tax) / SUM(economy.land_mu)` has two terms.
public struct AggregateExpression: Sendable {
  /// One aggregate call.
  public struct Term: Sendable {
    public let function: AggregateFunction
    /// The source whose rows it runs over.
    public let source: String
    /// What is aggregated; nil for `COUNT(*)`. A condition for `SHARE`, where missing rows are left out; of any type for
    /// `COUNT`, where only presence counts.
    public let argument: RowExpression?
    /// Only rows where it is TRUE count; nil for all.
    public let filter: RowExpression?
  }

  /// Every aggregate call in order of appearance, the same one only once.
  public let terms: [Term]
  /// Whether it is a smooth function of totals, so that Taylor linearisation applies: sums, means, counts, shares and
  /// standard deviations joined by `+ - * /`, `LN`, `EXP`, `POWER` and `SQRT`, and no window aggregate inside. False
  /// with medians, quantiles, median absolute deviations, extremes, and with `CASE`, `ABS`, `SIGN`, `ROUND`, `LEAST` and
  /// others that have kinks or steps.
  public let isSmooth: Bool
  private let formula: ScalarProgram

  /// Parses and checks.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - schemas: by source, what its columns are; constants are those of the default source.
  ///   - defaultSource: where a name without a source is looked up.
  /// - Throws: the first problem, with its place and what to do.
  public init(
    _ text: String, schemas: [String: ExpressionSchema], defaultSource: String
  ) throws(ExpressionError) {
    let syntax = try Parser.parse(text)
    let schema = schemas[defaultSource] ?? ExpressionSchema()
    var checker = TypeChecker(
      schema: schema, totals: TotalsContext(schemas: schemas, defaultSource: defaultSource))
    let value = try checker.check(syntax)
    guard value.type == .integer || value.type == .double, let register = checker.coerce(value, to: .double) else {
      throw ExpressionError(
        value.offset, "an indicator is a number, and this gives \(value.type?.shown ?? "NULL")",
        advice: value.type == .bool ? "write SHARE(condition) for the share of rows where it holds" : nil)
    }
    terms = checker.totals?.terms ?? []
    guard !terms.isEmpty else {
      throw ExpressionError(0, "an indicator needs an aggregate such as MEAN(x)")
    }
    formula = try ScalarProgram(checker.builder.program(result: register, fused: false), at: syntax.offset)
    isSmooth = formula.isSmooth && terms.allSatisfy(\.isSmooth)
  }

  /// The value of the expression for values of the terms, in their order; NaN says that a term is missing.
  ///
  /// - Returns: nil where it is not defined: a missing term, a division by zero, a result that is not finite.
  public func value(_ terms: [Double]) -> Double? { formula.value(terms) }

  /// The derivative by each term at the given values, exact up to rounding (forward-mode differentiation).
  ///
  /// At a kink or step the derivative of the branch that is taken. NaN where the value is not defined.
  public func gradient(_ terms: [Double]) -> [Double] { formula.gradient(terms) }
}

extension AggregateExpression {
  /// Whether all its aggregates are means, shares, sums and counts, which a given mix of classes can be put behind.
  public var isMadeOfMeans: Bool {
    terms.allSatisfy { term in
      switch term.function {
      case .mean, .share, .sum, .count: true
      case .median, .quantile, .minimum, .maximum, .standardDeviation, .medianAbsoluteDeviation: false
      }
    }
  }
}

extension AggregateExpression.Term {
  fileprivate var isSmooth: Bool {
    switch function {
    case .sum, .mean, .count, .share, .standardDeviation: break
    case .median, .quantile, .medianAbsoluteDeviation, .minimum, .maximum: return false
    }
    return !(argument?.readsOtherRows ?? false) && !(filter?.readsOtherRows ?? false)
  }
}
