public import Diagnostics
public import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Published tables of one variable as cells and the relations between them. A total that several tables show, such as a
/// margin, is one cell, so that what the tables say together is seen.
public struct LinkedTables: Sendable {
  /// The cells, in order of their classes.
  public let cells: [TableCell]
  /// The relations.
  public let relations: [TableRelation]

  /// Tables that are known already.
  ///
  /// - Parameters:
  ///   - cells: the cells.
  ///   - relations: what ties them.
  public init(cells: [TableCell], relations: [TableRelation]) {
    self.cells = cells
    self.relations = relations
  }

  /// The tables of a variable over records.
  ///
  /// - Parameters:
  ///   - values: what each record adds, 0 or more; 1 for counts.
  ///   - weights: the number of firms each stands for; nil for 1.
  ///   - holders: who holds each firm; nil where each is its own.
  ///   - dimensions: the variables of the tables.
  ///   - tables: the names of the variables that each table crosses; all margins are published with it.
  ///   - rules: what makes a total sensitive.
  /// - Throws: names that are no dimension, columns of the wrong length, and values below 0.
  public init(
    values: [Double], weights: [Double]? = nil, holders: [Int]? = nil, dimensions: [TableDimension],
    tables: [[String]], rules: ConfidentialityRules
  ) throws(DiagnosticError) {
    try Self.check(values: values, weights: weights, holders: holders, dimensions: dimensions, tables: tables)
    var layout = TableLayout(dimensions)
    let crossings = tables.map { table in dimensions.indices.filter { table.contains(dimensions[$0].name) } }
    for record in values.indices { layout.add(record: record, crossings: crossings) }
    layout.sort()
    var cells = layout.keys.enumerated().map { position, key in
      let records = layout.records[position]
      let contributions = Contributions(
        records.map { values[$0] }, weights: weights.map { weights in records.map { weights[$0] } },
        holders: holders.map { holders in records.map { holders[$0] } })
      let depth = dimensions.indices.count { key[$0] < 0 && dimensions[$0].hasTotal }
      return TableCell(
        labels: layout.labels(key), value: contributions.total, contributors: contributions.count,
        soleContributor: contributions.count == 1 ? holders?[records[0]] ?? records[0] : nil,
        reasons: rules.reasons(contributions), neededAbove: rules.neededAbove(contributions),
        // Small totals before large ones, the inside of a table before its margins.
        cost: log1p(contributions.total) * pow(4, Double(depth)))
    }
    let alone = Set(cells.compactMap(\.soleContributor))
    for (cell, records) in layout.records.enumerated() where cells[cell].isSensitive {
      for record in records {
        let own = holders?[record] ?? record
        guard alone.contains(own) else { continue }
        cells[cell].knownParts[own, default: 0] += values[record] * (weights?[record] ?? 1)
      }
    }
    var relations = layout.sums()
    for change in layout.changes() {
      relations.append(
        TableRelation(
          change.terms.map { .init(cell: $0.0, coefficient: $0.1) } + [.init(cell: cells.count, coefficient: -1)]))
      cells.append(
        TableCell(
          labels: layout.labels(change.key), value: change.terms.reduce(0) { $0 + cells[$1.0].value * $1.1 },
          contributors: 0, isChange: true, cost: 0.1))
    }
    self.cells = cells
    self.relations = relations
  }

  private static func check(
    values: [Double], weights: [Double]?, holders: [Int]?, dimensions: [TableDimension], tables: [[String]]
  ) throws(DiagnosticError) {
    var problems: [Diagnostic] = []
    let lengths =
      [("weights", weights?.count), ("holders", holders?.count)]
      + dimensions.map { ("the dimension " + $0.name, $0.classes.classOfRecord.count) }
    for (name, length) in lengths {
      if let length, length != values.count {
        problems.append(
          Diagnostic(
            .error, code: "E-170", "\(name) has \(length) records, the variable \(values.count)",
            advice: "Give one for each record"))
      }
    }
    let bad = values.indices.filter { !(values[$0] >= 0 && values[$0].isFinite) }
    if let first = bad.first {
      problems.append(
        Diagnostic(
          .error, code: "E-171",
          "\(bad.count) records add something below 0 or no number, record \(first + 1) the first: \(values[first])",
          advice: "Rules of confidentiality are for totals of contributions of 0 or more"))
    }
    let names = dimensions.map(\.name)
    for name in Set(tables.joined()).subtracting(names).sorted() {
      problems.append(
        Diagnostic(
          .error, code: "E-172", "a table is by \(name), which is no dimension",
          advice: nearestName(to: name, among: names).map { "Did you mean \($0)?" }))
    }
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
  }
}

/// Numbers the cells of tables; a key holds the class in each dimension, -1 for the sum over all.
private struct TableLayout {
  private let dimensions: [TableDimension]
  private let names: [[String]]
  /// By dimension and class, the unions that hold it, as classes.
  private let unionsOfClass: [[[Int]]]
  private(set) var keys: [[Int]] = []
  private(set) var records: [[Int]] = []
  private var number: [[Int]: Int] = [:]

  init(_ dimensions: [TableDimension]) {
    self.dimensions = dimensions
    names = dimensions.map(\.labels)
    unionsOfClass = dimensions.map { dimension in
      let count = dimension.classes.names.count
      return (0..<count).map { own in
        dimension.unions.indices.filter { dimension.unions[$0].members.contains(own) }.map { count + $0 }
      }
    }
  }

  func labels(_ key: [Int]) -> [String?] { key.indices.map { key[$0] < 0 ? nil : names[$0][key[$0]] } }

  /// Counts a record in every cell of every table that holds it.
  mutating func add(record: Int, crossings: [[Int]]) {
    var found: Set<[Int]> = []
    for crossing in crossings {
      var open = [[Int](repeating: -1, count: dimensions.count)]
      for dimension in crossing {
        let own = dimensions[dimension].classes.classOfRecord[record]
        let classes = [own] + unionsOfClass[dimension][own] + (dimensions[dimension].hasTotal ? [-1] : [])
        open = open.flatMap { key in
          classes.map { own in
            var next = key
            next[dimension] = own
            return next
          }
        }
      }
      found.formUnion(open)
    }
    for key in found {
      if let known = number[key] {
        records[known].append(record)
      } else {
        number[key] = keys.count
        keys.append(key)
        records.append([record])
      }
    }
  }

  /// Puts the cells in order of their keys, whatever the order in which sets gave them.
  mutating func sort() {
    let order = keys.indices.sorted { keys[$0].lexicographicallyPrecedes(keys[$1]) }
    keys = order.map { keys[$0] }
    records = order.map { records[$0] }
    number = Dictionary(uniqueKeysWithValues: keys.enumerated().map { ($1, $0) })
  }

  /// Totals and unions as sums of classes.
  func sums() -> [TableRelation] {
    var parts: [[Int]: [Int]] = [:]
    var order: [[Int]] = []
    func append(_ cell: Int, to total: [Int], along dimension: Int) {
      guard number[total] != nil else { return }
      let name = total + [dimension]
      if parts[name] == nil { order.append(name) }
      parts[name, default: []].append(cell)
    }
    for (cell, key) in keys.enumerated() {
      for dimension in dimensions.indices
      where key[dimension] >= 0 && key[dimension] < dimensions[dimension].classes.names.count {
        for own in unionsOfClass[dimension][key[dimension]] + (dimensions[dimension].hasTotal ? [-1] : []) {
          var total = key
          total[dimension] = own
          append(cell, to: total, along: dimension)
        }
      }
    }
    return order.compactMap { name in
      number[Array(name.dropLast())].map { TableRelation(total: $0, parts: parts[name] ?? []) }
    }
  }

  /// Differences between neighbouring classes where both have a cell or one is empty.
  func changes() -> [(key: [Int], terms: [(Int, Double)])] {
    var result: [(key: [Int], terms: [(Int, Double)])] = []
    for (dimension, own) in dimensions.enumerated() where own.hasChanges && own.classes.names.count > 1 {
      let first = own.classes.names.count + own.unions.count
      for later in 1..<own.classes.names.count {
        var terms: [[Int]: [(Int, Double)]] = [:]
        for (cell, key) in keys.enumerated() where key[dimension] == later || key[dimension] == later - 1 {
          var change = key
          change[dimension] = first + later - 1
          terms[change, default: []].append((cell, key[dimension] == later ? 1 : -1))
        }
        result += terms.sorted { $0.key.lexicographicallyPrecedes($1.key) }.map { ($0.key, $0.value) }
      }
    }
    return result
  }
}
