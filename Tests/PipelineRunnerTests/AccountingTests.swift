import Diagnostics
import SurveyModel
import Testing

@testable import PipelineRunner

@Suite("Every row is accounted for")
struct AccountingTests {
  @Test("a stage that loses a row stops the run as a bug")
  func lostRow() {
    let fine = StageCount(stage: "ingest", source: "survey", wave: 2025, rowsIn: 3, rowsKept: 2, rowsQuarantined: 1)
    let broken = StageCount(stage: "clean", source: "survey", wave: 2025, rowsIn: 3, rowsKept: 2, rowsQuarantined: 0)
    #expect(throws: Never.self) { try PipelineRunner.checkAccounted([fine]) }
    let error = #expect(throws: DiagnosticError.self) { try PipelineRunner.checkAccounted([fine, broken]) }
    #expect(error?.kind == .internalError)
    #expect(error?.diagnostics.count == 1)
  }

  @Test(
    "counts are grouped by thousands", arguments: [(0, "0"), (999, "999"), (1000, "1,000"), (-1234567, "-1,234,567")])
  func grouping(_ count: Int, _ text: String) {
    #expect(grouped(count) == text)
  }
}

@Suite("Work in parallel keeps order and tells every problem")
struct ParallelTests {
  @Test("results come in the order of their inputs")
  func order() async throws {
    let doubled = try await inParallel(Array(0..<200)) { (value: Int) throws(DiagnosticError) in value * 2 }
    #expect(doubled == (0..<200).map { $0 * 2 })
  }

  @Test("all failures are reported together, in order")
  func failures() async throws {
    await #expect {
      _ = try await inParallel([1, 2, 3, 4]) { (value: Int) throws(DiagnosticError) -> Int in
        if value % 2 == 0 { throw DiagnosticError(.content, Diagnostic(.error, code: "X-\(value)", "bad")) }
        return value
      }
    } throws: { error in
      (error as? DiagnosticError)?.diagnostics.map(\.code) == ["X-2", "X-4"]
    }
  }
}
