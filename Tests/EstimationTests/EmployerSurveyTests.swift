import Estimation
import Foundation
import SurveyModel
import Testing

/// The synthetic Structure of Earnings Survey of Austria 2006 (data set `ses` of R's `laeken`): 15,691 employees in 500 firms
/// and 119 strata, 42 of them with one firm. Its licence keeps the data out of the repository.
@Suite struct EmployerSurveyTests {
  private static var folder: URL? {
    ProcessInfo.processInfo.environment["BIZCLIMATE_SES"].map { URL(fileURLWithPath: $0, isDirectory: true) }
  }

  @Test(
    "all figures of the employer survey equal R survey, under each policy for lonely strata",
    .enabled(if: folder != nil, "BIZCLIMATE_SES does not name the folder of the employer survey"))
  func matchesAll() throws {
    let folder = try #require(Self.folder)
    let data = RFrame(csv: try String(contentsOf: folder.appendingPathComponent("ses.csv"), encoding: .utf8))
    let golden = RFrame(csv: try String(contentsOf: folder.appendingPathComponent("ses_golden.csv"), encoding: .utf8))
    func labels(_ frame: RFrame, _ name: String) throws -> [String] {
      try #require(frame.columns[name]).labels.map { $0 ?? "" }
    }
    let parts = try ["location", "NACE1", "size"].map { try labels(data, $0) }
    let strata = (0..<data.rowCount).map { row in parts.map { $0[row] }.joined(separator: ".") }
    let stage = SamplingStage(
      strata: RecordClasses(labels: strata), units: RecordClasses(labels: try labels(data, "IDunit")))
    let weights = try #require(data.columns["weights"]).numbers

    let policies = try labels(golden, "lonely")
    let (items, variables, levels) = (
      try labels(golden, "item"), try labels(golden, "by"), try labels(golden, "level")
    )
    func numbers(_ name: String) throws -> [Double] { try #require(golden.columns[name]).numbers }
    let (estimates, errors, dfs) = (try numbers("est"), try numbers("se"), try numbers("df"))
    var compared = 0
    for policy in Set(policies).sorted() {
      let survey = try SurveyDesign(
        stages: [stage], weights: weights, recordCount: data.rowCount, areUnitsNested: true,
        lonelyPolicy: try #require(LonelyPolicy(rawValue: policy)))
      let sample = WeightedSample(survey)
      for row in policies.indices where policies[row] == policy {
        var records = Array(0..<data.rowCount)
        if variables[row] != "all" {
          let own = try labels(data, variables[row])
          records = records.filter { own[$0] == levels[row] }
        }
        let words = items[row].split(separator: " ").map(String.init)
        let isQuantile = words.first == "q"
        let values = try #require(data.columns[isQuantile ? words[1] : items[row]]).numbers
        let estimate: LinearisedEstimate
        let error: Double
        if isQuantile {
          let p = try #require(Double(words[3].dropFirst()))
          estimate = try #require(sample.quantile(values, p: p, rule: .math, over: records))
          error = try #require(estimate.interval?.standardError)
        } else {
          estimate = try #require(sample.mean(values, over: records))
          error = sample.variance(ofLinearised: estimate.linearised, over: records).squareRoot()
        }
        let place = "\(policy) \(items[row]) \(variables[row]) \(levels[row])"
        #expect(abs(estimate.value - estimates[row]) <= 1e-9 * max(1, estimates[row]), "\(place)")
        // Where every stratum of a domain is lonely, the average over none is no number in R either.
        let isSame = error.isNaN && errors[row].isNaN || abs(error - errors[row]) <= 1e-9 * max(1, errors[row])
        #expect(isSame, "\(place): \(error), not \(errors[row])")
        #expect(Double(survey.degreesOfFreedom(over: Array(0..<data.rowCount))) == dfs[row], "\(place)")
        compared += 1
      }
    }
    print("employer survey: \(compared) figures compared")
    #expect(compared == golden.rowCount && compared > 0)
  }
}
