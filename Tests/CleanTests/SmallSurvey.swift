import Diagnostics
import Expressions
import SurveyModel
import Tables

@testable import Clean

/// A hand-made survey: a few columns, a few rules.
struct SmallSurvey {
  var columns: [(name: String, column: Column)]
  var rules: [CleaningRule] = []
  var derived: [DerivedVariable] = []
  var sets: [String: [String]] = [:]
  var variables: [SurveyVariable] = []
  var seed: UInt64 = 7
  var role = SourceRole.survey
  var imputations: [ImputationRule] = []
  var gates: [QualityGate] = []
  var decisions: [ReviewDecision] = []
  var context = CleanContext()

  init(_ columns: [(name: String, column: Column)]) {
    self.columns = columns
  }

  var table: Table {
    let rows = columns.first?.column.count ?? 0
    let lines = (0..<rows).map { Int32($0 + 2) }
    return Table(
      columns, rowCount: rows,
      origins: RowOrigins(files: ["survey.csv"], fileIndex: Array(repeating: 0, count: rows), line: lines))
  }

  var dataset: Dataset {
    Dataset(source: "survey", wave: 2025, table: table, codebook: Codebook(variables), inputs: [])
  }

  var pipeline: PipelineDefinition {
    let text = LocalizedText("")
    let source = SourceDefinition(name: "survey", role: role, path: "survey.csv", format: .csv)
    var plan = CleaningPlan(sets: sets, rules: rules, derived: derived)
    plan.imputations = imputations
    plan.gates = gates
    plan.decisions = decisions
    return PipelineDefinition(
      id: "small", title: text, notice: nil, edition: "1", wave: 2025, previousWave: nil, asOf: "2026-03-31",
      seed: seed, languages: [.zh, .en], output: "", units: UnitRegistry(city: nil, units: []), questionnaire: nil,
      sources: [source], cleaning: plan, design: nil,
      framework: Framework(nodes: []), likertMaps: [:], calendar: WorkCalendar(), replicates: 1, history: nil,
      reference: nil, display: .none, strengthThreshold: 75, weakThreshold: 60)
  }

  func cleaned() throws(DiagnosticError) -> CleanResult {
    try clean(dataset, pipeline: pipeline, context: context)
  }

  /// The problems of a plan that does not fit the data.
  func problems() -> [Diagnostic] {
    do throws(DiagnosticError) {
      _ = try cleaned()
      return []
    } catch {
      return error.kind == .configuration ? error.diagnostics : []
    }
  }
}

extension CleanResult {
  /// The lines of the audit.
  var edits: [AuditEntry] { audit.entries }
}

func rule(
  _ id: String, _ when: String, _ action: RuleAction, over variables: [String] = [], outcome: RecordOutcome? = nil,
  line: Int = 1
) -> CleaningRule {
  CleaningRule(
    id: id, title: LocalizedText(zh: id, en: "Title of \(id)"), severity: .warning, when: when, variables: variables,
    action: action, outcome: outcome, rationale: LocalizedText(""),
    location: SourceLocation(file: "cleaning.yaml", line: line))
}

func variable(
  _ name: String, _ kind: VariableKind, showIf: String? = nil, range: ClosedRange<Double>? = nil,
  identifying: Bool = false
) -> SurveyVariable {
  SurveyVariable(
    name: name, question: name, kind: kind, text: LocalizedText(name), showIf: showIf,
    validRange: range.map { ValidRange(minimum: $0.lowerBound, maximum: $0.upperBound, isInteger: false) },
    isIdentifying: identifying)
}

func derivedVariable(_ name: String, _ expression: String, line: Int = 1) -> DerivedVariable {
  DerivedVariable(
    name: name, expression: expression, label: LocalizedText(name),
    location: SourceLocation(file: "cleaning.yaml", line: line))
}

func integers(_ values: [Int64?], _ kind: MissingKind = .empty) -> Column {
  var builder = IntegerColumnBuilder()
  for value in values {
    if let value { builder.append(value) } else { builder.appendMissing(kind) }
  }
  return builder.finish()
}

func texts(_ values: [String?]) -> Column {
  var builder = TextColumnBuilder()
  for value in values {
    if let value { builder.append(value) } else { builder.appendMissing(.empty) }
  }
  return builder.finish()
}

func categories(_ values: [String?], of dictionary: [String]) -> Column {
  var builder = CategoryColumnBuilder(dictionary: dictionary)
  for value in values {
    if let value { _ = builder.append(value) } else { builder.appendMissing(.empty) }
  }
  return builder.finish()
}

func records(_ count: Int) -> (name: String, column: Column) {
  (recordColumnName, texts((1...max(count, 1)).prefix(count).map { "r\($0)" }))
}

extension CleanResult {
  /// The kept records, by id.
  var keptRecords: [String] {
    guard let column = dataset.table[recordColumnName] else { return [] }
    return (0..<dataset.table.rowCount).map { column.codeText(at: $0) }
  }

  func cells(_ name: String) -> [String] {
    guard let column = dataset.table[name] else { return [] }
    return (0..<column.count).map { column.codeText(at: $0) }
  }
}
