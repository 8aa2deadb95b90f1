import Expressions
import Tables

/// Reads the file, keeps the rows that a condition strikes, and takes the weighted mean and variance of the 60 items by
/// district. The result: for each district, for each item, mean and variance.
func groupsTask(_ file: String) throws -> Measured {
  try Measured {
    let table = try CSVTableReader.read(file, shownAs: file).table
    let condition = try RowExpression(
      "duration_s >= 180 AND size <> '大型'", schema: SurveyFile.schema(of: table), expecting: .bool)
    let mask = condition.mask(table)
    guard case .category(let districts)? = table["district"]?.storage, case .uint8(let codes) = districts.codes,
      case .double(let weights)? = table["weight"]?.storage
    else { return [] }
    // Rows that do not count have the weight 0.
    let kept = zip(weights, mask).map { $1 ? $0 : 0 }
    let items = SurveyFile.items
    let moments = parallelMap(count: items.count, threads: availableCores()) { index in
      table[items[index]].map { GroupMoments($0, codes: codes, weights: kept, shift: SurveyFile.shift(items[index])) }
    }
    return SurveyFile.districts.flatMap { district in
      let code = districts.dictionary.firstIndex(of: district) ?? 0
      return moments.flatMap { moment in moment.map { [$0.mean(code), $0.variance(code)] } ?? [.nan, .nan] }
    }
  }
}

/// Weighted sums of one column by group: Σw, Σw(y - shift), Σw(y - shift)².
private struct GroupMoments {
  private var sums = [SIMD4<Double>](repeating: .zero, count: 256)
  private let shift: Double

  init(_ column: Column, codes: [UInt8], weights: [Double], shift: Double) {
    self.shift = shift
    let missing = column.missing
    switch column.storage {
    case .int8(let values): add(values.lazy.map { Double($0) }, missing, codes, weights)
    case .int16(let values): add(values.lazy.map { Double($0) }, missing, codes, weights)
    case .double(let values): add(values.lazy.map { $0 }, missing, codes, weights)
    default: break
    }
  }

  @inline(__always)
  private mutating func add(
    _ values: some RandomAccessCollection<Double>, _ missing: [MissingKind], _ codes: [UInt8], _ weights: [Double]
  ) {
    // Two banks, so that neighbours of one group do not wait for each other.
    var banks = [SIMD4<Double>](repeating: .zero, count: 512)
    banks.withUnsafeMutableBufferPointer { banks in
      codes.withUnsafeBufferPointer { codes in
        weights.withUnsafeBufferPointer { weights in
          missing.withUnsafeBufferPointer { missing in
            var row = 0
            for value in values {
              let isPresent = missing.isEmpty || missing[row] == .present
              let weight = isPresent ? weights[row] : 0
              let deviation = value - shift
              banks[Int(codes[row]) &+ (row & 1) &<< 8] +=
                SIMD4(weight, weight * deviation, weight * deviation * deviation, 0)
              row &+= 1
            }
          }
        }
      }
    }
    for group in 0..<256 { sums[group] = banks[group] + banks[group + 256] }
  }

  func mean(_ group: Int) -> Double { shift + sums[group][1] / sums[group][0] }

  func variance(_ group: Int) -> Double {
    let mean = sums[group][1] / sums[group][0]
    return sums[group][2] / sums[group][0] - mean * mean
  }
}
