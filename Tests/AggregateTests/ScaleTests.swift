import Foundation
import SurveyModel
import Testing

@testable import Aggregate

/// A city of many districts. Set `BIZCLIMATE_SCALE_UNITS` to 1000 for 1,000 districts, 100 indicators, 1,000 replicates and 1,000
/// draws of method and replicate; better in a release build, and alone.
@Suite struct ScaleTests {
  private var wide: (city: WideCity, isFull: Bool) {
    guard let units = ProcessInfo.processInfo.environment["BIZCLIMATE_SCALE_UNITS"].flatMap(Int.init) else {
      return (WideCity(), false)
    }
    return (WideCity(unitCount: units, groups: 4, replicates: 1_000, draws: 1_000), true)
  }

  @Test("many districts are assessed in full, in memory below a gigabyte")
  func memory() throws {
    let (city, isFull) = wide
    let evaluation = try aggregate(city.datasets(), pipeline: city.pipeline, threads: 16)
    let nodes = city.pipeline.framework.nodes.count
    #expect(evaluation.scores.count == 2 * (city.unitCount + 1) * nodes)
    #expect(evaluation.scores.allSatisfy { $0.value != nil })
    #expect(evaluation.ranks.count == 2 * city.unitCount * 6)
    #expect(evaluation.comparisons.count == (2 * city.unitCount + 1) * nodes)
    #expect(evaluation.reading.changes.count == (city.unitCount + 1) * 6)
    #expect(!evaluation.analysis.ranges.isEmpty && !evaluation.analysis.shares.isEmpty)
    guard isFull else { return }
    let bytes = try #require(peakMemory())
    print("peak memory \(bytes / 1_000_000) MB")
    #expect(bytes < 1_000_000_000)
  }

  /// Bytes; nil where the system does not tell.
  private func peakMemory() -> Int? {
    let status = try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)
    let line = status?.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    return line?.split(whereSeparator: \.isWhitespace).dropFirst().first.flatMap { Int($0) }.map { $0 * 1024 }
  }

  @Test("what is kept of linearised estimates grows with the records and not with districts times records")
  func linearised() throws {
    for units in [10, 20, 40] {
      var city = WideCity(unitCount: units)
      city.replicates = 0
      city.hasEarlierWave = false
      let pipeline = city.pipeline
      let done = try EvaluatedWave(
        try #require(city.datasets()[2]), wave: 2, pipeline: pipeline, domains: AssessedDomains(pipeline.units),
        threads: 2)
      let parts = done.table.wave.leaves.joined().flatMap(\.parts)
      let kept = parts.reduce(0) { $0 + $1.linearised.count }
      // Each record once for its district and once for the city; a median without an interval has no error.
      let most = 2 * 25 * units * city.firmsPerUnit
      #expect(kept <= most && kept > most * 9 / 10, "\(kept) of \(most)")
    }
  }
}
