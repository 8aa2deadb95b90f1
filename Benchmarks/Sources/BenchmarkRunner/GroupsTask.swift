import Expressions
import Tables

/// Reads the file piece by piece, keeps the rows that a condition strikes, and takes the weighted mean and variance of
/// the 60 items by district. The result: for each district, for each item, mean and variance.
func groupsTask(_ file: String) throws -> Measured {
  try Measured {
    var schema = ExpressionSchema()
    schema.columns = ["duration_s": .integer, "size": .category]
    let condition = try RowExpression("duration_s >= 180 AND size <> '大型'", schema: schema, expecting: .bool)
    let items = SurveyFile.items
    var options = CSVTableOptions()
    options.only = Set(items + ["district", "size", "weight", "duration_s"])
    let pieces = try CSVTableReader.mapPieces(file, shownAs: file, options: options) { table in
      groupSums(table, condition.mask(table), items)
    }
    var sums = [GroupSums](repeating: GroupSums(), count: items.count)
    for piece in pieces.made {
      for index in items.indices { sums[index].add(piece[index]) }
    }
    return SurveyFile.districts.indices.flatMap { district in
      items.indices.flatMap { index in sums[index].meanAndVariance(district, shift: SurveyFile.shift(items[index])) }
    }
  }
}

/// The sums of each item by district in the rows of a piece that count.
private func groupSums(_ table: Table, _ mask: [Bool], _ items: [String]) -> [GroupSums] {
  guard case .category(let districts)? = table["district"]?.storage, case .uint8(let codes) = districts.codes,
    case .double(let weights)? = table["weight"]?.storage
  else { return items.map { _ in GroupSums() } }
  // Rows that do not count have the weight 0.
  let kept = zip(weights, mask).map { $1 ? $0 : 0 }
  let places = districts.dictionary.map { SurveyFile.districts.firstIndex(of: $0) ?? 7 }
  return items.map { item in
    table[item].map { GroupSums($0, codes, places, kept, shift: SurveyFile.shift(item)) } ?? GroupSums()
  }
}

/// Weighted sums of one item by district: Σw, Σw(y - shift), Σw(y - shift)². They can be added.
private struct GroupSums: Sendable {
  private var sums = [SIMD4<Double>](repeating: .zero, count: 8)

  init() {}

  init(_ column: Column, _ codes: [UInt8], _ places: [Int], _ weights: [Double], shift: Double) {
    // Two banks, so that neighbours of one group do not wait for each other.
    var banks = [SIMD4<Double>](repeating: .zero, count: 512)
    switch column.storage {
    case .int8(let values): Self.add(values, column.missing, codes, weights, shift, &banks) { Double($0) }
    case .int16(let values): Self.add(values, column.missing, codes, weights, shift, &banks) { Double($0) }
    case .double(let values): Self.add(values, column.missing, codes, weights, shift, &banks) { $0 }
    default: break
    }
    for (code, place) in places.enumerated() { sums[place] += banks[code] + banks[code + 256] }
  }

  @inline(__always)
  private static func add<Value>(
    _ values: [Value], _ missing: [MissingKind], _ codes: [UInt8], _ weights: [Double], _ shift: Double,
    _ banks: inout [SIMD4<Double>], _ number: (Value) -> Double
  ) {
    banks.withUnsafeMutableBufferPointer { banks in
      for row in values.indices {
        let isPresent = missing.isEmpty || missing[row] == .present
        let weight = isPresent ? weights[row] : 0
        let deviation = number(values[row]) - shift
        banks[Int(codes[row]) &+ (row & 1) &<< 8] +=
          SIMD4(weight, weight * deviation, weight * deviation * deviation, 0)
      }
    }
  }

  mutating func add(_ other: GroupSums) {
    for group in sums.indices { sums[group] += other.sums[group] }
  }

  func meanAndVariance(_ group: Int, shift: Double) -> [Double] {
    let mean = sums[group][1] / sums[group][0]
    return [shift + mean, sums[group][2] / sums[group][0] - mean * mean]
  }
}
