import Clean
import Diagnostics
import Measuring
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Searches records of 60 questions for near duplicates; seconds, and nanoseconds by n·log₂ n.
///
/// The stage around the search runs without it too, and its time is taken off. Small tables are searched several times,
/// and the medians count, so that a moment's delay does not decide.
func nearDuplicatesTask(_ survey: GeneratedSurvey) throws(DiagnosticError) -> String {
  let questions = survey.dataset.codebook.variables
    .filter { $0.kind != .open && $0.kind != .paradata && !$0.isIdentifying && survey.dataset.table[$0.name] != nil }
    .prefix(60).map(\.name)
  let check = NamedCheck(name: "near_duplicates", parameters: ["variables": .variables(questions)])
  let rows = survey.dataset.table.rowCount
  var (around, whole) = (Repeats(), Repeats())
  for _ in 0..<max(3, 300_000 / rows) {
    try around.run(survey, [])
    try whole.run(survey, [GeneratedSurvey.flag("near", check)])
  }
  let (wall, cpu) = (whole.wall - around.wall, whole.cpu - around.cpu)
  let perUnit = wall * 1e9 / (Double(rows) * log2(Double(rows)))
  return "{\"task\":\"near_duplicates\",\"rows\":\(rows),\"columns\":\(questions.count),"
    + "\"wall_s\":\(formatFixed(wall, decimals: 4)),\"cpu_s\":\(formatFixed(cpu, decimals: 4)),"
    + "\"ns_per_n_log_n\":\(formatFixed(perUnit, decimals: 1)),\"result\":[\(whole.struck)]}"
}

/// Times of the same cleaning, again and again.
private struct Repeats {
  private var walls: [Double] = []
  private var cpus: [Double] = []
  private(set) var struck = 0

  /// Medians.
  var wall: Double { walls.sorted()[walls.count / 2] }
  var cpu: Double { cpus.sorted()[cpus.count / 2] }

  mutating func run(_ survey: GeneratedSurvey, _ rules: [CleaningRule]) throws(DiagnosticError) {
    var plan = survey.pipeline
    plan.cleaning.derived = []
    plan.cleaning.rules = rules
    let watch = Stopwatch()
    let result = try clean(survey.dataset, pipeline: plan)
    walls.append(watch.wallSeconds)
    cpus.append(watch.cpuSeconds)
    struck = result.rules.first?.records ?? 0
  }
}
