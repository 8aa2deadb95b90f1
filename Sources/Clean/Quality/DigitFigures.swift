import SurveyModel
import Tables

extension CleaningRun {
  /// The fewest values whose digits are looked at: below, shares of nine digits or of one base in a thousand say nothing.
  private static var fewestValues: Int { 100 }

  /// How answers to questions of numbers lie on first digits and round numbers; information, never a reason to strike.
  ///
  /// First digits follow Benford's law only where values span orders of magnitude, so they are looked at where the
  /// ninetieth percentile is at least a hundred times the tenth.
  ///
  /// - Parameter kept: the rows that stay.
  /// - Returns: figures of every question of numbers with enough answers.
  func digitFigures(_ kept: [Int]) -> [QualityFigure] {
    let questions = dataset.codebook.variables.filter { $0.kind == .numeric }.map(\.name)
    let found = parallelMap(count: questions.count, threads: availableCores()) { place -> [QualityFigure] in
      guard let column = table[questions[place]], let all = column.numericValues else { return [] }
      return figures(of: kept.map { all[$0] }.filter { !$0.isNaN }, question: questions[place])
    }
    return found.flatMap(\.self)
  }

  private func figures(of values: [Double], question: String) -> [QualityFigure] {
    guard values.count >= Self.fewestValues else { return [] }
    func figure(_ measure: QualityMeasure, _ numerator: Double, of denominator: Int?, kind: String = "")
      -> QualityFigure
    {
      QualityFigure(
        source: dataset.source, wave: dataset.wave, measure: measure, subject: question, kind: kind,
        numerator: numerator, denominator: denominator.map(Double.init))
    }
    var figures: [QualityFigure] = []
    let amounts = OrderedValues(values.filter { $0 > 0 })
    if amounts.values.count >= Self.fewestValues, amounts.quantile(0.9) >= 100 * amounts.quantile(0.1) {
      figures.append(figure(.firstDigits, FirstDigits.profile(of: values).meanAbsoluteDeviation, of: nil))
    }
    figures += Heaping.profiles(of: values, bases: Heaping.usualBases).filter { $0.count >= Self.fewestValues }
      .map { figure(.heaping, Double($0.multiples), of: $0.count, kind: String($0.base)) }
    return figures
  }
}
