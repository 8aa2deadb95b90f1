import Tables

/// An expression ready to run: its program, the columns it reads, and what must be computed over the whole table first.
struct Plan: Sendable {
  var columns: [ColumnReference]
  /// In an order in which each needs only earlier ones.
  var aggregates: [WindowAggregate]
  var program: Program
  var workdays: WorkdayCounter
}

struct ColumnReference: Sendable, Hashable {
  var name: String
  var type: ColumnType
}

/// An unweighted aggregate over the rows of the table, or of the row's partition.
struct WindowAggregate: Sendable {
  var function: WindowFunction
  /// nil for `COUNT(*)`.
  var argument: Program?
  /// Rows where it is TRUE count.
  var filter: Program?
  var partition: [Program]
  var type: ColumnType
}

/// What is computed for the rows of a partition: one value for all of them, or a rank for each.
enum WindowFunction: Sendable, Hashable {
  case aggregate(AggregateFunction)
  case rank
}

/// What an aggregate computes.
public enum AggregateFunction: Sendable, Hashable {
  case sum, mean, count
  /// The share of TRUE among TRUE and FALSE, 0 to 1.
  case share
  case median
  case quantile(Double)
  case minimum, maximum
  /// With divisor n - 1.
  case standardDeviation
  /// The median of |x - median|, not scaled.
  case medianAbsoluteDeviation
}
