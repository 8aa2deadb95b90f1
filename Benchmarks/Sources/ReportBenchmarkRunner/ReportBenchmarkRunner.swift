import Aggregate
import Clean
import Diagnostics
import Ingest
import Measuring
import Report
import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Times the report of a pipeline: the page alone, and with its tables, workbook and sheets.
@main
struct ReportBenchmarkRunner {
  /// Wall seconds of the page, and its size in bytes: of the pipeline's own units, and of a hundred.
  private static let targets = [(units: 0, seconds: 0.2, bytes: 2 << 20), (units: 100, seconds: 2.0, bytes: 10 << 20)]
  private static let rounds = 7

  static func main() {
    guard CommandLine.arguments.count == 2 else {
      print("usage: ReportBenchmarkRunner PIPELINE")
      exit(64)
    }
    do throws(DiagnosticError) {
      let input = try prepared(CommandLine.arguments[1])
      var isMet = true
      for target in targets {
        let wide = target.units == 0 ? input : input.widened(to: target.units)
        let own = try measured(wide)
        let hasMet = own.page <= target.seconds && own.bytes <= target.bytes
        isMet = isMet && hasMet
        print(
          "\(wide.evaluation.units.ranked.count) units: page \(thousandths(own.page)) s, \(own.bytes / 1024) KB "
            + "(at most \(thousandths(target.seconds)) s, \(target.bytes >> 10) KB); with tables, workbook and sheets "
            + "\(thousandths(own.all)) s\(hasMet ? "" : "  MISSED")")
      }
      exit(isMet ? 0 : 1)
    } catch {
      for diagnostic in error.diagnostics { print(diagnostic) }
      exit(error.kind.exitCode)
    }
  }

  private static func thousandths(_ seconds: Double) -> String {
    let rounded = Int((seconds * 1_000).rounded())
    let digits = String(rounded % 1_000)
    return "\(rounded / 1_000)." + String(repeating: "0", count: 3 - digits.count) + digits
  }

  /// The median of some rounds, after one that warms up.
  private static func measured(
    _ input: ReportInput
  ) throws(DiagnosticError) -> (page: Double, all: Double, bytes: Int) {
    var pages: [Double] = []
    var wholes: [Double] = []
    var bytes = 0
    let tables = publishedTables(input)
    for round in 0...rounds {
      let page = Stopwatch()
      bytes = try renderReport(input, tables: tables).utf8.count
      let pageSeconds = page.wallSeconds
      let whole = Stopwatch()
      _ = try PublishedReport(input)
      let wholeSeconds = whole.wallSeconds
      if round > 0 {
        pages.append(pageSeconds)
        wholes.append(wholeSeconds)
      }
    }
    return (pages.sorted()[rounds / 2], wholes.sorted()[rounds / 2], bytes)
  }

  /// Everything up to the report, as a run does it but for corrections and followed-up actions.
  private static func prepared(_ folder: String) throws(DiagnosticError) -> ReportInput {
    let pipeline = try loadPipeline(folder: folder, overrides: [])
    var datasets: [Int: [String: Dataset]] = [:]
    var counts: [StageCount] = []
    var rules: [RuleSummary] = []
    var audit: [AuditEntry] = []
    for wave in pipeline.waves {
      for source in pipeline.sources where source.waves.isEmpty || source.waves.contains(wave) {
        let read = try ingest(source, wave: wave, pipeline: pipeline, folder: folder)
        let cleaned = try clean(read.dataset, pipeline: pipeline)
        counts += [read.counts, cleaned.counts]
        rules += cleaned.rules
        if wave == pipeline.wave {
          audit += (0..<cleaned.audit.count).map { cleaned.audit.entry($0) }.filter { !$0.variable.isEmpty }
        }
        datasets[wave, default: [:]][source.name] = cleaned.dataset
      }
    }
    let evaluation = try aggregate(datasets, pipeline: pipeline)
    return ReportInput(
      pipeline: pipeline, evaluation: evaluation, rules: rules, counts: counts, audit: audit, runID: "bench",
      inputDigest: String(repeating: "0", count: 64), configurationDigest: String(repeating: "0", count: 64),
      softwareVersion: "bench")
  }
}
