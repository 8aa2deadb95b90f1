import Estimation
import Expressions
import Tables

/// A random stratified sample as a table, and the same by row for the definition.
struct RandomDesign {
  var table: Table
  var plan: ReductionPlan
  var sample: WeightedSample
  var y: [Double]
  var x: [Double]
  var isBig: [Double]
  /// Records of each label of the domain column.
  var domains: [String: [Int]] = [:]
  /// Records with a value of y, and of both y and x.
  var hasY: [Bool]
  var hasBoth: [Bool]

  /// With records in clusters or without; y is around the centre with a spread of 1.
  init(
    rows: Int, strata: Int, seed: UInt64, hasUnits: Bool, hasPopulation: Bool, center: Double = 0,
    equalWeights: Bool = false
  ) throws {
    var numbers = TestNumbers(seed)
    var (stratum, unit) = ([Int](), [Int]())
    var domain: [String?] = []
    (y, x, isBig, hasY, hasBoth) = ([], [], [], [], [])
    var weights: [Double] = []
    for row in 0..<rows {
      let own = row < 2 * strata ? row % strata : Int(numbers.uniform() * Double(strata))
      stratum.append(own)
      // At least two units a stratum.
      unit.append(row < 2 * strata ? row / strata : Int(numbers.uniform() * 5))
      let draw = Int(numbers.uniform() * 8)
      domain.append(draw == 7 ? nil : ["north", "south", "west"][draw % 3])
      weights.append(equalWeights ? 3 : 1 + 4 * numbers.uniform())
      y.append(center + numbers.normal() + 0.3 * Double(own))
      x.append(2 + numbers.uniform())
      isBig.append(y[row] > center + 0.5 ? 1 : 0)
      hasY.append(numbers.uniform() > 0.1)
      hasBoth.append(hasY[row] && numbers.uniform() > 0.05)
      if let label = domain[row] { domains[label, default: []].append(row) }
    }
    let names = (0..<strata).map { "s\($0)" }
    let stage = SamplingStage(
      strata: RecordClasses(names: names, classOfRecord: stratum),
      units: hasUnits ? RecordClasses(names: (0..<5).map { "u\($0)" }, classOfRecord: unit) : nil,
      populations: hasPopulation ? stratum.map { Double(rows) * (1.5 + Double($0)) } : nil)
    sample = WeightedSample(
      try SurveyDesign(stages: [stage], weights: weights, recordCount: rows, areUnitsNested: true))

    func numbersColumn(_ values: [Double], _ isPresent: [Bool]) -> Column {
      Column(
        .double(zip(values, isPresent).map { $1 ? $0 : 0 }), missing: isPresent.map { $0 ? .present : .empty })
    }
    let all = [Bool](repeating: true, count: rows)
    let text = { (labels: [String?]) in
      Column(.text(TextStorage(labels.map { $0 ?? "" })), missing: labels.map { $0 == nil ? .empty : .present })
    }
    // Only x may lack what y has, so that the ratio has rows of its own.
    let hasX = zip(hasY, hasBoth).map { $1 || !$0 }
    table = Table(
      [
        ("stratum", text(stratum.map { names[$0] })), ("unit", text(unit.map { "u\($0)" })), ("domain", text(domain)),
        ("weight", numbersColumn(weights, all)), ("y", numbersColumn(y, hasY)), ("x", numbersColumn(x, hasX)),
        ("size", numbersColumn(stage.populations ?? weights, all)),
      ], rowCount: rows)
    var schema = ExpressionSchema()
    schema.columns = ["y": .double, "x": .double]
    plan = ReductionPlan(
      schema: schema, stratum: "stratum", unit: hasUnits ? "unit" : nil, weight: "weight",
      population: hasPopulation ? "size" : nil, domains: ["domain"],
      items: [
        .init(name: "y", expression: "y"), .init(name: "big", expression: "y > \(center + 0.5)"),
        .init(name: "y/x", expression: "y", denominator: "x"),
      ])
  }

  /// The records of a domain that a condition leaves, all records without a domain.
  func records(_ domain: String?, _ isUsable: [Bool]) -> [Int] {
    (domain.map { domains[$0] ?? [] } ?? Array(y.indices)).filter { isUsable[$0] }
  }

  func cells(_ table: CellTable, _ domain: String?) -> [Int]? {
    domain.map { name in table.cells { $0.domain == [name] } }
  }
}
