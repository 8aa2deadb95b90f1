public import Diagnostics
import Ingest
import SurveyModel
import Tables

/// Where one published score comes from, down to the questions, the edits and the records.
public struct RunTrace: Sendable, Encodable {
  /// A node below the one that is traced.
  public struct Part: Sendable, Encodable {
    public var node: String
    public var name: String
    public var score: Double?
    /// Its share of the score above it.
    public var weight: Double?
  }

  /// A question that the score is made from, as asked.
  public struct Question: Sendable, Encodable {
    public var id: String
    public var text: String
    public var variables: [String]
  }

  /// A cell that cleaning changed, as a line of `audit.csv`.
  public struct Edit: Sendable, Encodable {
    public var sequence: Int
    public var record: String
    public var variable: String
    public var rule: String
    public var action: String
    public var before: String
    public var after: String
  }

  /// A file that the run read.
  public struct Source: Sendable, Encodable {
    public var path: String
    public var sha256: String
    public var rows: Int
  }

  public var run: String
  public var wave: Int
  public var unit: String
  public var unitName: String
  public var node: String
  public var nodeName: String
  /// The score's row in `data/scores.csv`, header aside; empty where it has none.
  public var score: [String: String] = [:]
  /// Its line there.
  public var line: Int?
  public var rank: [String: String] = [:]
  /// Of an indicator: its expression and its row in `data/estimates.csv`.
  public var statistic: String?
  public var estimate: [String: String] = [:]
  /// Of a node with children.
  public var parts: [Part] = []
  public var questions: [Question] = []
  public var edits: [Edit] = []
  /// Records of the unit that rules set aside, by rule.
  public var setAside: [String: Int] = [:]
  public var sources: [Source] = []
}

extension PipelineRunner {
  /// Traces one score of the published run.
  ///
  /// - Parameters:
  ///   - unit: the id of a unit.
  ///   - node: the id of a node of the framework.
  ///   - name: a run's name as for `RunStore.resolve`; nil: the published one.
  /// - Returns: what it comes from, as that run has it.
  /// - Throws: kind `missingInput` when there is no such run, `content` when its files cannot be read, `configuration` when there is
  ///   no such unit or node.
  public func trace(unit: String, node: String, run name: String? = nil) throws(DiagnosticError) -> RunTrace {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let store = RunStore(root: options.root(of: pipeline.output))
    let run = try store.resolve(name)
    let manifest = try store.manifest(of: run)
    let (place, found) = try traced(unit, node, pipeline)
    var trace = RunTrace(
      run: run, wave: manifest.wave, unit: unit, unitName: place.name.en, node: node, nodeName: found.name.en)
    let files = RunTables(folder: store.folder(of: run))
    let scores = try files.rows("data/scores.csv", wave: manifest.wave)
    let own = scores.filter { $0.fields["unit_id"] == unit }
    if let row = own.first(where: { $0.fields["indicator_id"] == node }) {
      (trace.score, trace.line) = (row.fields, row.line)
    }
    trace.rank =
      try files.rows("data/ranks.csv", wave: manifest.wave)
      .first { $0.fields["unit_id"] == unit && $0.fields["indicator_id"] == node }?.fields ?? [:]
    let weights = try files.rows("data/index_weights.csv", wave: manifest.wave)
    let nodes = pipeline.framework.nodes
    trace.parts = found.children.map { nodes[$0] }.map { child in
      RunTrace.Part(
        node: child.id, name: child.name.en,
        score: own.first { $0.fields["indicator_id"] == child.id }?.fields["estimate"].flatMap { Double($0) },
        weight: weights.first { $0.fields["node_id"] == child.id }?.fields["nominal"].flatMap { Double($0) })
    }
    if let indicator = found.indicator {
      trace.statistic = indicator.statistic
      trace.estimate =
        try files.rows("data/estimates.csv", wave: manifest.wave)
        .first { $0.fields["unit_id"] == unit && $0.fields["indicator_id"] == node }?.fields ?? [:]
    }
    let leaves = pipeline.framework.indicators(below: node).compactMap(\.indicator)
    let surveys = Set(pipeline.sources.filter { $0.role == .survey }.map(\.name))
    let names = leaves.filter { surveys.contains($0.source) }
      .reduce(into: Set<String>()) { $0.formUnion(pipeline.cleaning.namesBehind($1.statistic)) }
    trace.questions = (pipeline.questionnaire?.questions ?? []).compactMap { question in
      let used = question.variables.filter { names.contains($0) }
      return used.isEmpty ? nil : RunTrace.Question(id: question.id, text: question.text.zh, variables: used)
    }
    let audit = try AuditTables.audit(try files.bytes("audit.csv"), file: "audit.csv")
    trace.edits = audit.filter { entry in
      entry.wave == manifest.wave && names.contains(entry.variable) && place.holds(entry.unitID)
    }.map {
      RunTrace.Edit(
        sequence: $0.sequence, record: $0.record, variable: $0.variable, rule: $0.rule, action: $0.action.rawValue,
        before: $0.before.kind == .present ? $0.before.text : $0.before.kind.name,
        after: $0.after.kind == .present ? $0.after.text : $0.after.kind.name)
    }
    for row in try files.rows("rules.csv", wave: manifest.wave)
    where !names.isEmpty && row.fields["unit_id"] == (place.level == "city" ? "" : unit)
      && row.fields["action"] == "drop"
    {
      guard let rule = row.fields["rule_id"], let records = row.fields["records"].flatMap({ Int($0) }), records > 0
      else {
        continue
      }
      trace.setAside[rule, default: 0] += records
    }
    let wanted = Set(leaves.map(\.source))
    trace.sources = manifest.inputs.filter { $0.wave == manifest.wave && wanted.contains($0.source) }.map {
      RunTrace.Source(path: $0.path, sha256: $0.sha256, rows: $0.rows)
    }
    return trace
  }

  /// The records behind a score: one line each with its file, line, weight and answers, as CSV.
  ///
  /// Sources are read and cleaned again in memory; nothing is written.
  ///
  /// - Parameters: as for ``trace(unit:node:run:)``.
  /// - Returns: CSV of the records kept, in the order of the file; the answers are those after cleaning.
  /// - Throws: kind `content` when the node is made of no survey, and as ``run()``.
  public func tracedRecords(unit: String, node: String) async throws(DiagnosticError) -> [UInt8] {
    let pipeline = try loadPipeline(folder: options.folder, overrides: options.overrides)
    let (place, _) = try traced(unit, node, pipeline)
    let surveys = Set(pipeline.sources.filter { $0.role == .survey }.map(\.name))
    let leaves = pipeline.framework.indicators(below: node).compactMap(\.indicator).filter {
      surveys.contains($0.source)
    }
    guard let source = leaves.first?.source else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "O-031", "\(node) is made of no survey: it has no records",
          advice: "Without --records its sources are shown"))
    }
    let names = leaves.filter { $0.source == source }
      .reduce(into: Set<String>()) { $0.formUnion(pipeline.cleaning.namesBehind($1.statistic)) }
    let cleaned = try await cleanAll(try await ingestAll(pipeline).map(\.dataset), pipeline).results
    guard
      let dataset = cleaned.first(where: { $0.dataset.source == source && $0.dataset.wave == pipeline.wave })?.dataset,
      let units = dataset.table[unitColumnName]
    else { return [] }
    let store = RunStore(root: options.root(of: pipeline.output))
    var weights: [String: String] = [:]
    if let run = store.current {
      for row in try RunTables(folder: store.folder(of: run)).rows("data/weights.csv", wave: pipeline.wave)
      where row.fields["source"] == source {
        if let record = row.fields["record_id"] { weights[record] = row.fields["weight"] }
      }
    }
    let shown = dataset.table.names.filter { names.contains($0) && dataset.codebook[$0]?.isIdentifying != true }
    let columns = shown.compactMap { dataset.table[$0] }
    let ids = dataset.table[recordColumnName]
    let origins = dataset.table.origins
    var csv = CSVWriter()
    csv.row(["record_id", "unit_id", "file", "line", "weight"] + shown)
    for row in 0..<dataset.table.rowCount where place.holds(units.codeText(at: row)) {
      let id = ids?.codeText(at: row) ?? ""
      csv.field(id)
      csv.field(units.codeText(at: row))
      csv.field(origins.line.isEmpty ? "" : origins.files[Int(origins.fileIndex[row])])
      csv.field(origins.line.isEmpty ? "" : String(origins.line[row]))
      csv.field(weights[id] ?? "")
      for column in columns { csv.field(column.isMissing(at: row) ? "" : column.codeText(at: row)) }
      csv.endRow()
    }
    return csv.bytes
  }

  private func traced(
    _ unit: String, _ node: String, _ pipeline: PipelineDefinition
  ) throws(DiagnosticError) -> (unit: AssessedUnit, node: FrameworkNode) {
    var problems: [Diagnostic] = []
    func problem(_ what: String, _ name: String, among names: [String]) {
      let near = nearestName(to: name, among: names).map { "Did you mean \($0)?" }
      problems.append(
        Diagnostic(
          .error, code: "O-030", "there is no \(what) \(name)",
          advice: near ?? "There are: \(names.prefix(40).joined(separator: ", "))"))
    }
    let place = pipeline.units[unit]
    let found = pipeline.framework[node]
    if place == nil { problem("unit", unit, among: pipeline.units.all.map(\.id)) }
    if found == nil { problem("node", node, among: pipeline.framework.nodes.map(\.id)) }
    guard let place, let found else { throw DiagnosticError(.configuration, problems) }
    return (place, found)
  }
}

extension AssessedUnit {
  /// Whether a record of a unit counts for this one.
  fileprivate func holds(_ unit: String) -> Bool {
    level == "city" || unit == id || members.contains(unit)
  }
}

/// Tables of a run's folder, row by row.
private struct RunTables {
  struct Row {
    var line: Int
    var fields: [String: String]
  }

  let folder: String

  func bytes(_ path: String) throws(DiagnosticError) -> [UInt8] {
    try readFile(folder + "/" + path, shownAs: path)
  }

  /// The rows of a wave; none where the run has no such table.
  func rows(_ path: String, wave: Int) throws(DiagnosticError) -> [Row] {
    guard FileSystem.exists(folder + "/" + path) else { return [] }
    let grid = try CSVReader.read(try bytes(path), file: path).grid
    guard grid.rowCount > 0 else { return [] }
    let names = (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) }
    let place = names.firstIndex(of: "wave")
    return (1..<max(1, grid.rowCount)).compactMap { row in
      if let place, grid.text(row, place) != String(wave) { return nil }
      let fields = zip(names, 0..<grid.cellCount(row: row)).map { ($0, grid.text(row, $1)) }
      return Row(line: Int(grid.lines[row]), fields: Dictionary(fields, uniquingKeysWith: { first, _ in first }))
    }
  }
}
