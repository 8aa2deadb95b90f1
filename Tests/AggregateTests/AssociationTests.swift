import Diagnostics
import Estimation
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("Tests of association from a pipeline")
struct AssociationTests {
  /// Records of a table of counts, `count[row][column]`, each `copies` times.
  private static func city(
    _ counts: [[Int]], copies: Int = 1, districts: Int = 1, missing: Int = 0
  ) -> DistrictCity {
    var (rows, columns, third, units, numbers) = ([String?](), [String?](), [String?](), [String](), [Double]())
    for (row, own) in counts.enumerated() {
      for (column, count) in own.enumerated() {
        for number in 0..<count {
          for _ in 0..<copies {
            rows.append("r\(row)")
            columns.append("c\(column)")
            third.append("t\((number * 7 + row) % 3)")
            units.append("p\(numbers.count / copies)")
            numbers.append(1)
          }
        }
      }
    }
    for record in 0..<missing {
      rows.append(record % 2 == 0 ? nil : "r0")
      columns.append(record % 2 == 0 ? "c1" : nil)
      third.append("t0")
      units.append("m\(record)")
      numbers.append(1)
    }
    var city = DistrictCity(districts, indicators: [SmallCity.leaf("A", "MEAN(weight)")])
    city.districts[2] = rows.indices.map { $0 / copies % districts }
    city.columns[2] = [
      ("rows", DistrictCity.category(rows)), ("columns", DistrictCity.category(columns)),
      ("third", DistrictCity.category(third)), ("one", DistrictCity.category(rows.map { _ in "same" })),
      ("psu", DistrictCity.category(units)), ("weight", Column(.double(numbers))),
    ]
    return city
  }

  private func evaluate(
    _ city: DistrictCity, _ pairs: [(String, String)]
  ) throws(DiagnosticError) -> [Association] {
    var pipeline = city.pipeline
    pipeline.associations = pairs.map { AssociationSettings(rows: $0.0, columns: $0.1) }
    return try aggregate(city.datasets, pipeline: pipeline, threads: 1).survey.associations
  }

  @Test("in a simple random sample the test is Pearson's with the design effect n / (n - 1)")
  func simple() throws {
    // X² = n (ad - bc)² / (r₁ r₂ c₁ c₂).
    let found = try #require(try evaluate(Self.city([[10, 20], [30, 40]]), [("rows", "columns")]).first)
    let square = 100.0 * 200 * 200 / (30 * 70 * 40 * 60)
    #expect(found.n == 100 && found.leftOut == 0 && found.rowCount == 2 && found.columnCount == 2)
    #expect(abs((found.pearson ?? 0) - square) < 1e-12)
    #expect(abs((found.meanDesignEffect ?? 0) - 100.0 / 99) < 1e-12)
    #expect(abs((found.statistic ?? 0) - square * 99 / 100) < 1e-12)
    #expect(abs((found.numeratorDF ?? 0) - 1) < 1e-12 && abs((found.denominatorDF ?? 0) - 99) < 1e-9)
    #expect(abs((found.cramersV ?? 0) - (square / 100).squareRoot()) < 1e-12)
    #expect(abs((found.smallestExpected ?? 0) - 30.0 * 40 / 100) < 1e-12)
    let p = fUpperTail(square * 99 / 100, numerator: 1, denominator: 99)
    #expect(abs((found.pValue ?? 0) - p) < 1e-12 && found.adjustedPValue == found.pValue)
  }

  @Test("records that answer three times over are no more evidence than once")
  func clusters() throws {
    let once = try #require(try evaluate(Self.city([[12, 20, 9], [30, 40, 25]]), [("rows", "columns")]).first)
    var city = Self.city([[12, 20, 9], [30, 40, 25]], copies: 3)
    city.design = SampleDesign(
      selection: .probability, strata: [], population: nil, populationCount: nil, margins: [])
    city.design?.weights = "weight"
    city.design?.cluster = "psu"
    let thrice = try #require(try evaluate(city, [("rows", "columns")]).first)
    #expect(thrice.n == 3 * once.n && abs((thrice.pearson ?? 0) / (once.pearson ?? 1) - 3) < 1e-12)
    #expect(abs((thrice.statistic ?? 0) / (once.statistic ?? 1) - 1) < 1e-12)
    #expect(abs((thrice.pValue ?? 0) / (once.pValue ?? 1) - 1) < 1e-10)
    #expect(abs((thrice.meanDesignEffect ?? 0) / (once.meanDesignEffect ?? 1) - 3) < 1e-12)
  }

  @Test("records without a value are left out and counted, and the test is that of the others")
  func leftOut() throws {
    let all = try #require(try evaluate(Self.city([[10, 20], [30, 40]]), [("rows", "columns")]).first)
    let some = try #require(
      try evaluate(Self.city([[10, 20], [30, 40]], missing: 7), [("rows", "columns")]).first)
    #expect(some.n == 100 && some.leftOut == 7)
    #expect(abs((some.pearson ?? 0) - (all.pearson ?? 1)) < 1e-12)
    #expect(abs((some.cramersV ?? 0) - (all.cramersV ?? 1)) < 1e-12)
  }

  @Test("p-values are adjusted after Holm over all that are declared, and a variable of one class has no test")
  func family() throws {
    let pairs = [("rows", "columns"), ("rows", "one"), ("columns", "third"), ("unit_id", "rows")]
    let found = try evaluate(Self.city([[10, 25], [31, 18]], districts: 3), pairs)
    #expect(found.map(\.columns) == pairs.map(\.1))
    #expect(
      found[1].statistic == nil && found[1].adjustedPValue == nil && found[1].columnCount == 1 && found[1].n == 84)
    let tested = found.filter { $0.pValue != nil }
    #expect(tested.count == 3)
    #expect(tested.map { $0.adjustedPValue ?? 2 } == holmAdjusted(tested.map { $0.pValue ?? 2 }))
    let smallest = try #require(tested.min { ($0.pValue ?? 2) < ($1.pValue ?? 2) })
    #expect(smallest.columns == "columns" && (smallest.pValue ?? 1) < 0.01)
    #expect(abs((smallest.adjustedPValue ?? 0) - 3 * (smallest.pValue ?? 0)) < 1e-15)
  }

  @Test("rows and columns change places without changing the test, weighted records too")
  func transposed() throws {
    var city = Self.city([[12, 20, 9], [30, 40, 25]], districts: 2)
    var numbers = TestNumbers(5)
    let count = city.districts[2]?.count ?? 0
    city.columns[2]?[5].column = Column(.double((0..<count).map { _ in 1 + 4 * numbers.uniform() }))
    city.design = SampleDesign(
      selection: .probability, strata: ["unit_id"], population: nil, populationCount: nil, margins: [])
    city.design?.weights = "weight"
    let own = try #require(try evaluate(city, [("rows", "columns")]).first)
    let turned = try #require(try evaluate(city, [("columns", "rows")]).first)
    #expect(own.n == count && (own.meanDesignEffect ?? 0) > 1, "weights that vary by themselves cost precision")
    #expect(own.rowCount == turned.columnCount && own.columnCount == turned.rowCount)
    #expect(abs((own.statistic ?? 0) / (turned.statistic ?? 1) - 1) < 1e-10)
    #expect(abs((own.numeratorDF ?? 0) / (turned.numeratorDF ?? 1) - 1) < 1e-10)
    #expect(abs((own.pValue ?? 0) / (turned.pValue ?? 1) - 1) < 1e-9)
  }

  @Test("a table of too many cells is refused")
  func tooLarge() throws {
    let city = Self.city((0..<25).map { _ in (0..<20).map { _ in 1 } })
    let error = #expect(throws: DiagnosticError.self) { try evaluate(city, [("rows", "columns")]) }
    #expect(error?.diagnostics.map(\.code) == ["E-192"])
    #expect(error?.diagnostics.first?.message.contains("25 × 20 cells in 2, and at most 400") == true)
  }
}
