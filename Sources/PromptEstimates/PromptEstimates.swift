public import Diagnostics
internal import Estimation
internal import Ingest
internal import SurveyModel
internal import Tables

/// One estimate of one domain.
public struct PromptEstimate: Sendable, Hashable {
  /// The code of each domain column; nil for a column that is no part of this crossing.
  public var domain: [String?]
  public var statistic: RequestedStatistic.Kind
  /// What was asked for, as it was written.
  public var text: String
  /// Of a proportion the category, of a quantile its probability; else nil.
  public var part: String?
  /// nil where nothing can be estimated.
  public var value: Double?
  /// nil without degrees of freedom.
  public var standardError: Double?
  public var ciLow: Double?
  public var ciHigh: Double?
  /// First-stage units less strata, of those that the domain meets.
  public var df: Int
  /// Against a simple random sample of the same size.
  public var designEffect: Double?
  /// Records with a usable value.
  public var n: Int
}

/// A table of design-based estimates from a file of records, without a pipeline.
public struct PromptEstimates: Sendable {
  /// The columns that make domains, in the order asked for.
  public let domainColumns: [String]
  /// Domain by domain, in each the statistics in the order asked for.
  public let estimates: [PromptEstimate]
  /// The confidence level of the intervals.
  public let level: Double
  /// What the analyst should know: records without a domain.
  public let warnings: [String]
  /// What the reader of the file found out.
  public let notes: [String]
  /// The labels of codes that the file has, by column.
  let labels: [String: [String: String]]

  /// Reads the file and estimates.
  ///
  /// Records that lack the value of a statistic are left out of it, as if they were of another domain. The design is that
  /// of all records.
  ///
  /// - Parameters:
  ///   - path: the file: CSV, TSV, `.xlsx`, `.sav`, `.dta`.
  ///   - request: what is wanted.
  /// - Throws: kind `missingInput` when there is no such file, `configuration` with every column and expression that does
  ///   not fit it, `content` with every record and stratum that cannot be used.
  public init(_ path: String, _ request: EstimateRequest) throws(DiagnosticError) {
    var data = PromptData(
      try readDataFile(path: path, shownAs: path, sheet: request.sheet, missing: request.missing))
    let sample = data.sample(request)
    let condition = request.condition.flatMap { data.condition($0, for: "--where") }
    var items: [PromptItem] = []
    for statistic in request.statistics { items += data.items(statistic) }
    var columns: [String] = []
    for name in request.domains.joined() where !columns.contains(name) { columns.append(name) }
    var domains: [PromptDomain] = []
    var warnings: [String] = []
    let counts = (0..<data.table.rowCount).map { row in
      condition.map { $0.isPresent[row] && $0.values[row] == 1 } ?? true
    }
    for crossing in request.domains {
      guard let classes = data.classes(crossing, for: "--by", isComplete: false) else { continue }
      let (own, left) = PromptDomain.all(classes, crossing: crossing, columns: columns, counts: counts)
      domains += own
      if left > 0 {
        warnings.append(
          "\(data.file.file): \(left) records without \(crossing.joined(separator: " or ")) are in no domain")
      }
    }
    try data.finish()
    guard let sample else {
      throw DiagnosticError(
        .internalError, Diagnostic(.error, code: "P-199", "the design was refused without a reason"))
    }
    if request.domains.isEmpty || request.includesWhole {
      let all = counts.indices.filter { counts[$0] }
      domains.append(PromptDomain(codes: columns.map { _ in nil }, records: all))
    }
    let evaluator = PromptEvaluator(sample: sample, request: request)
    let (finalItems, finalDomains) = (items, domains)
    let results = parallelMap(count: items.count * domains.count, threads: availableCores()) { task in
      evaluator.estimate(finalItems[task % finalItems.count], domain: finalDomains[task / finalItems.count])
    }
    var problems: [Diagnostic] = []
    var estimates: [PromptEstimate] = []
    for result in results {
      switch result {
      case .success(let estimate): estimates.append(estimate)
      case .failure(let error):
        for problem in error.diagnostics.map({ data.placed($0) }) where !problems.contains(problem) {
          problems.append(problem)
        }
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    domainColumns = columns
    self.estimates = estimates
    level = request.level
    self.warnings = warnings
    notes = data.file.notes
    var labels: [String: [String: String]] = [:]
    for name in columns + request.statistics.filter({ $0.kind == .proportion }).map(\.text) {
      for option in data.file.codebook[name]?.options ?? [] {
        labels[name, default: [:]][option.code] = option.label.en
      }
    }
    self.labels = labels
  }
}

/// The records of one domain.
struct PromptDomain: Sendable {
  /// One a domain column of the request; nil for those of other crossings.
  var codes: [String?]
  var records: [Int]

  /// The domains of a crossing, in order, and how many records that count are in none.
  static func all(
    _ classes: ClassColumn, crossing: [String], columns: [String], counts: [Bool]
  ) -> (domains: [PromptDomain], left: Int) {
    var records = [[Int]](repeating: [], count: classes.labels.count)
    var left = 0
    for (row, code) in classes.codes.enumerated() where counts[row] {
      if code < 0 { left += 1 } else { records[Int(code)].append(row) }
    }
    let domains = classes.ordered.filter { !records[$0].isEmpty }.map { code in
      let labels = classes.labels[code]
      return PromptDomain(
        codes: columns.map { column in crossing.firstIndex(of: column).map { labels[$0] } }, records: records[code])
    }
    return (domains, left)
  }
}
