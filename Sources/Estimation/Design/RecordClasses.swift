/// The classes that one variable sorts the records into.
public struct RecordClasses: Sendable, Hashable {
  /// The labels of the classes.
  public let names: [String]
  /// The class of each record, an index into `names`.
  public let classOfRecord: [Int]

  /// - Parameters:
  ///   - names: the labels of the classes.
  ///   - classOfRecord: the class of each record.
  public init(names: [String], classOfRecord: [Int]) {
    self.names = names
    self.classOfRecord = classOfRecord
  }

  /// Classes by label, numbered in order of first appearance.
  public init(labels: some Sequence<String>) {
    var number: [String: Int] = [:]
    var names: [String] = []
    classOfRecord = labels.map { label in
      if let known = number[label] { return known }
      number[label] = names.count
      names.append(label)
      return names.count - 1
    }
    self.names = names
  }
}

/// One stage of sampling: units drawn in strata.
public struct SamplingStage: Sendable, Hashable {
  /// The strata that units were drawn in; nil for one stratum. After the first stage every unit drawn before is a stratum
  /// of its own.
  public var strata: RecordClasses?
  /// The unit of each record; nil where each record is one.
  public var units: RecordClasses?
  /// By record, how many units its stratum holds in the population, or the share of them that was drawn, if all values are
  /// at most 1. nil for draws with replacement, or for a population so large that it does not matter.
  public var populations: [Double]?

  /// - Parameters:
  ///   - strata: the strata.
  ///   - units: the units.
  ///   - populations: units of the population by record, or shares drawn.
  public init(strata: RecordClasses? = nil, units: RecordClasses? = nil, populations: [Double]? = nil) {
    self.strata = strata
    self.units = units
    self.populations = populations
  }
}
