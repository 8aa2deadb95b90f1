import Estimation

/// Tables and tests.
extension RInterpreter {
  mutating func testCall(_ function: String, _ arguments: RArguments) throws -> RValue? {
    switch function {
    case "svytable": return .table(try table(arguments))
    case "svychisq": return .test(try chiSquare(arguments))
    case "svyttest": return .test(try tTest(arguments))
    default: return nil
    }
  }

  private mutating func table(_ arguments: RArguments) throws -> RTable {
    let (values, rest) = try arguments.matched(["formula", "design", "Ntotal"])
    guard rest.isEmpty else { throw NotUnderstood("svytable") }
    let design = try design(values["design"])
    let terms = try formulaTerms(values["formula"])
    var vectors: [RVector] = []
    for term in terms { vectors.append(try vector(term, in: design.frame)) }
    let labels = vectors.map(\.labels)
    var sums: [[String]: Double] = [:]
    for record in design.records {
      let key = labels.compactMap { $0[record] }
      if key.count == labels.count { sums[key, default: 0] += design.weights[record] }
    }
    var scale = 1.0
    if let total = values["Ntotal"] { scale = try vector(total).numbers[0] / sums.values.reduce(0, +) }
    var keys: [[String]] = [[]]
    for vector in vectors { keys = vector.sortedLevels.flatMap { level in keys.map { $0 + [level] } } }
    return RTable(
      variables: terms.map(\.deparsed), levels: vectors.map(\.sortedLevels),
      cells: keys.map { ($0, scale * (sums[$0] ?? 0)) })
  }

  private mutating func chiSquare(_ arguments: RArguments) throws -> RTest {
    let (values, rest) = try arguments.matched(["formula", "design", "statistic", "na.rm"])
    guard rest.isEmpty else { throw NotUnderstood("svychisq") }
    let design = try design(values["design"])
    let terms = try formulaTerms(values["formula"])
    guard terms.count == 2 else { throw NotUnderstood("svychisq of \(terms.count) variables") }
    let (first, rowOf) = try crossing([terms[0]], in: design.frame)
    let (second, columnOf) = try crossing([terms[1]], in: design.frame)
    let records = design.records.filter { rowOf[$0] != nil && columnOf[$0] != nil }
    let cells = second.indices.flatMap { column in
      first.indices.map { row in
        rowOf.indices.map { rowOf[$0] == row && columnOf[$0] == column ? 1.0 : 0 }
      }
    }
    let names = cells.indices.map { "\($0)" }
    func statistic(isMean: Bool) throws -> JointEstimate {
      try self.statistic(
        "stat", names, design, over: records,
        linear: { sample in
          cells.map { isMean ? sample.mean($0, over: records) : sample.total($0, over: records) }
        },
        replicate: { weights in
          let all = isMean ? records.reduce(0) { $0 + weights[$1] } : 1
          return cells.map { column in records.reduce(0) { $0 + weights[$1] * column[$1] } / all }
        }
      ).joint
    }
    var counted = records
    if case .linear(let sample) = design.method, !sample.adjustments.isEmpty { counted = Array(rowOf.indices) }
    let table = ShareTable(
      rowCount: first.count, columnCount: second.count, shares: try statistic(isMean: true),
      totals: try statistic(isMean: false), n: Double(design.rowCount(over: records)),
      designDF: design.degreesOfFreedom(over: counted))
    let test: AssociationTest?
    switch try values["statistic"].flatMap({ try vector($0).labels.first ?? nil }) ?? "F" {
    case "F": test = table.raoScottF
    case "Chisq": test = table.raoScottChiSquare
    case "Wald": test = table.wald()
    case "adjWald": test = table.wald(isAdjusted: true)
    case let other: throw NotUnderstood("statistic \(other)")
    }
    guard let test else { throw NotUnderstood("no test of this table") }
    return RTest(
      statistic: test.statistic, parameters: [test.numeratorDF] + (test.denominatorDF.map { [$0] } ?? []),
      pValue: test.pValue)
  }

  private mutating func tTest(_ arguments: RArguments) throws -> RTest {
    let (values, rest) = try arguments.matched(["formula", "design"])
    guard rest.isEmpty, let formula = values["formula"], case .formula(let own) = try evaluate(formula),
      let sides = own.formulaSides, let outcome = sides.left
    else { throw NotUnderstood("svyttest") }
    let design = try design(values["design"])
    let value = try numericColumns([outcome], in: design.frame)
    let data = value.columns[0].map { $0.isNaN ? 0 : $0 }
    var records = value.usable(design.records)
    let joint: JointEstimate
    if sides.right == .number(0) || sides.right == .number(1) {
      joint = try statistic(
        "stat", ["mean"], design, over: records, linear: { [$0.mean(data, over: records)] },
        replicate: { weights in
          [records.reduce(0) { $0 + weights[$1] * data[$1] } / records.reduce(0) { $0 + weights[$1] }]
        }
      ).joint
    } else {
      let group = try vector(sides.right, in: design.frame)
      let labels = group.labels
      records = records.filter { labels[$0] != nil }
      let levels = group.sortedLevels.filter { level in records.contains { labels[$0] == level } }
      guard levels.count == 2 else { throw NotUnderstood("t test of \(levels.count) groups") }
      let members = levels.map { level in records.filter { labels[$0] == level } }
      let means = try statistic(
        "stat", levels, design, over: records, linear: { sample in members.map { sample.mean(data, over: $0) } },
        replicate: { weights in
          members.map { own in
            own.reduce(0) { $0 + weights[$1] * data[$1] } / own.reduce(0) { $0 + weights[$1] }
          }
        }
      ).joint
      // The slope of a regression on the group, by its numbers where it has them.
      var width = 1.0
      if group.kind == .numbers, let low = Double(levels[0]), let high = Double(levels[1]) { width = high - low }
      joint = means.contrasts([[-1 / width, 1 / width]])
    }
    let test = StudentTest(joint)
    return RTest(
      statistic: test.statistic, parameters: [test.df], pValue: test.pValue, estimate: test.estimate,
      interval: test.interval)
  }
}
