import Diagnostics
import Expressions
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("Directly standardised figures from a pipeline")
struct StandardisedTests {
  /// Records of one district and cell with answers `value - 1` and `value + 1` in turn.
  private struct Cell {
    var district: Int
    var size: String
    var sector: String?
    var count: Int
    var value: Double

    init(_ district: Int, _ size: String, _ sector: String?, _ count: Int, _ value: Double) {
      (self.district, self.size, self.sector, self.count, self.value) = (district, size, sector, count, value)
    }
  }

  private static func city(_ cells: [Cell]) -> DistrictCity {
    let count = (cells.map(\.district).max() ?? 0) + 1
    var city = DistrictCity(count, indicators: [SmallCity.leaf("A", "MEAN(answer)")])
    city.monitors = [
      DistrictCity.monitor("R", "100 * SUM(answer) / SUM(base)", source: "survey"),
      DistrictCity.monitor("T", "SUM(answer)", source: "survey"),
      DistrictCity.monitor("C", "COUNT(*)", source: "survey"),
      DistrictCity.monitor("S", "100 * SHARE(answer > 5)", source: "survey"),
      DistrictCity.monitor("M", "MEDIAN(answer)", source: "survey"),
    ]
    var (districts, sizes, sectors) = ([Int](), [String?](), [String?]())
    var (answers, bases) = ([Double](), [Double]())
    for cell in cells {
      for number in 0..<cell.count {
        districts.append(cell.district)
        sizes.append(cell.size)
        sectors.append(cell.sector)
        answers.append(cell.value + (number % 2 == 0 ? -1 : 1))
        bases.append(cell.size == "L" ? 1 : 2)
      }
    }
    city.districts[2] = districts
    city.columns[2] = [
      ("size", DistrictCity.category(sizes)), ("sector", DistrictCity.category(sectors)),
      ("answer", Column(.double(answers))), ("base", Column(.double(bases))),
    ]
    return city
  }

  private func evaluate(
    _ city: DistrictCity, by variables: [String] = ["size"], maximumEmpty: Double = 0.2, indicators: [String]? = nil,
    threads: Int = 2
  ) throws -> [StandardisedEstimate] {
    var pipeline = city.pipeline
    var settings = StandardisationSettings(variables: variables, indicators: indicators)
    settings.maximumEmpty = maximumEmpty
    pipeline.standardisation = settings
    return try aggregate(city.datasets, pipeline: pipeline, threads: threads).survey.standardised
  }

  private func row(_ rows: [StandardisedEstimate], _ unit: String, _ id: String) throws -> StandardisedEstimate {
    try #require(rows.first { $0.unitID == unit && $0.indicatorID == id })
  }

  private static let otherMixes = [
    Cell(0, "L", "a", 16, 2), Cell(0, "S", "a", 6, 12), Cell(1, "L", "a", 6, 2), Cell(1, "S", "a", 16, 12),
  ]

  @Test("districts that differ by their mix alone have the same standardised figures, those of the city")
  func otherMixes() throws {
    let rows = try evaluate(Self.city(Self.otherMixes))
    #expect(Set(rows.map(\.indicatorID)) == ["A", "R", "T", "C", "S"], "a median is no mean of cells")
    // Half of the city is large. By hand: means 2 and 12, bases 1 and 2.
    let wanted: [String: Double] = ["A": 7, "R": 100 * 7 / 1.5, "S": 50, "T": 22 * 7, "C": 22]
    for id in ["A", "R", "S", "T", "C"] {
      for unit in ["D0", "D1"] {
        let own = try row(rows, unit, id)
        #expect(abs((own.standardised ?? 0) - (wanted[id] ?? 0)) < 1e-10, "\(unit) \(id)")
        #expect(abs((own.difference ?? 0) - ((own.standardised ?? 0) - (own.value ?? 0))) < 1e-12)
        #expect(own.n == 22 && own.leftOut == 0 && own.cells == 2 && own.emptyShare == 0 && own.mergedShare == 0)
        #expect(own.standard == .survey)
      }
    }
    let own = try row(rows, "D0", "A")
    #expect(abs((own.value ?? 0) - 104.0 / 22) < 1e-12)
    // z = W (x - m) / n by cell, every x 1 from its mean.
    let variance = 22.0 / 21 * 0.25 * (1.0 / 16 + 1.0 / 6)
    #expect(abs((own.standardisedError ?? 0) - variance.squareRoot()) < 1e-12)
    #expect((own.differenceError ?? 0) > 0)
    let city = try row(rows, "CITY", "A")
    #expect(abs((city.difference ?? 1)) < 1e-12 && abs((city.value ?? 0) - 7) < 1e-12)
  }

  @Test("districts with the mix of the city keep their figures")
  func equalMixes() throws {
    let rows = try evaluate(
      Self.city([
        Cell(0, "L", "a", 8, 3), Cell(0, "S", "a", 12, 9), Cell(1, "L", "a", 16, 1), Cell(1, "S", "a", 24, 5),
      ]))
    #expect(rows.count == 15)
    for own in rows {
      #expect(abs((own.difference ?? 1) / (own.value ?? 1)) < 1e-14, "\(own.unitID) \(own.indicatorID)")
    }
    #expect(try row(rows, "D0", "A").value != row(rows, "D1", "A").value)
  }

  private static let missingCell = [
    Cell(0, "L", "a", 10, 1), Cell(0, "L", "b", 10, 3), Cell(0, "S", "a", 10, 5), Cell(1, "L", "a", 10, 1),
    Cell(1, "L", "b", 10, 3), Cell(1, "S", "a", 10, 5), Cell(1, "S", "b", 30, 9),
  ]

  @Test("for a cell without records those beside it stand, and where it holds too much there is no figure")
  func missingCell() throws {
    let city = Self.city(Self.missingCell)
    let refused = try row(evaluate(city, by: ["size", "sector"]), "D0", "A")
    #expect(refused.value == 3 && refused.standardised == nil && refused.difference == nil && refused.cells == 0)
    #expect(abs(refused.emptyShare - 30.0 / 90) < 1e-15 && abs(refused.mergedShare - 30.0 / 90) < 1e-15)
    let rows = try evaluate(city, by: ["size", "sector"], maximumEmpty: 0.4)
    let own = try row(rows, "D0", "A")
    #expect(own.cells == 3 && abs(own.emptyShare - 30.0 / 90) < 1e-15)
    // The other sector of its size stands for it: (20 · 1 + 20 · 3 + 50 · 5) / 90.
    #expect(abs((own.standardised ?? 0) - 330.0 / 90) < 1e-12)
    let full = try row(rows, "D1", "A")
    #expect(full.cells == 4 && full.emptyShare == 0)
    #expect(abs((full.standardised ?? 0) - (20.0 + 60 + 100 + 270) / 90) < 1e-12)
  }

  @Test("a cell with too few records joins the smallest beside it, and none of its answers is lost")
  func thinCell() throws {
    let rows = try evaluate(Self.city(Self.missingCell + [Cell(0, "S", "b", 2, 9)]), by: ["size", "sector"])
    let own = try row(rows, "D0", "A")
    #expect(own.cells == 3 && own.emptyShare == 0 && abs(own.mergedShare - 32.0 / 92) < 1e-15 && own.n == 32)
    #expect(abs((own.standardised ?? 0) - (20.0 + 60 + 52 * (50.0 + 18) / 12) / 92) < 1e-12)
  }

  @Test("records without a class are left out and counted")
  func leftOut() throws {
    let rows = try evaluate(
      Self.city([
        Cell(0, "L", "a", 10, 1), Cell(0, "L", nil, 4, 8), Cell(0, "L", "b", 10, 3), Cell(1, "L", "a", 20, 1),
        Cell(1, "L", "b", 60, 3),
      ]), by: ["sector"])
    let own = try row(rows, "D0", "A")
    #expect(own.leftOut == 4 && own.n == 20)
    #expect(abs((own.value ?? 0) - (10.0 + 32 + 30) / 24) < 1e-12)
    #expect(abs((own.standardised ?? 0) - (30.0 * 1 + 70 * 3) / 100) < 1e-12)
  }

  /// A weighted city with a frame; `sector` is a column of the frame or not.
  private static func weighted(knowsSector: Bool) -> DistrictCity {
    var city = city(
      Self.otherMixes.flatMap { cell in [cell, Cell(cell.district, cell.size, "b", 10, cell.value + 4)] })
    city.design = SampleDesign(
      selection: .quota, strata: ["unit_id", "size"], population: "frame", populationCount: "firms", margins: [])
    var (sizes, sectors, firms, districts) = ([String?](), [String?](), [Double](), [Int]())
    for district in 0..<2 {
      for size in ["L", "S"] {
        for sector in ["a", "b"] {
          districts.append(district)
          sizes.append(size)
          sectors.append(sector)
          firms.append(Double(100 + 50 * district) * (size == "L" ? 1 : 3) * (sector == "a" ? 1 : 2))
        }
      }
    }
    city.frame = (
      [("size", DistrictCity.category(sizes)), ("firms", Column(.double(firms)))]
        + (knowsSector ? [("sector", DistrictCity.category(sectors))] : []), districts
    )
    return city
  }

  @Test("the standard is that of the population counts where they know the variables")
  func frame() throws {
    let rows = try evaluate(Self.weighted(knowsSector: true), by: ["size", "sector"])
    #expect(rows.allSatisfy { $0.standard == .frame })
    for unit in ["CITY", "D0", "D1"] {
      let own = try row(rows, unit, "A")
      // Large to small 1 : 3, sector a to b 1 : 2; means 2, 6, 12, 16.
      #expect(abs((own.standardised ?? 0) - (2.0 + 2 * 6 + 3 * 12 + 6 * 16) / 12) < 1e-12, "\(unit)")
    }
    #expect(rows == (try evaluate(Self.weighted(knowsSector: true), by: ["size", "sector"], threads: 7)))
  }

  @Test("without them it is that of the weighted survey")
  func surveyStandard() throws {
    let city = Self.weighted(knowsSector: false)
    let rows = try evaluate(city, by: ["sector"])
    #expect(rows.allSatisfy { $0.standard == .survey })
    let weights = try #require(try aggregate(city.datasets, pipeline: city.pipeline, threads: 1).weights.first).final
    let survey = try #require(city.datasets[2]?["survey"]?.table)
    let answers = try #require(survey["answer"]?.numericValues)
    func mean(_ of: [Double], _ district: Int?, _ sector: String) -> (total: Double, weight: Double) {
      var (total, weight) = (0.0, 0.0)
      for record in weights.indices where survey["sector"]?.codeText(at: record) == sector {
        if let district, city.districts[2]?[record] != district { continue }
        total += weights[record] * of[record]
        weight += weights[record]
      }
      return (total, weight)
    }
    let (a, b) = (mean(answers, nil, "a").weight, mean(answers, nil, "b").weight)
    for district in 0..<2 {
      let (own, other) = (mean(answers, district, "a"), mean(answers, district, "b"))
      let wanted = (a * own.total / own.weight + b * other.total / other.weight) / (a + b)
      #expect(abs((try row(rows, "D\(district)", "A").standardised ?? 0) - wanted) < 1e-12)
    }
  }

  @Test("the error of a ratio is that of the jackknife")
  func jackknife() throws {
    var city = Self.city([Cell(0, "L", "a", 30, 4), Cell(0, "S", "a", 40, 10), Cell(1, "L", "a", 60, 4)])
    var numbers = TestNumbers(3)
    let count = city.districts[2]?.count ?? 0
    let answers = (0..<count).map { _ in 5 + 10 * numbers.uniform() }
    let bases = (0..<count).map { _ in 1 + 3 * numbers.uniform() }
    city.columns[2]?[2].column = Column(.double(answers))
    city.columns[2]?[3].column = Column(.double(bases))
    func ratio(without left: Int?) -> Double {
      var sums = [[Double]](repeating: [0, 0, 0], count: 2)
      for record in 0..<70 where record != left {
        let cell = record < 30 ? 0 : 1
        sums[cell][0] += answers[record]
        sums[cell][1] += bases[record]
        sums[cell][2] += 1
      }
      let shares = [90.0 / 130, 40.0 / 130]
      let top = shares[0] * sums[0][0] / sums[0][2] + shares[1] * sums[1][0] / sums[1][2]
      let bottom = shares[0] * sums[0][1] / sums[0][2] + shares[1] * sums[1][1] / sums[1][2]
      return 100 * top / bottom
    }
    let own = try row(try evaluate(city, indicators: ["R"]), "D0", "R")
    #expect(abs((own.standardised ?? 0) - ratio(without: nil)) < 1e-9)
    let without = (0..<70).map { ratio(without: $0) }
    let mean = without.reduce(0, +) / 70
    let variance = 69.0 / 70 * without.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    #expect(abs((own.standardisedError ?? 0) / variance.squareRoot() - 1) < 0.03)
  }

  @Test("imputed answers raise the errors of standardised figures as they raise those of estimates")
  func imputed() throws {
    let city = Self.city(Self.otherMixes)
    var pipeline = city.pipeline
    pipeline.standardisation = StandardisationSettings(variables: ["size"], indicators: ["A"])
    pipeline.replicates = 200
    var datasets = city.datasets
    let plain = try row(try aggregate(datasets, pipeline: pipeline, threads: 2).survey.standardised, "D0", "A")
    let table = try #require(datasets[2]?["survey"]?.table)
    let answers = try #require(table["answer"]?.numericValues)
    datasets[2]?["survey"]?.imputation = PlainDeck(
      variable: "answer",
      column: Column(.double(answers), missing: answers.indices.map { $0 % 3 == 0 ? .empty : .present }))
    let evaluation = try aggregate(datasets, pipeline: pipeline, threads: 2)
    let own = try row(evaluation.survey.standardised, "D0", "A")
    let estimate = try #require(evaluation.estimates.first { $0.unitID == "D0" && $0.indicatorID == "A" })
    let error = try #require(own.standardError)
    #expect(error == estimate.standardError && own.standardised == plain.standardised)
    let ratio = error / (plain.standardError ?? 1)
    #expect(ratio > 1.05, "\(ratio)")
    #expect(abs((own.standardisedError ?? 0) / (plain.standardisedError ?? 1) / ratio - 1) < 1e-12)
    #expect(abs((own.differenceError ?? 0) / (plain.differenceError ?? 1) / ratio - 1) < 1e-12)
  }

  @Test("merged cells keep every record and the whole standard, and none is smaller than asked for")
  func merging() throws {
    var numbers = TestNumbers(12)
    var refused = 0
    for trial in 0..<300 {
      var keys: [[String]] = []
      for first in 0..<(1 + numbers.below(3)) {
        for second in 0..<(1 + numbers.below(3)) {
          for third in 0..<(1 + numbers.below(4)) { keys.append(["f\(first)", "s\(second)", "t\(third)"]) }
        }
      }
      let raw = keys.map { _ in 0.01 + numbers.uniform() }
      let total = raw.reduce(0, +)
      let counts = keys.map { _ in numbers.uniform() < 0.4 ? 0 : numbers.below(12) }
      let minimum = 2 + numbers.below(8)
      guard
        let merged = MergedCells(keys: keys, standard: raw.map { $0 / total }, counts: counts, minimum: minimum)
      else {
        refused += 1
        #expect(counts.reduce(0, +) < minimum, "trial \(trial)")
        continue
      }
      #expect(abs(merged.shares.reduce(0, +) - 1) < 1e-12 && merged.shares.allSatisfy { $0 > 0 })
      var sums = merged.shares.map { _ in 0 }
      for (cell, own) in merged.classOfCell.enumerated() {
        #expect((own == nil) == (counts[cell] == 0))
        if let own { sums[own] += counts[cell] }
      }
      #expect(sums.allSatisfy { $0 >= minimum }, "trial \(trial): \(sums), \(minimum)")
      #expect(sums.reduce(0, +) == counts.reduce(0, +))
      let alone = counts.indices.filter { counts[$0] >= minimum }
      #expect(Set(alone.map { merged.classOfCell[$0] }).count == alone.count, "cells that can stand stay apart")
    }
    #expect(refused > 0 && refused < 100)
  }
}
