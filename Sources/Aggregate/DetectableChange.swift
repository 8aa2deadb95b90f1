internal import Estimation
internal import SurveyModel

extension Score {
  /// The smallest change to the next wave that a test at 5 % finds with a probability of 80 %, for a next survey of the same
  /// design with other firms, so that the standard error of the change is √2 times that of the score.
  ///
  /// nil where the score has no standard error.
  var smallestDetectableChange: Double? {
    guard let error = standardError, error > 0, let df, df > 0 else { return nil }
    // Two waves of one design have twice the degrees of freedom.
    return minimumDetectableChange(standardError: 2.0.squareRoot() * error, df: 2 * df)
  }
}
