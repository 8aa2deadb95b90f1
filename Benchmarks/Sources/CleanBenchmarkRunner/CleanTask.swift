import Clean
import Diagnostics
import Measuring
import SurveyModel
import Tables

/// Cleans, and writes the audit to memory; the records that each rule struck, and those kept.
func cleanTask(
  _ survey: inout GeneratedSurvey, _ plan: (GeneratedSurvey) -> PipelineDefinition
) throws(DiagnosticError) -> Cleaning {
  let plan = plan(survey)
  let size = survey.dataset.table.byteCount
  PeakMemory.reset()
  let before = PeakMemory.kilobytes("VmRSS:")
  let watch = Stopwatch()
  // Handed over, not shared: cleaning may let go of a column as soon as its successor is there.
  let result = try clean(survey.takeDataset(), pipeline: plan)
  let cleanSeconds = watch.wallSeconds
  let audit = auditCSV([result.audit])
  return Cleaning(
    wall: watch.wallSeconds, cpu: watch.cpuSeconds, cleanWall: cleanSeconds, tableBytes: size,
    grownBytes: 1024 * (PeakMemory.kilobytes("VmHWM:") - before), result: result, audit: audit)
}

/// What one cleaning took and made.
struct Cleaning {
  var wall: Double
  var cpu: Double
  /// Without writing the audit.
  var cleanWall: Double
  var tableBytes: Int
  /// The peak beyond what was held before.
  var grownBytes: Int
  var result: CleanResult
  var audit: [UInt8]

  func json(_ task: String) -> String {
    let struck = result.rules.map { String($0.records) } + [String(result.dataset.table.rowCount)]
    let rules = result.rules.map { "\"\($0.rule)\"" } + ["\"kept\""]
    let ratio = 1 + Double(grownBytes) / Double(max(1, tableBytes))
    return
      "{\"task\":\"\(task)\",\"wall_s\":\(shortestText(wall)),\"cpu_s\":\(shortestText(cpu)),"
      + "\"clean_s\":\(shortestText(cleanWall)),\"table_mb\":\(megabytes(tableBytes)),"
      + "\"peak_over_table\":\(formatFixed(ratio, decimals: 3)),\"audit_lines\":\(result.audit.count),"
      + "\"audit_mb\":\(megabytes(audit.count)),\"rules\":[\(rules.joined(separator: ","))],"
      + "\"result\":[\(struck.joined(separator: ","))]}"
  }

  private func megabytes(_ bytes: Int) -> String { formatFixed(Double(bytes) / 1e6, decimals: 1) }

  /// Digests of everything that was made, to see whether a change of the program changed any of it.
  var digests: [String] {
    let quarantine = result.quarantine.map {
      "\($0.record),\($0.file),\($0.line),\($0.outcome),\($0.rules),\($0.detail),\($0.fingerprint)"
    }
    let figures = result.quality.map {
      "\($0.measure),\($0.subject),\($0.unitID),\($0.kind),\($0.value ?? -1)"
    }
    let summaries = result.rules.map {
      "\($0.rule),\($0.records),\($0.cells),\($0.recordsByUnit.sorted { $0.key < $1.key })"
    }
    func digest(_ lines: [String]) -> String { sha256Hex([UInt8](lines.joined(separator: "\n").utf8)) }
    return [
      "audit \(sha256Hex(audit))", "kept \(sha256Hex(writeCSV(result.dataset.table)))",
      "set aside \(sha256Hex(writeCSV(result.setAside)))",
      "with invalid \(result.withInvalid.map { sha256Hex(writeCSV($0.table)) } ?? "none")",
      "quarantine \(digest(quarantine))", "quality \(digest(figures))", "rules \(digest(summaries))",
      "counts \(result.counts)", "gates \(result.gates.count)", "notes \(result.notes)",
    ]
  }
}

/// The seconds of each rule when it is the only one.
func eachRule(_ survey: GeneratedSurvey) throws(DiagnosticError) -> [String] {
  var plan = survey.plan
  let rules = plan.cleaning.rules
  plan.cleaning.derived = []
  func seconds(_ rules: [CleaningRule]) throws(DiagnosticError) -> Double {
    plan.cleaning.rules = rules
    let watch = Stopwatch()
    _ = try clean(survey.dataset, pipeline: plan)
    return watch.wallSeconds
  }
  var lines = ["no rule: \(formatFixed(try seconds([]), decimals: 3)) s"]
  for rule in rules { lines.append("\(rule.id): \(formatFixed(try seconds([rule]), decimals: 3)) s") }
  return lines
}

extension Table {
  /// The bytes of values, kinds of missing cells, texts and offsets.
  var byteCount: Int {
    columns.reduce(0) { $0 + $1.missing.count + $1.valueBytes }
  }
}

extension Column {
  fileprivate var valueBytes: Int {
    switch storage {
    case .bool, .int8: count
    case .int16: 2 * count
    case .int32, .date: 4 * count
    case .int64, .double, .dateTime, .set: 8 * count
    case .text(let texts): texts.bytes.count + 8 * texts.offsets.count
    case .category(let values):
      switch values.codes {
      case .uint8: count
      case .uint16: 2 * count
      case .uint32: 4 * count
      }
    }
  }
}
