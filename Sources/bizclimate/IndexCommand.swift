import ArgumentParser
import CompositeIndex
import Diagnostics
import IndexTables
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `bizclimate index`: a composite index from two plain tables, without a pipeline.
struct IndexCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "index", abstract: "Build a composite index from two plain tables (iData and iMeta of COINr).",
    discussion: """
      EXAMPLES
        bizclimate index iData.csv iMeta.csv
        bizclimate index iData.csv iMeta.csv --normalise minmax --range 1,100 --aggregate arithmetic,geometric,harmonic
        bizclimate index iData.csv iMeta.csv --denominate --impute mean:Region --screen 0.9 --treat 5 --output build/index

      The order is: denominate, impute, screen, treat, normalise, weigh, aggregate. See docs/composite-index.md.
      """)

  @Argument(help: "The data: uCode, perhaps uName, groups, denominators and one column an indicator.")
  var data: String

  @Argument(help: "The metadata: iCode, Type, Level, Parent, Weight, Direction, perhaps iName, Target, goalposts.")
  var metadata: String

  @Option(help: ArgumentHelp("How: \(IndexChoices.normalisations.joined(separator: ", ")).", valueName: "word"))
  var normalise = "minmax"

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "Ends of minmax and scaled, mean and sd of zscore, base and span of efficacy, cap of achievement.",
      valueName: "a,b"))
  var range: String?

  @Option(
    help: ArgumentHelp(
      "One for all levels, or one a step upwards: \(IndexChoices.aggregators.joined(separator: ", ")).",
      valueName: "word,..."))
  var aggregate = "arithmetic"

  @Option(
    help: ArgumentHelp(
      "The least share of a group's children that must have a score; one for all levels, or one a step upwards.",
      valueName: "share,..."))
  var thresholds: String?

  @Option(
    help: ArgumentHelp(
      "\(WeightScheme.allCases.map(\.rawValue).joined(separator: ", ")); by default declared.", valueName: "word"))
  var weights: String = WeightScheme.declared.rawValue

  @Option(
    help: ArgumentHelp("Winsorise columns with outliers, up to so many points; then transform.", valueName: "points"))
  var treat: Int?

  @Option(
    help: ArgumentHelp(
      "With --treat, for columns that still have outliers: \(IndexChoices.transformations.joined(separator: ", ")).",
      valueName: "word"))
  var transform: String?

  @Option(help: ArgumentHelp("\(IndexChoices.imputations.joined(separator: ", ")).", valueName: "word"))
  var impute: String?

  @Option(help: ArgumentHelp("Leave out units with a smaller share of the indicators.", valueName: "share"))
  var screen: Double?

  @Flag(help: "Divide each indicator by its Denominator.")
  var denominate = false

  @Option(
    help: ArgumentHelp("Write scores, ranks, weights, contributions and treated values as CSV.", valueName: "dir"))
  var output: String?

  @Flag(name: .shortAndLong, help: "Print nothing on success.")
  var quiet = false

  func validate() throws { _ = try choices() }

  func run() async throws {
    let console = Console(isQuiet: quiet, isVerbose: false)
    let choices = try choices()
    try await reporting(console) {
      let tables = try IndexTables(data: data, metadata: metadata, choices: choices)
      for warning in tables.warnings { console.complain("bizclimate: \(warning)") }
      let index = try tables.build(choices)
      if !index.result.excluded.isEmpty {
        console.complain(
          "bizclimate: warning: left out for too few data: " + index.result.excluded.joined(separator: ", "))
      }
      if let output {
        if !index.hasContributions {
          console.complain("bizclimate: warning: contributions.csv has no rows, as not every group is a mean")
        }
        try write(try index.files(), to: output)
      }
      for line in table(index) { console.say(line) }
    }
  }

  /// Rank, unit and score, the best first.
  private func table(_ index: TableIndex) -> [String] {
    let ranking = index.ranking
    let names = index.hasUnitNames
    func width(_ texts: [String]) -> Int { 2 + (texts.map(terminalWidth).max() ?? 0) }
    let codeWidth = width(["unit"] + ranking.map(\.unit))
    let nameWidth = width(["name"] + ranking.map(\.name))
    func line(_ rank: String, _ unit: String, _ name: String, _ score: String) -> String {
      rank.padded(to: 6) + unit.padded(to: codeWidth) + (names ? name.padded(to: nameWidth) : "")
        + String(repeating: " ", count: max(0, 12 - score.count)) + score
    }
    return [line("rank", "unit", "name", "score")]
      + ranking.map { unit in
        line(
          unit.rank.map { "\($0)" } ?? "-", unit.unit, unit.name,
          unit.score.map { formatFixed($0, decimals: 4) } ?? "-")
      }
  }

  private func write(_ files: [IndexFile], to folder: String) throws {
    do {
      try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in files { try Data(file.bytes).write(to: URL(filePath: "\(folder)/\(file.name)"), options: .atomic) }
    } catch {
      throw DiagnosticError(
        .cannotCreate,
        Diagnostic(
          .error, code: "X-953", at: SourceLocation(file: folder), "cannot be written",
          advice: "Choose a folder that you may write to"))
    }
  }
}

extension IndexCommand {
  /// What the options ask for; every option that is not understood is told at once.
  private func choices() throws -> IndexChoices {
    var problems: [String] = []
    var choices = IndexChoices()
    func refuse(_ option: String, _ value: String, _ words: [String]) {
      let near = nearestName(to: value, among: words).map { "; did you mean \($0)?" } ?? ""
      problems.append("--\(option) \(value): expected \(words.joined(separator: ", "))\(near)")
    }
    func numbers(_ option: String, _ text: String?) -> [Double]? {
      guard let text else { return nil }
      let parts = text.split(separator: ",", omittingEmptySubsequences: false).map { parseDouble(String($0)) }
      let numbers = parts.compactMap { $0 }.filter(\.isFinite)
      if numbers.count < parts.count { problems.append("--\(option) \(text): expected numbers separated by commas") }
      return numbers.count < parts.count ? nil : numbers
    }
    let faults = problems.count
    let ends = numbers("range", range)
    if problems.count == faults {
      if let normalisation = IndexChoices.normalisation(normalise, range: ends) {
        choices.normalisation = normalisation
      } else if IndexChoices.normalisations.contains(normalise) {
        problems.append("--range \(range ?? "") does not fit --normalise \(normalise)")
      } else {
        refuse("normalise", normalise, IndexChoices.normalisations)
      }
    }
    var aggregators: [Aggregator] = []
    for word in aggregate.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      if let aggregator = IndexChoices.aggregator(word) {
        aggregators.append(aggregator)
      } else {
        refuse("aggregate", word, IndexChoices.aggregators)
      }
    }
    let shares = numbers("thresholds", thresholds) ?? []
    if !shares.allSatisfy({ (0...1).contains($0) }) {
      problems.append("--thresholds \(thresholds ?? ""): expected shares from 0 to 1")
    }
    choices.aggregation = IndexAggregation(aggregators, availability: shares)
    if let scheme = WeightScheme(rawValue: weights) {
      choices.weights = scheme
    } else {
      refuse("weights", weights, WeightScheme.allCases.map(\.rawValue))
    }
    if let impute {
      choices.imputation = IndexChoices.imputation(impute)
      if choices.imputation == nil { refuse("impute", impute, IndexChoices.imputations) }
    }
    if let screen, !(0...1).contains(screen) { problems.append("--screen \(screen): expected a share from 0 to 1") }
    choices.screening = screen
    choices.isDenominated = denominate
    treatment(&choices, &problems)
    if !problems.isEmpty { throw ValidationError(problems.joined(separator: "\n")) }
    return choices
  }

  private func treatment(_ choices: inout IndexChoices, _ problems: inout [String]) {
    if let treat {
      if treat < 0 { problems.append("--treat \(treat): expected 0 points or more") }
      choices.treatment = OutlierTreatment(maximumWinsorised: treat)
    }
    guard let transform else { return }
    if treat == nil { problems.append("--transform goes with --treat") }
    if let transformation = IndexChoices.transformation(transform) {
      choices.treatment?.transformation = transformation
    } else {
      problems.append(
        "--transform \(transform): expected " + IndexChoices.transformations.joined(separator: ", "))
    }
  }
}
