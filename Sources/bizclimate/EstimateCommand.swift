import ArgumentParser
import Diagnostics
import Estimation
import PromptEstimates
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `bizclimate estimate`: design-based estimates from a file of records, without a pipeline.
struct EstimateCommand: AsyncParsableCommand {
  /// How the table is written.
  enum Form: String, EnumerableFlag {
    case text, csv, json
  }

  static let configuration = CommandConfiguration(
    commandName: "estimate", abstract: "Estimate from a file of records, with design-based standard errors.",
    discussion: """
      EXAMPLES
        bizclimate estimate survey.csv --mean turnover
        bizclimate estimate survey.dta --design strata=strata weights=wmedian lonely=average --share "b7a = 1" --by a2
        bizclimate estimate survey.csv --design strata=region+size cluster=village weights=w fpc=villages --ratio tax/sales
        bizclimate estimate survey.xlsx --design weights=w --proportion answer --by region,size --by region --whole --csv

      A variable is a column's name or an expression (docs/expressions.md). See docs/estimates.md.
      """)

  @Argument(help: "The records: CSV, TSV, .xlsx, .sav or .dta.")
  var file: String

  @Option(
    parsing: .upToNextOption,
    help: ArgumentHelp(
      "How the records were drawn: strata=a+b (crossed) cluster=a+b (stages) weights=w fpc=a+b (stages) nested "
        + "lonely=fail|remove|certainty|average|adjust lonely-in-domains.", valueName: "word"))
  var design: [String] = []

  @Option(help: ArgumentHelp("Means of these variables.", valueName: "x,..."))
  var mean: [String] = []

  @Option(help: ArgumentHelp("Totals of these variables.", valueName: "x,..."))
  var total: [String] = []

  @Flag(help: "How many units the records stand for.")
  var count = false

  @Option(help: ArgumentHelp("Total over total.", valueName: "y/x,..."))
  var ratio: [String] = []

  @Option(help: ArgumentHelp("Shares of units for which a condition holds.", valueName: "condition,..."))
  var share: [String] = []

  @Option(help: ArgumentHelp("Shares of the categories of these columns.", valueName: "column,..."))
  var proportion: [String] = []

  @Option(help: ArgumentHelp("Medians of these variables.", valueName: "x,..."))
  var median: [String] = []

  @Option(help: ArgumentHelp("Quantiles of these variables.", valueName: "x,..."))
  var quantile: [String] = []

  @Option(help: ArgumentHelp("With --quantile: which, between 0 and 1.", valueName: "p,..."))
  var probabilities = "0.25,0.5,0.75"

  @Option(help: ArgumentHelp("Domains: the combinations of these columns. May be repeated.", valueName: "column,..."))
  var by: [String] = []

  @Flag(help: "With --by: the whole sample too.")
  var whole = false

  @Option(name: .customLong("where"), help: ArgumentHelp("Only records for which it holds.", valueName: "condition"))
  var condition: String?

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp("Codes that are no answer, in every column, such as -9,-8.", valueName: "code,..."))
  var missing: String?

  @Option(help: "The sheet of a workbook.")
  var sheet: String?

  @Option(help: "The confidence level.")
  var level = 0.95

  @Option(
    help: ArgumentHelp(
      "Of shares: \(ProportionIntervalMethod.allCases.map(\.rawValue).joined(separator: ", ")).", valueName: "word"))
  var interval = ProportionIntervalMethod.logit.rawValue

  @Option(help: ArgumentHelp("How quantiles are read off: hf7, hf4 or math.", valueName: "word"))
  var quantileRule = "hf7"

  @Option(help: ArgumentHelp("Trim weights into these bounds first.", valueName: "low,high"))
  var trim: String?

  @Option(
    help: ArgumentHelp("Rake to this margin: columns, and their count as the last. May be repeated.", valueName: "csv"))
  var rake: [String] = []

  @Option(help: ArgumentHelp("Calibrate to these totals: two columns, expression and total.", valueName: "csv"))
  var calibrate: String?

  @Option(help: ArgumentHelp("With --calibrate: linear, raking or logit.", valueName: "word"))
  var distance = "linear"

  @Option(help: ArgumentHelp("With --calibrate: the least and greatest factor of a weight.", valueName: "low,high"))
  var bounds: String?

  @Flag(help: "How the table is printed.")
  var form = Form.text

  @Option(help: ArgumentHelp("Write the table to a file, as CSV unless --json.", valueName: "file"))
  var output: String?

  @Flag(name: .shortAndLong, help: "Tell what the reader of the file found out.")
  var verbose = false

  @Flag(name: .shortAndLong, help: "Print nothing on success.")
  var quiet = false

  func validate() throws { _ = try request() }

  func run() async throws {
    let console = Console(isQuiet: quiet, isVerbose: verbose)
    let request = try request()
    try await reporting(console) {
      let table = try PromptEstimates(file, request)
      if verbose { for note in table.notes { console.complain("bizclimate: \(note)") } }
      for warning in table.warnings { console.complain("bizclimate: warning: \(warning)") }
      if let output {
        try write(form == .json ? Array((table.json + "\n").utf8) : table.csv, to: output)
        return
      }
      switch form {
      case .text: for line in table.text { console.say(line) }
      case .csv: console.say(bytes: table.csv)
      case .json: console.say(table.json)
      }
    }
  }

  private func write(_ bytes: [UInt8], to path: String) throws {
    do {
      try Data(bytes).write(to: URL(filePath: path), options: .atomic)
    } catch {
      throw DiagnosticError(
        .cannotCreate,
        Diagnostic(
          .error, code: "P-190", at: SourceLocation(file: path), "cannot be written",
          advice: "Choose a file in a folder that exists and that you may write to"))
    }
  }
}

extension EstimateCommand {
  /// What the options ask for; every option that is not understood is told at once.
  private func request() throws -> EstimateRequest {
    var problems: [String] = []
    var request = EstimateRequest()
    request.design = RequestedDesign(words: design, problems: &problems)
    request.statistics = statistics(&problems)
    request.domains = by.map { listParts($0) }
    for names in by where listParts(names).contains("") {
      problems.append("--by \(names): expected names of columns separated by commas")
    }
    request.includesWhole = whole
    request.condition = condition
    request.missing = missing.map { listParts($0) } ?? []
    request.sheet = sheet
    request.level = level
    if !(level > 0 && level < 1) { problems.append("--level \(level): expected a share between 0 and 1") }
    if let method = ProportionIntervalMethod(rawValue: interval) {
      request.interval = method
    } else {
      let words = ProportionIntervalMethod.allCases.map(\.rawValue).joined(separator: ", ")
      problems.append("--interval \(interval): expected \(words)")
    }
    let rules: [String: QuantileRule] = ["hf7": .hf7, "hf4": .hf4, "math": .math]
    if let rule = rules[quantileRule] {
      request.quantileRule = rule
    } else {
      problems.append("--quantile-rule \(quantileRule): expected hf7, hf4, math")
    }
    adjustment(&request.adjustment, &problems)
    if !problems.isEmpty { throw ValidationError(problems.joined(separator: "\n")) }
    return request
  }

  private func statistics(_ problems: inout [String]) -> [RequestedStatistic] {
    var statistics: [RequestedStatistic] = []
    func add(_ kind: RequestedStatistic.Kind, _ lists: [String], _ probabilities: [Double?] = [nil]) {
      for text in lists.flatMap({ listParts($0) }) {
        if text.isEmpty { problems.append("--\(kind.rawValue): a variable is missing between two commas") }
        for probability in probabilities {
          statistics.append(RequestedStatistic(kind, text, probability: probability))
        }
      }
    }
    add(.mean, mean)
    add(.total, total)
    if count { statistics.append(RequestedStatistic(.count, "")) }
    add(.ratio, ratio)
    add(.share, share)
    add(.proportion, proportion)
    add(.quantile, median, [0.5])
    let wanted = numbers(probabilities)
    if wanted.isEmpty || !wanted.allSatisfy({ $0 > 0 && $0 < 1 }) {
      problems.append("--probabilities \(probabilities): expected numbers between 0 and 1 separated by commas")
    }
    add(.quantile, quantile, wanted)
    if statistics.isEmpty {
      problems.append(
        "nothing is asked for: expected --mean, --total, --count, --ratio, --share, --proportion, --median or --quantile"
      )
    }
    return statistics
  }

  /// Numbers separated by commas; empty when one of them is none.
  private func numbers(_ text: String) -> [Double] {
    let parts = listParts(text).map { parseDouble($0) }
    let numbers = parts.compactMap { $0 }.filter(\.isFinite)
    return numbers.count == parts.count ? numbers : []
  }

  private func adjustment(_ adjustment: inout RequestedAdjustment, _ problems: inout [String]) {
    func range(_ option: String, _ text: String?) -> ClosedRange<Double>? {
      guard let text else { return nil }
      let ends = numbers(text)
      if ends.count == 2, ends[0] >= 0, ends[0] < ends[1] { return ends[0]...ends[1] }
      problems.append("--\(option) \(text): expected two numbers of 0 or more, the smaller first")
      return nil
    }
    adjustment.trimming = range("trim", trim)
    adjustment.margins = rake
    adjustment.totals = calibrate
    let bounds = range("bounds", bounds)
    if let bounds, !(bounds.lowerBound < 1 && bounds.upperBound > 1) {
      problems.append("--bounds: expected the smaller below 1 and the greater above")
    }
    switch (distance, bounds) {
    case ("linear", nil): adjustment.distance = .linear
    case ("linear", let bounds?):
      adjustment.distance = .truncatedLinear(lower: bounds.lowerBound, upper: bounds.upperBound)
    case ("raking", nil): adjustment.distance = .raking
    case ("logit", let bounds?): adjustment.distance = .logit(lower: bounds.lowerBound, upper: bounds.upperBound)
    case ("raking", _?): problems.append("--distance raking takes no --bounds; logit does")
    case ("logit", nil): problems.append("--distance logit needs --bounds")
    default: problems.append("--distance \(distance): expected linear, raking, logit")
    }
    if calibrate == nil, distance != "linear" || bounds != nil {
      problems.append("--distance and --bounds go with --calibrate")
    }
    if calibrate != nil, !rake.isEmpty {
      problems.append("--rake and --calibrate do not go together: put the margins among the totals")
    }
  }
}
