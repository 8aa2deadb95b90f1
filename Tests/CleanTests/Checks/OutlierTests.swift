import Diagnostics
import Foundation
import Tables
import Testing

@testable import Clean

@Suite("robust_outliers and interquartile_fences: values far from those of their cell")
struct OutlierTests {
  private let values: [Double?] = [1, 2, 3, 4, 5, 6, 7, 8, 100, nil]

  @Test("robust z: the distance from the median in scaled median absolute deviations")
  func robust() throws {
    // Median 5; distances 4 3 2 1 0 1 2 3 95, their median 2; 95 / (1.4826 x 2) = 32.04.
    let found = try RobustOutliers(variable: "x").check(table([("x", doubles(values))]))
    #expect(found.struck == [StruckRow(8, figure: 95 / (1.4826 * 2))])
    #expect(found.notes.isEmpty)
    let below = try RobustOutliers(variable: "x", limit: 1.3).check(table([("x", doubles(values))]))
    #expect(below.rows == [0, 8])
    #expect(below.struck.first?.figure == -4 / (1.4826 * 2))
  }

  @Test("fences: quartiles by definition 7, beyond 1.5 ranges")
  func fences() throws {
    // Q1 3, Q3 7, range 4, fences -3 and 13; (100 - 7) / 4 = 23.25.
    let found = try InterquartileFences(variable: "x").check(table([("x", doubles(values))]))
    #expect(found.struck == [StruckRow(8, figure: 23.25)])
    // At the fence is within it.
    let edge = try InterquartileFences(variable: "x").check(
      table([("x", doubles([1, 2, 3, 4, 5, 6, 7, 8, 13, -3]))]))
    #expect(edge.rows == [])
  }

  @Test("cells: each value is judged by its own, one too small by the coarser")
  func cells() throws {
    let x: [Double?] = [1, 2, 3, 4, 5, 101, 102, 103, 104, 105, 50, 3]
    let district = ["A", "A", "A", "A", "A", "B", "B", "B", "B", "B", "A", "C"]
    let data = table([("x", doubles(x)), ("d", categories(district, of: ["A", "B", "C"]))])
    // In A: 1 2 3 4 5 50, median 3.5, distances 2.5 1.5 0.5 0.5 1.5 46.5, their median 1.5.
    let check = RobustOutliers(variable: "x", cells: ["d"], minimumCell: 5)
    let found = try check.check(data)
    #expect(found.struck == [StruckRow(10, figure: 46.5 / (1.4826 * 1.5))])
    #expect(try RobustOutliers(variable: "x").check(data).rows == [])
    // Three levels: the last variable is left out first.
    let size = ["s", "s", "s", "s", "s", "s", "s", "s", "s", "s", "m", "s"]
    var fine = data
    fine.set("s", texts(size))
    let nested = RobustOutliers(variable: "x", cells: ["d", "s"], minimumCell: 5)
    #expect(try nested.check(fine).rows == [10])
  }

  @Test("a cell whose MAD is 0 is judged by the coarser, and at last by the mean absolute deviation")
  func zeroSpread() throws {
    let x: [Double?] = [7, 7, 7, 7, 9, 1, 2, 3, 4, 5]
    let data = table([("x", doubles(x)), ("d", texts(["A", "A", "A", "A", "A", "B", "B", "B", "B", "B"]))])
    // All: median 6, distances 1 1 1 1 3 5 4 3 2 1, their median 1.5: nothing is far.
    #expect(try RobustOutliers(variable: "x", cells: ["d"], minimumCell: 5).check(data).rows == [])
    // One cell: median 7, MAD 0, mean distance 20 / 9; 20 / (1.2533 x 20 / 9) = 7.18.
    let flat = table([("x", doubles([7, 7, 7, 7, 7, 7, 7, 7, 27]))])
    let found = try RobustOutliers(variable: "x").check(flat)
    #expect(found.rows == [8])
    #expect(abs((found.struck.first?.figure ?? 0) - 9 / 1.2533) < 1e-12)
    #expect(try RobustOutliers(variable: "x").check(table([("x", doubles([7, 7, 7]))])).rows == [])
    #expect(try InterquartileFences(variable: "x").check(flat).rows == [])
  }

  @Test("the log scale passes over values of 0 and less, and says so")
  func logScale() throws {
    let data = table([("x", doubles([0, -1, 1, 10, 100, 1000, 10_000, 1e12, nil]))])
    let found = try RobustOutliers(variable: "x", scale: .log).check(data)
    // Tens as logarithms: 0 1 2 3 4 12, median 2.5, distances 2.5 1.5 0.5 0.5 1.5 9.5, their median 1.5.
    #expect(found.rows == [7])
    #expect(abs((found.struck.first?.figure ?? 0) - 9.5 / (1.4826 * 1.5)) < 1e-12)
    #expect(found.notes.map(\.code) == ["Q-011"])
    #expect(found.notes.first?.message.contains("2 values") == true)
  }

  @Test("outliers in the logarithm of the reference data are those worked out elsewhere")
  func reference() throws {
    let reference = try WaveReference.read()
    let data = table([("x", doubles(reference.now))])
    let found = try RobustOutliers(variable: "x", scale: .log, limit: reference.logMAD.k).check(data)
    #expect(found.rows == reference.logMAD.outliers)
    let logs = OrderedValues(reference.now.compactMap { $0 }.filter { $0 > 0 }.map { log($0) })
    #expect(abs(logs.median - reference.logMAD.medianLog) < 1e-12)
    #expect(abs(1.4826 * logs.medianDistance(from: logs.median) - reference.logMAD.scaledDeviation) < 1e-12)
  }
}

/// `Fixtures/quality/hb_mad.json`.
struct WaveReference: Decodable {
  struct Effects: Decodable {
    var U, A, C: Double
    var medianRatio: Double
    var quartiles: [Double]
    var bounds: [Double]
    var excluded: [Int]
    var outliers: [Int]

    enum CodingKeys: String, CodingKey {
      case U, A, C, bounds, outliers
      case medianRatio = "median_ratio"
      case quartiles = "E_quartiles"
      case excluded = "excluded_zero_or_missing"
    }
  }

  struct LogMAD: Decodable {
    var k: Double
    var medianLog: Double
    var scaledDeviation: Double
    var outliers: [Int]

    enum CodingKeys: String, CodingKey {
      case k, outliers
      case medianLog = "median_log"
      case scaledDeviation = "mad_scaled"
    }
  }

  var then: [Double?]
  var now: [Double?]
  var effects: Effects
  var logMAD: LogMAD

  enum CodingKeys: String, CodingKey {
    case then = "x_prev"
    case now = "x_now"
    case effects = "hb"
    case logMAD = "log_mad"
  }

  static func read() throws -> WaveReference {
    try JSONDecoder().decode(WaveReference.self, from: fixture("quality/hb_mad.json"))
  }
}
