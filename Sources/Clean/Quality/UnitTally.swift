import SurveyModel
import Tables

/// Counts the kinds of cells by unit over some rows.
struct UnitTally: Sendable {
  static let kindCount = MissingKind.allCases.count

  /// The unit of each row; behind the last for rows that do not count.
  private let places: [Int32]
  /// The rows of each unit.
  private let counts: [Int]

  /// - Parameters:
  ///   - rows: the rows that count.
  ///   - units: of all rows.
  init(_ rows: [Int], _ units: UnitCodes) {
    let unitCount = units.names.count
    var places = [Int32](repeating: Int32(truncatingIfNeeded: unitCount), count: units.codes.count)
    var counts = [Int](repeating: 0, count: unitCount)
    for row in rows {
      places[row] = units.codes[row]
      counts[Int(units.codes[row])] += 1
    }
    self.places = places
    self.counts = counts
  }

  func count(of unit: Int) -> Int { counts[unit] }

  /// The cells of each unit by kind, of a column with these kinds; none: all cells are present.
  func counts(of missing: [MissingKind]) -> [[Int]] {
    let width = Self.kindCount
    guard !missing.isEmpty else {
      return counts.map { [$0] + [Int](repeating: 0, count: width - 1) }
    }
    // Two banks, so that neighbours of one unit do not wait for each other.
    let size = (counts.count + 1) * width
    var banks = [Int](repeating: 0, count: 2 * size)
    banks.withUnsafeMutableBufferPointer { banks in
      places.withUnsafeBufferPointer { places in
        missing.withUnsafeBufferPointer { missing in
          for row in places.indices {
            banks[(row & 1) &* size &+ Int(places[row]) &* width &+ Int(missing[row].rawValue)] &+=
              1
          }
        }
      }
    }
    return counts.indices.map { unit in
      (0..<width).map { banks[unit * width + $0] + banks[size + unit * width + $0] }
    }
  }
}
