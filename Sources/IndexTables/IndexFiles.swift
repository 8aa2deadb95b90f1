internal import CompositeIndex
public import Diagnostics
internal import Tables

/// A file to be written.
public struct IndexFile: Sendable {
  public let name: String
  public let bytes: [UInt8]
}

extension TableIndex {
  /// Whether every group is a mean of its children, so that scores can be told apart into contributions.
  public var hasContributions: Bool {
    aggregation.aggregators.allSatisfy { if case .mean = $0 { true } else { false } }
  }

  /// The index as tables with lossless numbers: `scores.csv`, `ranks.csv`, `weights.csv`, `contributions.csv` (no rows where
  /// there are no contributions), `treatment.csv`.
  ///
  /// - Returns: the files, in that order.
  /// - Throws: when a contribution is not defined.
  public func files() throws(DiagnosticError) -> [IndexFile] {
    [
      IndexFile(name: "scores.csv", bytes: scoreTable),
      IndexFile(name: "ranks.csv", bytes: rankTable),
      IndexFile(name: "weights.csv", bytes: try weightTable()),
      IndexFile(name: "contributions.csv", bytes: try contributionTable()),
      IndexFile(name: "treatment.csv", bytes: treatmentTable),
    ]
  }

  private func header(_ csv: inout CSVWriter, _ columns: [String]) {
    csv.row((hasUnitNames ? ["uCode", "uName"] : ["uCode"]) + columns)
  }

  private func unit(_ csv: inout CSVWriter, _ unit: Int) {
    csv.field(scores.units[unit])
    if hasUnitNames { csv.field(unitNames[unit]) }
  }

  /// Unit by node.
  private var scoreTable: [UInt8] {
    var csv = CSVWriter()
    header(&csv, scores.columns)
    for position in scores.units.indices {
      unit(&csv, position)
      for column in scores.columns.indices { csv.field(scores[position, column]) }
      csv.endRow()
    }
    return csv.bytes
  }

  /// Unit by node; 1 is the highest score, ties share the smallest rank.
  private var rankTable: [UInt8] {
    let ranks = scores.columns.indices.map { column in
      competitionRanks(scores.column(column).map { $0.isNaN ? nil : $0 })
    }
    var csv = CSVWriter()
    header(&csv, scores.columns)
    for position in scores.units.indices {
      unit(&csv, position)
      for column in ranks { csv.field(column[position]) }
      csv.endRow()
    }
    return csv.bytes
  }

  /// Node by kind of weight.
  private func weightTable() throws(DiagnosticError) -> [UInt8] {
    var influences: [String: ColumnInfluence] = [:]
    for group in model.groups {
      let children = try scores.selecting(model.children[group].map { model.nodes[$0].code })
      let own = scores.column(named: model.nodes[group].code) ?? []
      for influence in try columnInfluences(children, on: own) { influences[influence.column] = influence }
    }
    let inIndex = model.weightsInIndex
    var csv = CSVWriter()
    csv.row([
      "iCode", "Level", "Parent", "Weight", "nominal", "in_index", "correlation", "correlation_ratio", "effective",
    ])
    for node in model.indicators + model.groups {
      let code = model.nodes[node].code
      let above = model.parents[node]
      csv.field(code)
      csv.field(model.levels[node])
      csv.field(model.nodes[node].parent)
      csv.field(model.nodes[node].weight)
      let siblings = above.map { model.children[$0].reduce(0) { $0 + model.nodes[$1].weight } } ?? 0
      csv.field(siblings > 0 ? model.nodes[node].weight / siblings : above == nil ? 1 : nil)
      csv.field(inIndex[node])
      csv.field(influences[code]?.correlation)
      csv.field(influences[code]?.correlationRatio)
      csv.field(influences[code]?.effectiveWeight)
      csv.endRow()
    }
    return csv.bytes
  }

  /// Unit by indicator; the parts of a unit add up to its score.
  private func contributionTable() throws(DiagnosticError) -> [UInt8] {
    var csv = CSVWriter()
    header(&csv, [code] + model.indicatorCodes)
    guard hasContributions else { return csv.bytes }
    for position in scores.units.indices {
      let contributions = try aggregation.contributions(
        result.normalised, model: model, unit: position, node: model.root)
      unit(&csv, position)
      csv.field(contributions?.score)
      for indicator in model.indicators.indices {
        // A missing indicator has no part; one with weight 0 has the part 0.
        let isMissing = result.normalised[position, indicator] == nil
        csv.field(isMissing ? nil : contributions?.indicators[indicator])
      }
      csv.endRow()
    }
    return csv.bytes
  }

  /// Every value that was filled in or pulled in, indicator by indicator.
  private var treatmentTable: [UInt8] {
    var csv = CSVWriter()
    csv.row(["uCode", "iCode", "action", "before", "after"])
    if let imputed = result.imputed {
      for value in imputed.imputed {
        csv.field(imputed.matrix.units[value.unit])
        csv.field(imputed.matrix.columns[value.column])
        csv.field("imputed")
        csv.field(nil as Double?)
        csv.field(value.value)
        csv.endRow()
      }
    }
    if let treated = result.treated {
      for (column, treatment) in zip(treated.columns, result.treatments) {
        for change in treatment.changes {
          csv.field(treated.units[change.unit])
          csv.field(column)
          csv.field(change.action.rawValue)
          csv.field(change.before)
          csv.field(change.after)
          csv.endRow()
        }
      }
    }
    return csv.bytes
  }
}
