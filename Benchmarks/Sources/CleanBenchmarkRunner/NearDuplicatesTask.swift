import Clean
import Diagnostics
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Searches records of 60 questions for near duplicates; seconds, and nanoseconds by n·log₂ n.
///
/// The stage around the search runs without it first, and its time is taken off.
func nearDuplicatesTask(_ survey: GeneratedSurvey) throws(DiagnosticError) -> String {
  let questions = survey.dataset.codebook.variables
    .filter { $0.kind != .open && $0.kind != .paradata && !$0.isIdentifying && survey.dataset.table[$0.name] != nil }
    .prefix(60).map(\.name)
  var plan = survey.pipeline
  plan.cleaning.derived = []
  func run(_ rules: [CleaningRule]) throws(DiagnosticError) -> (wall: Double, cpu: Double, struck: Int) {
    plan.cleaning.rules = rules
    let watch = Stopwatch()
    let result = try clean(survey.dataset, pipeline: plan)
    return (watch.wallSeconds, watch.cpuSeconds, result.rules.first?.records ?? 0)
  }
  let check = NamedCheck(name: "near_duplicates", parameters: ["variables": .variables(questions)])
  let around = try run([])
  let whole = try run([GeneratedSurvey.flag("near", check)])
  let (wall, rows) = (whole.wall - around.wall, survey.dataset.table.rowCount)
  let perUnit = wall * 1e9 / (Double(rows) * log2(Double(rows)))
  return "{\"task\":\"near_duplicates\",\"rows\":\(rows),\"columns\":\(questions.count),"
    + "\"wall_s\":\(formatFixed(wall, decimals: 4)),\"cpu_s\":\(formatFixed(whole.cpu - around.cpu, decimals: 4)),"
    + "\"ns_per_n_log_n\":\(formatFixed(perUnit, decimals: 1)),\"result\":[\(whole.struck)]}"
}
