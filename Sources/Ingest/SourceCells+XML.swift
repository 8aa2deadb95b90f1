import Diagnostics
import SurveyModel
import Tables

extension SourceCells {
  /// Reads one XML document, or the submissions of many.
  ///
  /// Records go to `batches` where there are such, and only the rest of them into the grid.
  mutating func readXML(
    _ inputs: [XMLInput], _ source: SourceDefinition, limits: IngestLimits, batches: RecordBatches?
  ) throws(DiagnosticError) {
    guard let first = inputs.first else { return }
    let wanted = Set(source.columns.map { $0.header ?? $0.name } + [source.unitColumn].compactMap { $0 })
    let records = source.recordPath.flatMap { RecordPath($0) }
    if source.recordPath != nil, records == nil { throw recordPathWanted(nil) }
    let kind = try XMLDocumentKind(try first.stream(limits), byID: records == nil)
    switch kind {
    case .other(let root):
      guard inputs.count == 1 || records != nil else { return try readSubmissions(inputs, "", wanted, limits) }
      guard let records else { throw recordPathWanted(root) }
      try readRecords(inputs, records, wanted, limits, batches)
    case .submissions(let steps):
      let inner = records.map { $0.steps.dropFirst(steps.count).joined(separator: "/") } ?? ""
      try readSubmissions(inputs, inner, wanted, limits)
    case .encrypted, .form: try readSubmissions(inputs, "", wanted, limits)
    case .statisticalMessage where records == nil:
      guard inputs.count == 1 else {
        throw problem(
          "I-220", "\(inputs.count) files of SDMX messages, which are read one by one",
          advice: "List them under path:, as in [\(inputs[0].file), \(inputs[1].file)]")
      }
      try readStatisticalMessage(first, limits)
    case .statisticalMessage:
      guard let records else { return }
      try readRecords(inputs, records, wanted, limits, batches)
    }
  }

  func recordPathWanted(_ root: String?) -> DiagnosticError {
    DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "I-003", at: SourceLocation(file: file),
        format == .xml
          ? "an XML source needs the path of its record element, such as /ledger/case"
            + (root.map { ": \($0) is no submission of a form" } ?? "")
          : "record: must be the path of what repeats in a submission, such as /data/children",
        advice: "Set record: in pipeline.yaml"))
  }

  private mutating func readRecords(
    _ inputs: [XMLInput], _ path: RecordPath, _ wanted: Set<String>, _ limits: IngestLimits, _ batches: RecordBatches?
  ) throws(DiagnosticError) {
    documents = RowDocuments(names: inputs.map(\.file))
    batches?.file = self
    let reading = try readXMLRecords(inputs, path: path, wanted: wanted, limits: limits, sink: batches)
    grid = reading.grid
    documents?.indices = reading.documents
    recordColumns = reading.columns
    notes.append("\(file): XML, \(reading.rowCount) records \(path.text) of \(reading.columns.count) fields")
    notes += reading.notes.map { "\(file): \($0)" }
  }

  private mutating func readStatisticalMessage(_ input: XMLInput, _ limits: IngestLimits) throws(DiagnosticError) {
    let table = try readSDMX(input, limits: limits)
    grid = table.grid
    recordColumns = table.columns
    notes.append(
      "\(file): SDMX message, \(grid.rowCount) observations of \(table.columns.count) components, "
        + "\(table.missing) values given as missing")
  }

  /// A delimited file of SDMX becomes a table of its components.
  mutating func takeSDMX() {
    guard let table = SDMXDelimited(grid) else { return }
    grid = table.grid
    recordColumns = table.columns
    notes.append(
      "\(file): SDMX-CSV, \(grid.rowCount) observations of \(table.columns.count) components, "
        + "\(table.missing) values given as missing")
  }

  private mutating func readSubmissions(
    _ inputs: [XMLInput], _ path: String, _ wanted: Set<String>, _ limits: IngestLimits
  ) throws(DiagnosticError) {
    let submissions = try Submissions(
      inputs, repeats: path.isEmpty ? [] : [path], maxUnreadable: maxUnreadable, limits: limits)
    guard let reading = submissions.reading(path, wanted: wanted) else {
      let known = submissions.paths.dropFirst().map { "/data/\($0)" }
      throw problem(
        "I-211", "there is no element \(path) in the submissions",
        advice: known.isEmpty ? "Nothing repeats; leave out record:" : "What repeats: \(known.joined(separator: ", "))")
    }
    grid = reading.grid
    documents = RowDocuments(names: inputs.map(\.file), indices: reading.documents)
    recordColumns = reading.columns
    setAside = path.isEmpty ? submissions.setAside : []
    notes.append(
      "\(file): \(submissions.count) submissions in \(inputs.count) files, \(submissions.setAside.count) set aside; "
        + "\(grid.rowCount) rows of \(reading.columns.count) fields")
    notes += submissions.notes.map { "\(file): \($0)" }
  }
}
