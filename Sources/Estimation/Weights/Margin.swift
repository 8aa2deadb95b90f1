/// One margin of the population: the classes of a crossing of variables, how many each holds, and who is in which.
public struct Margin: Sendable, Hashable {
  /// Such as `unit_id × size`.
  public var name: String
  /// Labels of the classes, such as `GX × micro`.
  public var classes: [String]
  /// The population of each class.
  public var population: [Double]
  /// The class of each record.
  public var classOfRecord: [Int]

  public init(name: String, classes: [String], population: [Double], classOfRecord: [Int]) {
    self.name = name
    self.classes = classes
    self.population = population
    self.classOfRecord = classOfRecord
  }
}
