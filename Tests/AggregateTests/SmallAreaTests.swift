import Diagnostics
import Estimation
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("Small-area estimates from a pipeline")
struct SmallAreaTests {
  private static let settings = SmallAreaSettings(
    indicators: ["A"], auxiliaries: ["X"], location: SourceLocation(file: "pipeline.yaml", line: 9, column: 1))

  /// Districts whose answers lie symmetrically about given means; the auxiliary is in single enterprises, so that its numbers
  /// are large.
  private static func city(
    means: [Double?], auxiliary: [Double?], spread: Double = 8, perDistrict: Int = 6
  ) -> DistrictCity {
    var city = DistrictCity(means.count, indicators: [SmallCity.leaf("A", "MEAN(answer)")])
    city.monitors = [DistrictCity.monitor("X", "SUM(firms)", source: "economy")]
    for wave in [1, 2] {
      var (answers, districts) = ([Double](), [Int]())
      for (district, mean) in means.enumerated() {
        guard let mean else { continue }
        for number in 0..<perDistrict {
          answers.append(mean + (number % 2 == 0 ? spread : -spread))
          districts.append(district)
        }
      }
      city.columns[wave] = [("answer", Column(.double(answers)))]
      city.districts[wave] = districts
      city.statistics[wave] = [("firms", auxiliary)]
    }
    return city
  }

  private func evaluate(
    _ city: DistrictCity, _ settings: SmallAreaSettings? = Self.settings
  ) throws(DiagnosticError) -> Evaluation {
    var pipeline = city.pipeline
    pipeline.smallAreas = settings
    return try aggregate(city.datasets, pipeline: pipeline, threads: 2)
  }

  private static let firms: [Double] = [1.2e6, 2.5e6, 3.1e6, 4.4e6, 5.2e6, 5.9e6, 7.7e6, 8.3e6, 9.9e6]

  @Test("with an auxiliary that tells all, the model believes it, and is more exact than the direct estimates")
  func perfect() throws {
    let rows = try evaluate(Self.city(means: Self.firms.map { 20 + 5e-6 * $0 }, auxiliary: Self.firms)).survey
      .smallAreas
    #expect(rows.map(\.unitID) == (0..<9).map { "D\($0)" }, "districts alone: neither the city nor unions")
    for (row, firms) in zip(rows, Self.firms) {
      #expect(row.modelVariance == 0 && row.directShare == 0 && row.mark == .modelBased)
      #expect(abs(row.estimate - (20 + 5e-6 * firms)) < 1e-9 && abs(row.synthetic - row.estimate) < 1e-12)
      let (own, model) = (try #require(row.directError), try #require(row.rootMeanSquaredError))
      #expect(model < own, "\(model), \(own)")
      // Six answers 8 from their mean: s² = 64 · 6 / 5.
      #expect(abs(own - (64.0 * 6 / 5 / 6).squareRoot()) < 1e-12)
    }
  }

  @Test("the figures are those of the model fitted to the estimates, whatever the size of the auxiliary")
  func figures() throws {
    let means: [Double?] = [31, 22, 44, 35, 52, 38, 61, 49, 70]
    for (method, own) in [
      (SmallAreaSettings.Method.restrictedLikelihood, FayHerriot.Method.restrictedLikelihood), (.moments, .moments),
    ] {
      var settings = Self.settings
      settings.method = method
      let evaluation = try evaluate(Self.city(means: means, auxiliary: Self.firms, spread: 10), settings)
      let direct = evaluation.estimates.filter { $0.indicatorID == "A" && $0.unitID != "CITY" }
      let model = try FayHerriot(
        direct: direct.compactMap(\.value), samplingVariances: direct.compactMap(\.standardError).map { $0 * $0 },
        predictors: [Self.firms.map { $0 / 1e6 }], method: own)
      #expect(model.variance > 1)
      for (row, area) in zip(evaluation.survey.smallAreas, model.areas) {
        #expect(abs(row.modelVariance - model.variance) < 1e-9 * model.variance)
        #expect(abs(row.estimate - area.estimate) < 1e-9 && abs(row.synthetic - area.synthetic) < 1e-9)
        #expect(abs((row.rootMeanSquaredError ?? 0) - area.meanSquaredError.squareRoot()) < 1e-9)
        #expect(abs(row.directShare - area.directShare) < 1e-12 && row.directShare > 0)
        let mix = row.directShare * (row.direct ?? 0) + (1 - row.directShare) * row.synthetic
        #expect(abs(row.estimate - mix) < 1e-9)
      }
    }
  }

  @Test("a district without answers, or whose answers do not vary, is marked as synthetic")
  func synthetic() throws {
    var means: [Double?] = Self.firms.map { 20 + 5e-6 * $0 }
    means[3] = nil
    var city = Self.city(means: means, auxiliary: Self.firms)
    var answers = city.columns[2]?[0].column.numericValues ?? []
    for (record, district) in (city.districts[2] ?? []).enumerated() where district == 5 { answers[record] = 90 }
    city.columns[2] = [("answer", Column(.double(answers)))]
    let rows = try evaluate(city).survey.smallAreas
    #expect(rows.filter { $0.mark == .synthetic }.map(\.unitID) == ["D3", "D5"])
    #expect(rows[3].direct == nil && rows[5].direct == 90 && rows[5].directError == 0)
    for row in [rows[3], rows[5]] {
      #expect(row.directShare == 0 && row.estimate == row.synthetic)
      #expect(abs(row.estimate - (20 + 5e-6 * Self.firms[row.unitID == "D3" ? 3 : 5])) < 1e-9)
      #expect((row.rootMeanSquaredError ?? 0) > 0)
    }
  }

  @Test("nothing of the model enters the index")
  func index() throws {
    var city = Self.city(means: [31, 22, 44, 35, 52, 38, 61, 49, 70], auxiliary: Self.firms)
    city.previousWave = 1
    let (with, without) = (try evaluate(city), try evaluate(city, nil))
    #expect(!with.survey.smallAreas.isEmpty && without.survey.smallAreas.isEmpty)
    #expect(with.scores == without.scores && with.estimates == without.estimates && with.ranks == without.ranks)
  }

  private func codes(_ city: DistrictCity, _ settings: SmallAreaSettings = Self.settings) -> [String] {
    do throws(DiagnosticError) {
      _ = try evaluate(city, settings)
      return []
    } catch {
      #expect(error.diagnostics.allSatisfy { $0.location == Self.settings.location })
      return error.diagnostics.map { "\($0.code) \($0.message)" }
    }
  }

  @Test("too few districts, districts without the auxiliary and auxiliaries that say the same are refused by name")
  func refusals() {
    let few = codes(Self.city(means: [31, 22, 44, nil], auxiliary: [1, 2, 4, 3]))
    #expect(few.count == 1)
    #expect(
      few.first?.hasPrefix(
        "E-190 the small-area model of `A` with 1 auxiliaries needs 4 units with a direct estimate and its standard "
          + "error, and 2 has 3; there is none for D3") == true, "\(few)")
    let lacking = codes(Self.city(means: [31, 22, 44, 50, 60], auxiliary: [1, nil, 4, 3, nil]))
    #expect(lacking == ["E-191 the auxiliary `X` is not there for D1, D4 in 2"])
    let constant = codes(Self.city(means: [31, 22, 44, 50, 60], auxiliary: [0.1, 0.1, 0.1, 0.1, 0.1]))
    #expect(constant.count == 1 && constant.first?.hasPrefix("E-177") == true, "\(constant)")
  }

  @Test("an earlier wave that lacks an auxiliary is left out with a note, and the run goes on")
  func earlierWave() throws {
    var city = Self.city(means: [31, 22, 44, 35, 52, 38, 61, 49, 70], auxiliary: Self.firms)
    city.previousWave = 1
    #expect(Set(try evaluate(city).survey.smallAreas.map(\.wave)) == [1, 2])
    city.statistics[1] = nil
    let evaluation = try evaluate(city)
    #expect(Set(evaluation.survey.smallAreas.map(\.wave)) == [2])
    #expect(evaluation.notes.contains { $0.en.hasPrefix("In 1 too few units have a direct estimate") })
  }
}
