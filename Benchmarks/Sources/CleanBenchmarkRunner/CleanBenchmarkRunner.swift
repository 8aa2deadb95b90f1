import Diagnostics
import Tables

/// Cleans generated responses to the questionnaire of a pipeline and prints one line of JSON for each measurement.
@main
struct CleanBenchmarkRunner {
  static let usage = """
    usage: CleanBenchmarkRunner clean PIPELINE ROWS            clean, and write the audit
           CleanBenchmarkRunner validate PIPELINE ROWS         the same rules, none of which repairs a cell
           CleanBenchmarkRunner checks PIPELINE ROWS           the record rules that are plain conditions alone
           CleanBenchmarkRunner digests PIPELINE ROWS          digests of what cleaning makes
           CleanBenchmarkRunner each PIPELINE ROWS             the seconds of each rule alone
           CleanBenchmarkRunner near_duplicates PIPELINE ROWS  the search for near duplicates alone
           CleanBenchmarkRunner generate PIPELINE ROWS FILE    write the responses for other programs
    """

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count >= 3, let rows = Int(arguments[2]), rows > 0 else { return print(usage) }
    do throws(DiagnosticError) {
      var survey = try GeneratedSurvey(pipelineFolder: arguments[1], rows: rows)
      switch arguments[0] {
      case "clean": try print(cleanTask(&survey, \.plan).json("clean"))
      case "validate": try print(cleanTask(&survey, \.validation).json("validate"))
      case "checks": try print(cleanTask(&survey, \.plainRules).json("checks"))
      case "digests": for line in try cleanTask(&survey, \.plan).digests { print(line) }
      case "each": for line in try eachRule(survey) { print(line) }
      case "near_duplicates": try print(nearDuplicatesTask(survey))
      case "generate" where arguments.count == 4: try writePeerFile(survey, to: arguments[3])
      default: print(usage)
      }
    } catch {
      for diagnostic in error.diagnostics { print(diagnostic) }
    }
  }
}
