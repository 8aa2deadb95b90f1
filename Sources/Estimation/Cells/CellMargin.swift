public import Diagnostics

/// One margin of the population over cells: which class each cell is in, and how many each class holds.
public struct CellMargin: Sendable, Hashable {
  /// Such as `district × size`.
  public var name: String
  /// Labels of the classes.
  public var classes: [String]
  /// The population of each class.
  public var population: [Double]
  /// The class of each cell.
  public var classOfCell: [Int]

  /// - Parameters:
  ///   - name: what the margin is called.
  ///   - classes: labels of the classes.
  ///   - population: the population of each class.
  ///   - classOfCell: the class of each cell.
  public init(name: String, classes: [String], population: [Double], classOfCell: [Int]) {
    self.name = name
    self.classes = classes
    self.population = population
    self.classOfCell = classOfCell
  }
}

extension CellTable {
  /// The margin of one domain column of the plan.
  ///
  /// - Parameters:
  ///   - column: which domain column.
  ///   - name: what the margin is called.
  ///   - population: by label of the column.
  /// - Returns: classes in order of their labels.
  /// - Throws: labels without a population, cells without a label, and classes with a population but no row.
  public func margin(
    column: Int, name: String, population: [String: Double]
  ) throws(DiagnosticError) -> CellMargin {
    let classes = population.keys.sorted()
    let number = Dictionary(uniqueKeysWithValues: classes.enumerated().map { ($1, $0) })
    var problems: [Diagnostic] = []
    var unknown: Set<String> = []
    var met = [Bool](repeating: false, count: classes.count)
    var classOfCell: [Int] = []
    for (cell, key) in keys.enumerated() {
      let label = column < key.domain.count ? key.domain[column] : nil
      guard let label, let own = number[label] else {
        if unknown.insert(label ?? "").inserted {
          problems.append(
            Diagnostic(
              .error, code: "E-180",
              label.map { "class \($0) of the margin \(name) has rows and no population" }
                ?? "\(rowCounts[cell]) rows have no class of the margin \(name)",
              advice: "Give every class of the rows its population"))
        }
        continue
      }
      met[own] = true
      classOfCell.append(own)
    }
    for (own, label) in classes.enumerated() where !met[own] && (population[label] ?? 0) > 0 {
      problems.append(
        Diagnostic(
          .error, code: "E-181", "class \(label) of the margin \(name) has a population and no row",
          advice: "Merge it with a neighbour"))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    return CellMargin(
      name: name, classes: classes, population: classes.map { population[$0] ?? 0 }, classOfCell: classOfCell)
  }
}
