internal import Expressions
internal import SurveyModel
internal import Tables

/// What kind of number a measure is, from what its expression reads.
extension AggregateExpression.Term {
  /// Whether it sums or averages amounts: numbers that were asked for or derived, not codes of ratings or choices.
  func isOfAmounts(_ codebook: Codebook?) -> Bool {
    guard let argument, argument.type == .double || argument.type == .integer else { return false }
    switch function {
    case .sum, .mean, .median, .quantile: break
    case .count, .share, .minimum, .maximum, .standardDeviation, .medianAbsoluteDeviation: return false
    }
    return !argument.columnsRead.isEmpty
      && argument.columnsRead.allSatisfy { name in codebook?[name].map { $0.kind == .numeric } ?? true }
  }
}

extension AggregateExpression {
  /// Whether the measure has a true zero, so that a standard error means something in shares of it.
  ///
  /// It has when each term is an amount, a count or a share, scaling all terms scales the measure by a fixed power, and no
  /// term can be left out so that the measure falls below 0, as in a balance of shares.
  func isRatioScale(_ codebook: Codebook?) -> Bool {
    let areAmounts = terms.allSatisfy { term in
      switch term.function {
      case .count, .share: true
      default: term.isOfAmounts(codebook)
      }
    }
    guard areAmounts else { return false }
    // Values that no formula of an analyst singles out.
    let probe = terms.indices.map { 1.37 + 0.61 * Double($0) }
    func scaled(_ factor: Double) -> Double? { value(probe.map { $0 * factor }) }
    guard let one = scaled(1), let two = scaled(2), let four = scaled(4), one > 0, two > 0 else { return false }
    guard abs(two / one - four / two) < 1e-9 * (two / one) else { return false }
    return terms.indices.allSatisfy { position in
      var without = probe
      without[position] = 0
      return value(without).map { $0 >= 0 } ?? true
    }
  }
}
