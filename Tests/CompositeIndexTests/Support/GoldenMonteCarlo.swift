import CompositeIndex
import Foundation

/// `mc/`: stored draws replayed, and Sobol' indices of a stored sample.
struct GoldenMonteCarlo {
  static func compare(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    for file in golden.entries("mc") where file.pathExtension == "csv" {
      let name = file.deletingPathExtension().lastPathComponent
      switch name {
      case "ua_replay_draws": try compareReplay(golden, &tally)
      case "sa_estimator_sample": try compareSobol(golden, &tally)
      case "ua_replay_ranks", "ua_replay_rankstats", "ua_replay_scores", "ua_replay_weightsets", "sa_estimator_meta",
        "sa_estimator_result":
        break
      default: tally.doesNotUnderstand("mc/\(name)")
      }
    }
  }

  private static func table(_ golden: GoldenFolder, _ name: String) throws -> ReferenceTable {
    try ReferenceTable(url: golden.root.appendingPathComponent("mc/\(name).csv"))
  }

  /// The draws vary the winsorising, the normalisation, the weights and the aggregation of the worked example.
  private static func compareReplay(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    let draws = try table(golden, "ua_replay_draws")
    let sets = try table(golden, "ua_replay_weightsets")
    let scores = try table(golden, "ua_replay_scores")
    let ranks = try table(golden, "ua_replay_ranks")
    let stats = try table(golden, "ua_replay_rankstats")
    for word in draws.header where !["rep", "winmax", "norm", "weight_set", "f_ag"].contains(word) {
      return tally.doesNotUnderstand("mc/ua_replay_draws: \(word)")
    }
    let repetitions = try draws.texts("rep")
    var methods: [MethodDraw] = [MethodDraw(method: golden.fullMethod())]
    for row in repetitions.indices {
      var method = golden.fullMethod()
      for position in method.preparation.indices {
        if case .treat(var treatment, let individual) = method.preparation[position] {
          treatment.maximumWinsorised = try draws.numbers("winmax")[row].map { Int($0) }
          method.preparation[position] = .treat(treatment, individual: individual)
        }
      }
      switch try draws.texts("norm")[row] {
      // Above 0 throughout, so that geometric means exist.
      case "n_minmax": method.normalisation = .minMax(lower: 1, upper: 100)
      case "n_zscore": method.normalisation = .zScore(mean: 10, standardDeviation: 2)
      case let other: return tally.doesNotUnderstand("mc/ua_replay_draws: \(other)")
      }
      guard let aggregator = GoldenMethod.aggregator(try draws.texts("f_ag")[row]) else {
        return tally.doesNotUnderstand("mc/ua_replay_draws: \(try draws.texts("f_ag")[row])")
      }
      method.aggregation = IndexAggregation([aggregator])
      let weighted = try golden.model(weights: sets, "w" + (try draws.texts("weight_set")[row]))
      methods.append(MethodDraw(method: method, weights: weighted.nodes.map(\.weight)))
    }

    var distribution = RankDistribution(unitCount: golden.data.indicators.units.count)
    var columns: [[Double]] = []
    try replay(methods, data: golden.data, model: golden.model) { number, scores in
      columns.append(scores)
      if number > 0 { distribution.add(scores: scores) }
    }
    let units = Dictionary(
      uniqueKeysWithValues: golden.data.indicators.units.enumerated().map { ($0.element, $0.offset) })
    for (name, reference) in [("scores", scores), ("ranks", ranks)] {
      tally.beginFile()
      for (position, column) in columns.enumerated() {
        let title = position == 0 ? "Nominal" : "r_" + repetitions[position - 1]
        let ranks = competitionRanks(column.map { $0.isNaN ? nil : $0 })
        for (unit, expected) in zip(reference.rows.map { $0[0] }, try reference.numbers(title)) {
          let what = "mc/\(name): \(title) of \(unit)"
          if name == "scores" {
            tally.compare(units[unit].map { column[$0] }, expected, what)
          } else {
            tally.compare(rank: units[unit].flatMap { ranks[$0] }, among: ranks, expected, what)
          }
        }
      }
      if reference.header.count != columns.count + 1 { tally.doesNotUnderstand("mc/\(name): more draws than drawn") }
    }
    tally.beginFile()
    let nominal = competitionRanks(columns[0].map { $0.isNaN ? nil : $0 })
    for name in stats.header.dropFirst() {
      for (unit, expected) in zip(stats.rows.map { $0[0] }, try stats.numbers(name)) {
        guard let row = units[unit] else { continue }
        let what = "mc/rankstats: \(name) of \(unit)"
        switch name {
        case "Nominal": tally.compare(nominal[row].map(Double.init), expected, what)
        case "Mean": tally.compare(distribution.mean(of: row), expected, what)
        case "Median": tally.compare(distribution.quantile(of: row, 0.5), expected, what)
        case _ where name.hasPrefix("Q") && Double(name.dropFirst()) != nil:
          tally.compare(distribution.quantile(of: row, (Double(name.dropFirst()) ?? 0) / 100), expected, what)
        default: tally.doesNotUnderstand(what)
        }
      }
    }
  }

  /// The sample holds the rows of A, those of B, and one block an input with that input from B.
  private static func compareSobol(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    let y = try table(golden, "sa_estimator_sample").numbers("y").map { $0 ?? .nan }
    let meta = try table(golden, "sa_estimator_meta")
    let result = try table(golden, "sa_estimator_result")
    let n = Int(try meta.numbers("N")[0] ?? 0)
    let inputs = Int(try meta.numbers("d")[0] ?? 0)
    guard n > 0, y.count == n * (inputs + 2) else { return tally.doesNotUnderstand("mc/sa_estimator: \(y.count) rows") }
    tally.beginFile()
    let blocks = (0..<inputs + 2).map { Array(y[$0 * n..<($0 + 1) * n]) }
    let found = try sobolIndices(a: blocks[0], b: blocks[1], mixed: Array(blocks[2...]))
    for (position, variable) in try result.texts("Variable").enumerated() {
      tally.compare(found?[position].firstOrder, try result.numbers("Si")[position], "mc/sa Si of \(variable)")
      tally.compare(found?[position].total, try result.numbers("STi")[position], "mc/sa STi of \(variable)")
    }
    let both = blocks[0] + blocks[1]
    let variance = ColumnStatistics(both).standardDeviation.map { $0 * $0 }
    tally.compare(variance, try meta.numbers("varY")[0], "mc/sa variance")
  }
}
