import Diagnostics
import SurveyModel
import Tables
import Testing

@testable import Clean

@Suite("The record of edits is the whole difference between the data as ingested and as cleaned")
struct ReplayTests {
  /// What the cleaned data hold beside derived variables and identities.
  private func replayable(_ result: CleanResult, _ survey: SmallSurvey) -> Table {
    let table = visible(result.dataset.table, survey.dataset)
    let derived = Set(survey.derived.map(\.name))
    return table.selecting(table.names.filter { !derived.contains($0) })
  }

  @Test(
    "Replayed over the ingested data it gives the cleaned data; taken back it gives the ingested data",
    arguments: 0..<300)
  func replayAndUndo(seed: Int) throws {
    let survey = RandomSurvey(seed).survey
    let result = try survey.cleaned()
    let quarantined = Set(result.quarantine.map(\.record))
    let replayed = try replay(
      result.edits.shuffled(), quarantined: quarantined, over: survey.dataset, pipeline: survey.pipeline)
    #expect(differences(replayed, replayable(result, survey)).map(\.column) == [])
    let undone = try undo(result.edits.shuffled(), of: result, dataset: survey.dataset)
    #expect(differences(undone, visible(survey.table, survey.dataset)).map(\.column) == [])
  }

  @Test("A line left out, a value altered, or a record lost shows")
  func tampering() throws {
    var survey = SmallSurvey([records(4), ("a", integers([1, -5, 3, -2])), ("b", texts(["x", "y", nil, "z"]))])
    survey.rules = [rule("R1", "$ < 0", .setMissing(.setByRule), over: ["a"]), rule("R2", "b = 'x'", .drop)]
    let result = try survey.cleaned()
    let quarantined = Set(result.quarantine.map(\.record))
    let expected = replayable(result, survey)
    func replayed(_ entries: [AuditEntry], _ quarantined: Set<String>) throws -> [String] {
      differences(
        try replay(entries, quarantined: quarantined, over: survey.dataset, pipeline: survey.pipeline), expected
      ).map(\.column)
    }
    #expect(try replayed(result.edits, quarantined) == [])
    #expect(try replayed(Array(result.edits.dropLast()), quarantined) == ["a"])
    var altered = result.edits
    altered[0].after = CellText("7")
    #expect(try replayed(altered, quarantined) == ["a"])
    #expect(try replayed(result.edits, []) == [recordColumnName, "a", "b"])
    altered[0].after = CellText("seven")
    #expect(throws: DiagnosticError.self) { try replayed(altered, quarantined) }
    var lost = result
    lost.setAside = lost.setAside.gather([])
    #expect(throws: DiagnosticError.self) { try undo(result.edits, of: lost, dataset: survey.dataset) }
  }

  @Test("Cells of every type and kind of missing come back as they were")
  func cellTexts() {
    let columns: [Column] = [
      Column(.bool([true, false, true]), missing: [.present, .present, .refused]),
      integers([-4, 300, nil], .dontKnow), Column(.double([0.1, -2.5e-300, 0])),
      categories(["a", nil, "b"], of: ["a", "b"]), texts(["", "x|y", nil]),
      Column(.set(SetStorage(masks: [3, 4, 0], options: ["0", "1", "2"])), missing: [.present, .present, .notAsked]),
      Column(.date([0, -719_162, 20_000])), Column(.dateTime([0, 61, 1_700_000_000])),
    ]
    for column in columns {
      let rows = Array((0..<column.count).reversed())
      let blank = column.editing(rows.map { CellEdit(row: $0, cell: .missing(.setByRule)) }).column
      #expect((0..<3).allSatisfy { blank.missingKind(at: $0) == .setByRule })
      let (back, refused) = blank.editing(rows.map { CellEdit(row: $0, cell: column.cell(at: $0)) })
      #expect(refused == [])
      #expect((0..<3).map { back.cell(at: $0) } == (0..<3).map { column.cell(at: $0) })
    }
  }
}
