import Expressions
import Tables

/// A generated sample: 60 items with 5 % missing, or none, in 126 strata, 18 in each of 7 districts, each row a unit, with
/// weights that differ within strata and the population of each stratum.
struct GeneratedSample {
  static let districts = 7
  static let strata = 126
  static let items = (1...60).map { "q" + ($0 < 10 ? "0" : "") + String($0) }

  let table: Table

  /// The same for the same number of rows.
  init(rows: Int, isComplete: Bool = false) {
    var random = SplitMix(state: 20_260_501)
    var stratum = [UInt8](repeating: 0, count: rows)
    var district = stratum
    var weight = [Double](repeating: 0, count: rows)
    var population = weight
    for row in 0..<rows {
      let own = row < Self.strata ? row : random.below(Self.strata)
      stratum[row] = UInt8(own)
      district[row] = UInt8(own / (Self.strata / Self.districts))
      weight[row] = Double(200 + 2 * own + random.below(100)) / 100
    }
    var counts = [Int](repeating: 0, count: Self.strata)
    for own in stratum { counts[Int(own)] += 1 }
    for row in 0..<rows { population[row] = Double(2 * counts[Int(stratum[row])] + 100) }
    var columns: [(String, Column)] = [
      (
        "stratum",
        Column(
          .category(
            CategoryStorage(
              codes: stratum.map { Int($0) }, dictionary: (0..<Self.strata).map { "s" + String(1000 + $0) })))
      ),
      (
        "district",
        Column(
          .category(
            CategoryStorage(
              codes: district.map { Int($0) }, dictionary: (0..<Self.districts).map { "d" + String($0) })))
      ),
      ("weight", Column(.double(weight))), ("population", Column(.double(population))),
    ]
    for (index, item) in Self.items.enumerated() {
      var missing = [MissingKind](repeating: .present, count: rows)
      for row in 0..<rows where random.below(20) == 0 && !isComplete { missing[row] = .empty }
      let isScale = index < 40
      let values = (0..<rows).map { row in
        missing[row] != .present
          ? 0
          : isScale
            ? 1 + (random.below(5) + Int(district[row])) % 5 : random.below(1_000_000) + 1000 * Int(stratum[row])
      }
      columns.append(
        (
          item,
          isScale
            ? Column(.int8(values.map { Int8($0) }), missing: missing)
            : Column(.double(values.map { Double($0) / 100 }), missing: missing)
        ))
    }
    table = Table(columns, rowCount: rows)
  }

  /// What the names stand for.
  static var schema: ExpressionSchema {
    var schema = ExpressionSchema()
    for (index, item) in items.enumerated() { schema.columns[item] = index < 40 ? .integer : .double }
    return schema
  }
}

/// Uniform numbers, SplitMix64 (Steele, Lea & Flood 2014).
struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() >> 11) % bound }

  mutating func uniform() -> Double { Double(next() >> 11) * 0x1p-53 }
}
