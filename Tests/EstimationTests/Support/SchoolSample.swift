import Estimation
import Foundation
import Testing

/// The stratified sample of California's schools of R `survey` (`apistrat`), without a formula in between.
struct SchoolSample {
  let sample: WeightedSample
  let frame: RFrame
  var records: [Int] { Array(0..<frame.rowCount) }

  init(isWeighted: Bool = true) throws {
    let url = try #require(
      Bundle.module.url(forResource: "Fixtures/survey/data/apistrat", withExtension: "csv"))
    frame = RFrame(csv: try String(contentsOf: url, encoding: .utf8))
    guard isWeighted else {
      let one = [Int](repeating: 0, count: frame.rowCount)
      sample = WeightedSample(unweighted: ClusterDesign(stratumOfRecord: one, names: ["all"]))
      return
    }
    let stage = SamplingStage(
      strata: RecordClasses(labels: try #require(frame.columns["stype"]).labels.map { $0 ?? "" }),
      populations: try #require(frame.columns["fpc"]).numbers)
    sample = WeightedSample(
      try SurveyDesign(
        stages: [stage], weights: try #require(frame.columns["pw"]).numbers, recordCount: frame.rowCount))
  }

  func column(_ name: String) throws -> [Double] { try #require(frame.columns[name]).numbers }

  /// Five items that point the same way.
  func items() throws -> [[Double]] {
    [
      try column("api00").map { $0 / 10 }, try column("meals").map { 100 - $0 }, try column("ell").map { 100 - $0 },
      try column("full"), try column("emer").map { 100 - $0 },
    ]
  }
}
