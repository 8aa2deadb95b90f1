public import Diagnostics

/// The average that stands in for a missing value.
public enum ImputedAverage: Sendable, Hashable {
  case mean, median

  func of(_ values: some Sequence<Double>) -> Double {
    self == .mean ? CompositeIndex.mean(values) : CompositeIndex.median(values)
  }
}

/// How the missing values of a data set are filled.
public enum Imputation: Sendable, Hashable {
  /// The indicator's average over all units.
  case column(ImputedAverage)
  /// The indicator's average within the unit's group.
  case group(ImputedAverage, groups: [String])
  /// The unit's average over the indicators below the same node of the given level, on a scale of 0 to 1.
  case row(ImputedAverage, level: Int)
  /// The unit's average over all indicators, on a scale of 0 to 1.
  case wholeRow(ImputedAverage)
}

/// One value that was filled in.
public struct ImputedValue: Sendable, Hashable {
  public var unit: Int
  public var column: Int
  public var value: Double
}

/// A data set without the gaps that could be filled, and what was filled.
public struct ImputedMatrix: Sendable {
  public let matrix: IndicatorMatrix
  public let imputed: [ImputedValue]
}

/// Fills missing values. What has nothing to be filled from (an empty column, group or row) stays missing.
///
/// - Parameters:
///   - data: one column an indicator of the model, in its order.
///   - model: directions and groups of the indicators.
///   - method: how.
/// - Returns: the filled matrix and every filled value.
/// - Throws: when groups are not one a unit, or no node has the given level.
public func impute(
  _ data: IndicatorMatrix, model: IndexModel, by method: Imputation
) throws(DiagnosticError) -> ImputedMatrix {
  let data = try data.selecting(model.indicatorCodes)
  var filled = data
  switch method {
  case .column(let average):
    for column in data.columns.indices {
      filled.replaceColumn(column, with: imputeColumn(data.column(column), average))
    }
  case .group(let average, let groups):
    guard groups.count == data.units.count else {
      throw .index(
        "X-311", "\(groups.count) groups for \(data.units.count) units", advice: "name the group of every unit",
        kind: .configuration)
    }
    for column in data.columns.indices {
      filled.replaceColumn(column, with: imputeColumn(data.column(column), average, groups: groups))
    }
  case .wholeRow(let average):
    imputeRows(&filled, average, columns: Array(data.columns.indices), model: model)
  case .row(let average, let level):
    let nodes = model.descendants(of: model.root, level: level)
    guard !nodes.isEmpty else {
      throw .index(
        "X-312", "the index has no node of level \(level)",
        advice: "choose a level from 2 to \(model.levels[model.root])", kind: .configuration)
    }
    let positions = Dictionary(uniqueKeysWithValues: model.indicators.enumerated().map { ($0.element, $0.offset) })
    for node in nodes {
      let columns = model.indicators(below: node).compactMap { positions[$0] }
      imputeRows(&filled, average, columns: columns, model: model)
    }
  }
  var imputed: [ImputedValue] = []
  for column in data.columns.indices {
    for unit in data.units.indices where data[unit, column] == nil {
      if let value = filled[unit, column] { imputed.append(ImputedValue(unit: unit, column: column, value: value)) }
    }
  }
  return ImputedMatrix(matrix: filled, imputed: imputed)
}
