import Diagnostics
import SurveyModel
import Testing

@testable import Aggregate

@Suite struct WhatIfTests {
  private func changes(_ shifts: [WishedShift], unit: String = "N") throws -> [ScoreChange] {
    var city = SmallCity()
    city.replicates = 200
    return try whatIf(city.datasets(), pipeline: city.pipeline, shifts: shifts, unit: unit)
  }

  @Test("points at an indicator go up with its weights, to everything above it")
  func upwards() throws {
    let found = try changes([WishedShift(nodeID: "A1", points: 6)])
    #expect(found.map(\.nodeID) == ["INDEX", "A", "A1"])
    let gains = found.map { ($0.after ?? 0) - ($0.before ?? 0) }
    // A1 has half of A, and A a third of the index.
    for (gain, expected) in zip(gains, [1.0, 3, 6]) { #expect(abs(gain - expected) < 1e-9) }
    #expect(found[2].rankBefore == nil && found[0].rankBefore?.setLow != nil)
    #expect(try #require(found[0].shareBetter) >= 0)
  }

  @Test("points that lift a unit above all others make it first in every re-draw")
  func first() throws {
    let found = try changes([WishedShift(nodeID: "INDEX", points: 60)])
    #expect(found.map(\.nodeID) == ["INDEX"])
    #expect(found[0].rankAfter?.rank == 1)
    #expect(found[0].rankAfter?.setHigh == 1)
    let before = try #require(found[0].rankBefore)
    // In every re-draw in which it was not first before.
    #expect(abs(try #require(found[0].shareBetter) - (1 - before.rankFrequency[0])) < 1e-12)
  }

  @Test("no points change nothing, and points end at the ends of the scale")
  func ends() throws {
    let none = try changes([WishedShift(nodeID: "A1", points: 0)])
    for change in none { #expect(abs((change.before ?? 0) - (change.after ?? 1)) < 1e-9) }
    #expect(none[0].shareBetter == 0)
    let much = try changes([WishedShift(nodeID: "A1", points: 500)])
    #expect(much.last?.after == 100)
  }

  @Test("unknown nodes and units are told together, with the nearest names")
  func unknown() {
    let error = #expect(throws: DiagnosticError.self) {
      try changes([WishedShift(nodeID: "A11", points: 1), WishedShift(nodeID: "B1", points: .nan)], unit: "NS")
    }
    #expect(error?.diagnostics.map(\.code) == ["I-411", "I-412", "I-413"])
    #expect(error?.diagnostics[0].advice == "Did you mean `A1`?")
  }
}
