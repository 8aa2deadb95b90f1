import CompositeIndex
import Foundation

/// `mcdm/`: methods of multi-criteria decisions on the pillars and on toy matrices. Columns and keys name the method.
struct GoldenDecisions {
  /// Units by criteria.
  let data: IndicatorMatrix
  /// The normalised indicators of the worked example, on which sets of weights are combined.
  let indicators: IndicatorMatrix

  static func compare(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    let files = golden.entries("mcdm")
    guard let input = files.first(where: { $0.lastPathComponent == "pillars_input.csv" }) else { return }
    let table = try ReferenceTable(url: input)
    let columns = Array(table.header.dropFirst())
    let full = try golden.model.build(golden.data, method: golden.fullMethod())
    let pillars = GoldenDecisions(
      data: try IndicatorMatrix(
        units: table.rows.map { $0[0] }, columns: columns,
        values: columns.flatMap { try table.numbers($0).map { $0 ?? .nan } }),
      indicators: full.normalised)
    for file in files {
      let name = file.deletingPathExtension().lastPathComponent
      switch (name, file.pathExtension) {
      case ("conventions", _): tally.skipDescription()
      case ("pillars_input", "csv"): break
      case (_, "csv"): try pillars.compare(ReferenceTable(url: file), name, &tally)
      case (_, "json"): try pillars.compare(JSONValue(url: file), name, &tally)
      default: tally.doesNotUnderstand("mcdm/\(file.lastPathComponent)")
      }
    }
  }

  private func compare(_ table: ReferenceTable, _ name: String, _ tally: inout GoldenTally) throws {
    tally.beginFile()
    // `topsis_pillars_entropy`: the method and the weights.
    let words = name.split(separator: "_").map(String.init)
    let keys = table.header[0] == "iCode" ? data.columns : data.units
    let rows = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($0.element, $0.offset) })
    for column in table.header.dropFirst() {
      guard let found = try values(column, method: words[0], weights: words.last ?? "") else {
        tally.doesNotUnderstand("mcdm/\(name): \(column)")
        continue
      }
      for (key, expected) in zip(table.rows.map { $0[0] }, try table.numbers(column)) {
        tally.compare(rows[key].flatMap { found[$0] }, expected, "mcdm/\(name): \(column) of \(key)")
      }
    }
  }

  /// One value a unit or a criterion; nil for a name that is not known.
  func values(_ column: String, method: String, weights: String) throws -> [Double?]? {
    let words = column.split(separator: "_").map(String.init)
    if words.last == "rank" {
      let main = words.count > 1 ? words.dropLast().joined(separator: "_") : method == "topsis" ? "C" : method
      guard let scores = try values(main, method: method, weights: weights) else { return nil }
      return competitionRanks(scores.map { $0.map { main.hasPrefix("wroclaw") ? -$0 : $0 } }).map {
        $0.map(Double.init)
      }
    }
    let own = try weightSet(words.last ?? "") ?? weightSet(weights) ?? equalWeights(data.columns.count)
    switch words[0] {
    case "entropy": return try column == "entropy_e" ? entropyWeights(data).entropies : entropyWeights(data).weights
    case "cv": return try variationWeights(data)
    case "critic": return try column == "critic_C" ? criticWeights(data).information : criticWeights(data).weights
    case "equal": return equalWeights(data.columns.count)
    case "dplus", "dminus", "C":
      return try topsisDistances(data, weights: own).map { distance in
        words[0] == "C" ? distance?.closeness : words[0] == "dplus" ? distance?.toBest : distance?.toWorst
      }
    case "topsis" where words.count > 1:
      return try values(words.dropFirst().joined(separator: "_"), method: "topsis", weights: weights)
    case "grey": return try greyRelationalGrades(data, weights: own, distinguishing: parameter("rho", words) ?? 0.5)
    case "copeland": return copelandScores(data, weights: own).map { $0.map(Double.init) }
    case "bod":
      guard words.count > 1 else { return try benefitOfTheDoubt(data).map { $0?.score } }
      guard words.count == 3, words[1].hasPrefix("share"), let low = Double(words[1].dropFirst(5)),
        let high = Double(words[2])
      else { return nil }
      return try benefitOfTheDoubt(data, pieShares: low / 100...high / 100).map { $0?.score }
    case "mpi":
      // mpi_minus_z_n1_row_n
      guard words.count == 6, let penalty = MazziottaPareto.Penalty(rawValue: words[1]) else { return nil }
      return try MazziottaPareto(
        penalty: penalty, columns: words[3] == "n1" ? .sample : .population,
        rows: words[5] == "n1" ? .sample : .population
      ).scores(data)
    case "ampi":
      guard words.count > 1, let penalty = MazziottaPareto.Penalty(rawValue: words[1]) else { return nil }
      return try adjustedMazziottaParetoScores(data, penalty: penalty)
    case "wroclaw": return try wroclawDistances(data)
    case "mean" where words.count > 1 && words[1] == "min":
      return try meanMinScores(
        data, strength: parameter("a", words.dropFirst(2)) ?? 0.5, smoothing: parameter("b", words.dropFirst(2)) ?? 1)
    default: return nil
    }
  }

  /// `rho05` is 0.5, `a0.5` is 0.5.
  private func parameter(_ name: String, _ words: some Sequence<String>) -> Double? {
    for word in words where word.hasPrefix(name) {
      let digits = word.dropFirst(name.count)
      if let number = Double(digits) {
        return digits.hasPrefix("0") && !digits.contains(".") && digits.count > 1 ? number / 10 : number
      }
    }
    return nil
  }

  private func weightSet(_ name: String) throws -> [Double]? {
    switch name {
    case "entropy": try entropyWeights(data).weights
    case "cv": try variationWeights(data)
    case "critic": try criticWeights(data).weights
    case "equal": equalWeights(data.columns.count)
    default: nil
    }
  }

  private func compare(_ file: JSONValue, _ name: String, _ tally: inout GoldenTally) throws {
    tally.beginFile()
    for (key, value) in file.members {
      let path = "mcdm/\(name): \(key)"
      if key == "ahp" {
        for (example, members) in value.members { try comparePriorities(members, "\(path) \(example)", &tally) }
      } else if key == "RI_saaty" {
        for (order, expected) in value.members {
          let index = PairwiseJudgements.randomIndex
          let position = (Int(order) ?? 0) - 1
          tally.compare(index.indices.contains(position) ? index[position] : nil, expected.double, "\(path) \(order)")
        }
      } else if key.hasPrefix("game_") {
        let names = key.split(separator: "_").dropFirst().map(String.init)
        let combinedData = names.contains("pillars") ? data : indicators
        let basis = GoldenDecisions(data: combinedData, indicators: indicators)
        var sets: [[Double]] = []
        for name in names where name != "pillars" {
          if let set = try basis.weightSet(name) {
            sets.append(set)
          } else {
            tally.doesNotUnderstand("\(path): \(name)")
          }
        }
        let combined = try gameTheoryCombination(sets)
        for (part, expected) in value.members {
          let found: [Double]
          switch part {
          case "alpha_raw": found = combined.coefficients
          case "alpha_norm": found = combined.shares
          case "weights", "w": found = combined.weights
          default:
            tally.doesNotUnderstand("\(path) \(part)")
            continue
          }
          compare(found, expected.doubles, "\(path) \(part)", &tally)
        }
      } else if let rows = value["X"]?.rows, let width = rows.first?.count {
        let toy = GoldenDecisions(
          data: try IndicatorMatrix(
            units: rows.indices.map { "unit \($0 + 1)" }, columns: (0..<width).map { "column \($0 + 1)" },
            values: (0..<width).flatMap { column in rows.map { $0[column] } }),
          indicators: indicators)
        for (part, expected) in value.members where part != "X" {
          if let found = try toy.values(part, method: "", weights: "entropy") {
            compare(found, expected.doubles, "\(path) \(part)", &tally)
          } else {
            tally.doesNotUnderstand("\(path) \(part)")
          }
        }
      } else {
        tally.doesNotUnderstand(path)
      }
    }
  }

  private func compare(_ found: [Double?], _ expected: [Double], _ what: String, _ tally: inout GoldenTally) {
    if found.count != expected.count { tally.fails("\(what): \(found.count) values, expected \(expected.count)") }
    for (position, pair) in zip(found, expected).enumerated() {
      tally.compare(pair.0, pair.1, "\(what) \(position + 1)")
    }
  }

  private func comparePriorities(_ example: JSONValue, _ path: String, _ tally: inout GoldenTally) throws {
    let rows = example["matrix"]?.rows ?? []
    let judgements = try PairwiseJudgements(names: rows.indices.map { "criterion \($0 + 1)" }, rows: rows)
    let methods: [String: PriorityMethod] = [
      "eigen": .eigenvector, "geomean": .rowGeometricMean, "colmean": .normalisedColumnMean,
    ]
    for (key, expected) in example.members where key != "matrix" {
      let words = key.split(separator: "_").map(String.init)
      let found = judgements.priorities(words.count > 1 ? methods[words[1]] ?? .eigenvector : .eigenvector)
      let what = "\(path) \(key)"
      switch words[0] {
      case "n": tally.compare(Double(judgements.order), expected.double, what)
      case "weights": compare(found.weights, expected.doubles, what, &tally)
      case "lambda": tally.compare(found.largestEigenvalue, expected.double, what)
      case "CI": tally.compare(found.consistencyIndex, expected.double, what)
      case "CR": tally.compare(found.consistencyRatio, expected.double, what)
      case "RI": tally.compare(PairwiseJudgements.randomIndex[judgements.order - 1], expected.double, what)
      default: tally.doesNotUnderstand(what)
      }
    }
  }
}
