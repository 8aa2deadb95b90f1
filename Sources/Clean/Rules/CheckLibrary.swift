import Diagnostics
import SurveyModel
import Tables

/// The checks that rules call by name.
struct CheckLibrary {
  private let context: CleanContext

  init(_ context: CleanContext) { self.context = context }

  /// The check with its parameters, ready to be tried on a table.
  ///
  /// - Parameters:
  ///   - check: as the rule names it; `$` among its parameters stands for the variable.
  ///   - variable: the variable of a cell rule.
  ///   - rule: for messages.
  /// - Returns: the check, to be tried on the table as the rules before leave it.
  /// - Throws: kind `configuration` when the check is not of the library or needs data that are not there.
  func test(
    _ check: NamedCheck, variable: String?, rule: CleaningRule
  ) throws(DiagnosticError) -> @Sendable (Table) throws(DiagnosticError) -> CheckResult {
    let given = Parameters(check, variable: variable)
    switch check.name {
    case DuplicateKeys.name:
      return run(DuplicateKeys(key: given.list("key"), maximum: given.count("maximum", 1)))
    case HidiroglouBerthelot.name:
      let compared = HidiroglouBerthelot(
        variable: given.word("variable", ""), key: given.list("key"), cells: given.list("cells"),
        minimumCell: given.count("minimum_cell", 20), sizeExponent: given.number("size_exponent", 0.5),
        leastSpread: given.number("least_spread", 0.05), width: given.number("width", 4))
      // The first wave has nothing to be compared with.
      guard let previous = context.previous else { return { (_) throws(DiagnosticError) in CheckResult([]) } }
      return { (table) throws(DiagnosticError) in try compared.check(table, against: previous.table) }
    case InterquartileFences.name:
      return run(
        InterquartileFences(
          variable: given.word("variable", ""), scale: given.scale, cells: given.list("cells"),
          minimumCell: given.count("minimum_cell", 20), factor: given.number("factor", 1.5)))
    case ItemNonresponse.name:
      return run(
        ItemNonresponse(
          variables: given.list("variables"), limit: given.number("limit", 0.5),
          minimumAsked: given.count("minimum_asked", 1)))
    case NearDuplicates.name:
      return run(
        NearDuplicates(
          columns: given.list("variables"), blocks: given.list("blocks"), threshold: given.number("threshold", 0.95),
          minimumCompared: given.count("minimum_compared", 10)))
    case OutOfFrame.name:
      guard let frame = context.frame else {
        throw DiagnosticError(
          .configuration,
          Diagnostic(
            .error, code: "R-006", at: rule.location, "rule \(rule.id): out_of_frame needs a sampling frame",
            advice: "Declare a source of role frame and name it in design.population"))
      }
      let compared = OutOfFrame(key: given.list("key"))
      return { (table) throws(DiagnosticError) in try compared.check(table, against: frame.table) }
    case RelativeSpeed.name:
      return run(
        RelativeSpeed(
          pages: given.list("pages"), limit: given.number("limit", 2), minimumPages: given.count("minimum_pages", 1)))
    case RobustOutliers.name:
      return run(
        RobustOutliers(
          variable: given.word("variable", ""), scale: given.scale, cells: given.list("cells"),
          minimumCell: given.count("minimum_cell", 20), limit: given.number("limit", 3.5)))
    case Speeders.name:
      let limit: Speeders.Limit =
        given.has("seconds")
        ? .seconds(given.number("seconds", 0)) : .shareOfMedian(given.number("share_of_median", 0.3))
      return run(
        Speeders(
          duration: given.word("duration", ParadataColumn.duration.rawValue), limit: limit,
          groups: given.list("groups"), minimumGroup: given.count("minimum_group", 30)))
    case StraightLining.name:
      return run(
        StraightLining(
          matrices: [given.list("variables")], criterion: given.criterion,
          minimumAnswered: given.count("minimum_answered", 5)))
    case TimeBursts.name:
      return run(
        TimeBursts(
          time: given.word("time", ParadataColumn.submittedAt.rawValue), source: given.list("source"),
          seconds: given.number("seconds", 60), maximum: given.count("maximum", 5)))
    default:
      throw DiagnosticError(
        .configuration,
        Diagnostic(
          .error, code: "R-006", at: rule.location, "rule \(rule.id): the library has no check \(check.name)",
          advice: "See the checks in docs/configuration.md"))
    }
  }

  private func run(_ check: some RecordCheck) -> @Sendable (Table) throws(DiagnosticError) -> CheckResult {
    { (table) throws(DiagnosticError) in try check.check(table) }
  }
}

/// The parameters of a check, with their defaults where they are not given.
private struct Parameters {
  private let given: [String: NamedCheck.Parameter]
  private let variable: String?

  init(_ check: NamedCheck, variable: String?) {
    given = check.parameters
    self.variable = variable
  }

  func has(_ name: String) -> Bool { given[name] != nil }

  func number(_ name: String, _ usual: Double) -> Double {
    if case .number(let number) = given[name] { number } else { usual }
  }

  func count(_ name: String, _ usual: Int) -> Int { Int(number(name, Double(usual))) }

  func word(_ name: String, _ usual: String) -> String {
    guard case .word(let word) = given[name] else { return usual }
    return word == "$" ? variable ?? word : word
  }

  func list(_ name: String) -> [String] {
    guard case .variables(let names) = given[name] else { return [] }
    return names.map { $0 == "$" ? variable ?? $0 : $0 }
  }

  var scale: ValueScale { word("scale", "raw") == "log" ? .log : .raw }

  var criterion: StraightLining.Criterion {
    if has("longest_run") { return .run(count("longest_run", 0)) }
    if has("variability") { return .variability(number("variability", 0)) }
    return .shareOfAnswers(number("share", 1))
  }
}
