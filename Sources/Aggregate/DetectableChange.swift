internal import Estimation
internal import SurveyModel

extension Score {
  /// The smallest change to the next wave that a test at 5 % finds with a probability of 80 %: (t₀.₉₇₅ + t₀.₈₀) SE(change)
  /// (Bloom, "Minimum detectable effects", Evaluation Review 19, 1995), for a next survey of the same design with other
  /// firms, so that SE(change) is √2 SE.
  ///
  /// nil where the score has no standard error.
  var smallestDetectableChange: Double? {
    guard let error = standardError, error > 0, let df, df > 0 else { return nil }
    // Two waves of one design have twice the degrees of freedom.
    let distribution = StudentT(df: 2 * df)
    return (distribution.quantile(0.975) + distribution.quantile(0.8)) * 2.0.squareRoot() * error
  }
}
