import Estimation

/// A vector of numbers, truth values or texts; a missing number is NaN, a missing text nil.
struct RVector {
  enum Kind { case numbers, logicals, texts }

  var kind: Kind
  var numbers: [Double] = []
  var texts: [String?] = []
  var names: [String]?
  /// The levels of a factor, in order.
  var levels: [String]?

  init(_ numbers: [Double], names: [String]? = nil, isLogical: Bool = false) {
    kind = isLogical ? .logicals : .numbers
    self.numbers = numbers
    self.names = names
  }

  init(texts: [String?], names: [String]? = nil, levels: [String]? = nil) {
    kind = .texts
    self.texts = texts
    self.names = names
    self.levels = levels
  }

  var count: Int { kind == .texts ? texts.count : numbers.count }

  /// Elements as labels of classes; nil where missing.
  var labels: [String?] {
    if kind == .texts { return texts }
    return numbers.map { value in
      if value.isNaN { return nil }
      if kind == .logicals { return value == 0 ? "FALSE" : "TRUE" }
      return RExpression.number(value).deparsed
    }
  }

  /// The classes in the order of a factor's levels.
  var sortedLevels: [String] {
    if let levels { return levels }
    if kind == .texts { return Set(texts.compactMap(\.self)).sorted() }
    return Set(numbers.filter { !$0.isNaN }).sorted().map { value in
      kind == .logicals ? (value == 0 ? "FALSE" : "TRUE") : RExpression.number(value).deparsed
    }
  }

  func selecting(_ positions: [Int]) -> RVector {
    var result = self
    if kind == .texts {
      result.texts = positions.map { texts[$0] }
    } else {
      result.numbers = positions.map { numbers[$0] }
    }
    result.names = names.map { names in positions.map { names[$0] } }
    return result
  }
}

/// A data frame: columns by name, all of one length.
struct RFrame {
  var names: [String] = []
  var columns: [String: RVector] = [:]
  var rowCount = 0

  init() {}

  /// Comma-separated text with a header; empty and NA are missing, a column of numbers is numeric.
  init(csv: String) {
    var rows: [[String]] = []
    for line in csv.split(whereSeparator: \.isNewline) {
      var fields: [String] = []
      var field = ""
      var isQuoted = false
      for character in line {
        if character == "\"" {
          isQuoted.toggle()
        } else if character == ",", !isQuoted {
          fields.append(field)
          field = ""
        } else {
          field.append(character)
        }
      }
      rows.append(fields + [field])
    }
    guard let header = rows.first else { return }
    for (position, name) in header.enumerated() {
      let cells = rows.dropFirst().map { position < $0.count ? $0[position] : "" }
      let isMissing = cells.map { $0.isEmpty || $0 == "NA" }
      let numbers = cells.map { Double($0) ?? .nan }
      let isNumeric = zip(numbers, isMissing).allSatisfy { !$0.isNaN || $1 }
      set(name, isNumeric ? RVector(numbers) : RVector(texts: zip(cells, isMissing).map { $1 ? nil : $0 }))
    }
  }

  mutating func set(_ name: String, _ column: RVector) {
    if columns[name] == nil { names.append(name) }
    columns[name] = column
    rowCount = column.count
  }
}

/// A design as R's functions pass it on.
struct RDesign {
  enum Method {
    case linear(WeightedSample)
    case replicate(ReplicateSample)
  }

  var frame: RFrame
  var method: Method
  /// The records of the subset.
  var records: [Int]

  var weights: [Double] {
    switch method {
    case .linear(let sample): sample.weights
    case .replicate(let sample): sample.weights
    }
  }

  func degreesOfFreedom(over records: [Int]) -> Double {
    switch method {
    case .linear(let sample): Double(sample.survey.degreesOfFreedom(over: records))
    case .replicate(let sample): Double(sample.degreesOfFreedom(over: records))
    }
  }

  /// Rows as R's `nrow(design)`: an adjusted sample keeps all of them.
  func rowCount(over records: [Int]) -> Int {
    switch method {
    case .linear(let sample): sample.rowCount(over: records)
    case .replicate: records.count
    }
  }
}

/// Estimates with their covariance, and what makes a joint covariance with those of other domains.
struct RStatistic {
  var kind: String
  var names: [String]
  var joint: JointEstimate
  /// By estimate, for linearised designs.
  var linearised: [[Double]] = []
  /// For replicate designs.
  var function: (([Double]) -> [Double])?
  var designEffects: [Double]?
  var intervals: [ConfidenceInterval]?
  /// Degrees of freedom of the design object.
  var designDF: Double?
}

/// What an R call gives.
indirect enum RValue {
  case null
  case vector(RVector)
  case list([(name: String?, value: RValue)])
  case formula(RExpression)
  case quoted(RExpression)
  case frame(RFrame)
  case design(RDesign)
  case statistic(RStatistic)
  case domains(RDomains)
  case quantiles([(name: String, rows: [[Double]])])
  case table(RTable)
  case test(RTest)
  case weights(RDesign)
  /// A name that nothing is bound to: a function, or a population that is looked up where it is used.
  case unbound(String)
}

/// Statistics by domain.
struct RDomains {
  var variables: [String]
  var levels: [[String]]
  var statistics: [RStatistic]
  /// Which columns are written after the estimates.
  var parts: [String]
  var joint: JointEstimate
  var hasCovariances: Bool
}

/// A contingency table.
struct RTable {
  var variables: [String]
  var levels: [[String]]
  /// Cells by the labels of their levels, the first variable fastest.
  var cells: [(labels: [String], value: Double)]
}

/// The outcome of a test.
struct RTest {
  var statistic: Double
  var parameters: [Double]
  var pValue: Double
  var estimate: Double?
  var interval: ConfidenceInterval?
}
