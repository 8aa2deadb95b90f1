public import CompositeIndex
public import Diagnostics

/// An index built from plain tables.
public struct TableIndex: Sendable {
  /// The hierarchy with the weights that were used.
  public let model: IndexModel
  public let aggregation: IndexAggregation
  /// The data after each step of preparation.
  public let result: IndexResult
  /// Every node of every unit: normalised indicators in the metadata's order, then groups from the lowest level up, the
  /// index last.
  public let scores: IndicatorMatrix
  /// One a unit of `scores`; empty texts where the data have none.
  public let unitNames: [String]
  public let hasUnitNames: Bool

  /// The code of the index.
  public var code: String { model.nodes[model.root].code }
}

/// One line of the ranking.
public struct RankedUnit: Sendable, Hashable {
  public let unit: String
  public let name: String
  /// nil where the unit has no score.
  public let score: Double?
  public let rank: Int?
}

extension IndexTables {
  /// Builds the index.
  ///
  /// - Parameter choices: those that the tables were read for.
  /// - Returns: the index.
  /// - Throws: every problem of the step that cannot be done.
  public func build(_ choices: IndexChoices) throws(DiagnosticError) -> TableIndex {
    do throws(DiagnosticError) {
      let method = IndexMethod(
        preparation: preparation(choices), normalisation: choices.normalisation, aggregation: choices.aggregation)
      let result = try model.build(data, method: method)
      if result.prepared.units.isEmpty {
        throw DiagnosticError(
          .content,
          Diagnostic(
            .error, code: "X-952", "no unit has enough indicators to be kept", advice: "screen with a smaller share"))
      }
      let weighed = try choices.weights.weighed(model, result.normalised, choices.aggregation)
      let groups =
        weighed == model ? result.scores : try choices.aggregation.scores(result.normalised, model: weighed)
      let scores = try IndicatorMatrix(
        units: groups.units, columns: result.normalised.columns + groups.columns,
        values: result.normalised.values + groups.values)
      let names = Dictionary(
        zip(data.indicators.units, unitNames).map { ($0, $1) }, uniquingKeysWith: { first, _ in first })
      return TableIndex(
        model: weighed, aggregation: choices.aggregation, result: result, scores: scores,
        unitNames: scores.units.map { names[$0] ?? "" }, hasUnitNames: hasUnitNames)
    } catch {
      // What the data do not allow is told of the data's file; the method's own faults have no file.
      throw DiagnosticError(
        error.kind,
        error.diagnostics.map { diagnostic in
          var located = diagnostic
          if error.kind == .content && located.location == nil { located.location = SourceLocation(file: dataFile) }
          return located
        })
    }
  }

  private func preparation(_ choices: IndexChoices) -> [DataPreparation] {
    var steps: [DataPreparation] = []
    if choices.isDenominated { steps.append(.denominate) }
    switch choices.imputation {
    case nil: break
    case .column(let average): steps.append(.impute(.column(average)))
    case .group(let average, _): steps.append(.impute(.group(average, groups: groups)))
    case .row(let average, nil): steps.append(.impute(.wholeRow(average)))
    case .row(let average, let level?): steps.append(.impute(.row(average, level: level)))
    }
    if let screening = choices.screening {
      steps.append(.screen(Screening(.availability, availability: screening)))
    }
    if let treatment = choices.treatment { steps.append(.treat(treatment)) }
    return steps
  }
}

extension TableIndex {
  /// The units by rank, the best first; ties in the order of the data, units without a score at the end.
  public var ranking: [RankedUnit] {
    let column = scores.column(named: code) ?? []
    let ranks = competitionRanks(column.map { $0.isNaN ? nil : $0 })
    let units = scores.units.indices.map { unit in
      RankedUnit(
        unit: scores.units[unit], name: unitNames[unit], score: column[unit].isNaN ? nil : column[unit],
        rank: ranks[unit])
    }
    return units.enumerated().sorted {
      ($0.element.rank ?? .max, $0.offset) < ($1.element.rank ?? .max, $1.offset)
    }.map(\.element)
  }
}
