import Estimation
import SurveyModel
import Tables
import Testing

@testable import Aggregate

@Suite("How the index reads")
struct IndexReadingTests {
  private func evaluate(_ change: (inout PipelineDefinition, inout [Int: [String: Dataset]]) -> Void) throws
    -> Evaluation
  {
    var city = SmallCity()
    city.replicates = 200
    var pipeline = city.pipeline
    var datasets = city.datasets()
    change(&pipeline, &datasets)
    return try aggregate(datasets, pipeline: pipeline, threads: 2)
  }

  @Test("tiers follow the declared cuts, and letters the rank confidence sets")
  func tiers() throws {
    let evaluation = try evaluate { pipeline, _ in pipeline.tiers = .scores([50, 60]) }
    let rows = evaluation.reading.tiers
    #expect(rows.count == 3 * 3 && rows.allSatisfy { $0.wave == 2 })
    for row in rows {
      #expect(row.tier == (row.score >= 60 ? 1 : row.score >= 50 ? 2 : 3))
      #expect(row.from == (row.tier == 1 ? 60 : row.tier == 2 ? 50 : nil))
      let rank = try #require(
        evaluation.ranks.first { $0.wave == 2 && $0.nodeID == row.nodeID && $0.unitID == row.unitID })
      for other in rows where other.nodeID == row.nodeID && other.unitID != row.unitID {
        let isApart = rank.clearlyAbove.contains(other.unitID) || rank.clearlyBelow.contains(other.unitID)
        #expect(Set(row.letters).isDisjoint(with: other.letters) == isApart)
      }
    }
    #expect(try evaluate { _, _ in }.reading.tiers.isEmpty, "none are cut without being asked for")
  }

  @Test("changes part into answers, composition, counts and availability without remainder")
  func changes() throws {
    let evaluation = try evaluate { _, _ in }
    let rows = evaluation.reading.changes
    #expect(rows.count == 5 * 3)
    for row in rows {
      #expect(abs(row.answers + row.composition + row.counts + row.availability - row.change) < 1e-9)
      func score(_ wave: Int) -> Double? {
        evaluation.scores.first { $0.wave == wave && $0.unitID == row.unitID && $0.nodeID == row.nodeID }?.value
      }
      let (now, before) = (try #require(score(2)), try #require(score(1)))
      #expect(abs(now - before - row.change) < 1e-9)
    }
    // The frame is the same in both waves: nothing comes of the population.
    #expect(rows.allSatisfy { abs($0.composition) < 1e-9 })
    #expect(rows.contains { abs($0.answers) > 0.1 })
    // Dimension A rests on the survey alone.
    #expect(rows.filter { $0.nodeID == "A" }.allSatisfy { $0.counts == 0 })
    #expect(rows.filter { $0.nodeID == "B" }.contains { abs($0.counts) > 1e-6 })
  }

  @Test("where firms answer alike and only the population changes, the change is composition")
  func composition() throws {
    let evaluation = try evaluate { _, datasets in
      // The same answers in both waves; the second one's frame has ten times the large firms.
      let first = datasets[1] ?? [:]
      datasets[2]?["survey"] = first["survey"].map { survey in
        Dataset(source: "survey", wave: 2, table: survey.table, codebook: survey.codebook, inputs: [])
      }
      datasets[2]?["ledger"] = first["ledger"]
      datasets[2]?["economy"] = first["economy"]
      guard let frame = first["frame"] else { return }
      let sizes = frame.table["size"]
      let counts = (0..<frame.table.rowCount).map { row -> Int32 in
        let count = Int32(frame.table["firms"]?.numericValues?[row] ?? 0)
        return sizes?.label(at: row) == "large" && count < 1_000_000 ? 10 * count : count
      }
      let columns = ["unit_id", "size", "sector"].compactMap { name in
        frame.table[name].map { (name: name, column: $0) }
      }
      datasets[2]?["frame"] = Dataset(
        source: "frame", wave: 2,
        table: Table(columns + [(name: "firms", column: Column(.int32(counts)))], rowCount: frame.table.rowCount),
        codebook: frame.codebook, inputs: [])
    }
    let rows = evaluation.reading.changes.filter { $0.nodeID == "A" }
    #expect(rows.contains { abs($0.change) > 0.05 })
    for row in rows { #expect(abs(row.answers) < 1e-9, "\(row)") }
  }

  @Test("convergence is told of the index and each dimension, with what sampling leaves of the differences")
  func convergence() throws {
    let rows = try evaluate { _, _ in }.reading.convergence
    #expect(rows.map(\.nodeID) == ["INDEX", "A", "B"])
    for row in rows {
      #expect(row.units == 3 && row.spreadBefore > 0 && row.spreadAfter > 0)
      #expect(row.slope != nil && row.slopeError != nil)
      #expect((0...1).contains(row.reliability ?? -1))
    }
  }
}
