public import SurveyModel
import Tables

/// How far each cell of the design is filled: its share of the respondents against its share of the population.
///
/// - Parameters:
///   - survey: the cleaned survey of one wave.
///   - frame: the population counts of that wave.
///   - design: what makes the cells, and where the counts are.
/// - Returns: one figure a cell of the frame, its codes joined by ` × `; empty where a variable is not there. The value is
///   respondents over those that the cell would have if the sample were spread like the population.
public func quotaFill(_ survey: Dataset, frame: Dataset, design: SampleDesign) -> [QualityFigure] {
  guard let count = design.populationCount, let counts = frame.table[count]?.numericValues,
    survey.table.rowCount > 0, !design.strata.isEmpty
  else { return [] }
  let mine = design.strata.compactMap { survey.table[$0] }
  let theirs = design.strata.compactMap { frame.table[$0] }
  guard mine.count == design.strata.count, theirs.count == mine.count else { return [] }
  func key(_ columns: [Column], _ row: Int) -> String {
    columns.map { $0.codeText(at: row) }.joined(separator: " × ")
  }
  var respondents: [String: Int] = [:]
  let partition = RowPartition(mine, rowCount: survey.table.rowCount)
  let grouped = partition.grouped(Array(0..<survey.table.rowCount))
  for group in 0..<grouped.count {
    if let row = grouped[group].first { respondents[key(mine, row), default: 0] += grouped[group].count }
  }
  var population: [(cell: String, unit: String, count: Double)] = []
  var places: [String: Int] = [:]
  let labels = RecordLabels(frame.table)
  for row in 0..<frame.table.rowCount where !counts[row].isNaN {
    let cell = key(theirs, row)
    if let place = places[cell] {
      population[place].count += counts[row]
    } else {
      places[cell] = population.count
      population.append((cell, labels.unit(row), counts[row]))
    }
  }
  let total = population.reduce(0) { $0 + $1.count }
  guard total > 0 else { return [] }
  return population.map { cell in
    QualityFigure(
      source: survey.source, wave: survey.wave, measure: .quotaFill, subject: cell.cell, unitID: cell.unit,
      numerator: Double(respondents[cell.cell] ?? 0),
      denominator: Double(survey.table.rowCount) * cell.count / total)
  }
}
