import Diagnostics
import Foundation
import GRDB
import SurveyModel
import Testing

@testable import History

@Suite("The history keeps what was published")
struct HistoryStoreTests {
  @Test("the first step of the schema makes the tables that rows are read from and written to")
  func schema() throws {
    let editions = try Editions()
    defer { editions.remove() }
    try editions.add("2024.1", wave: 2024, score: 70)
    let queue = try DatabaseQueue(path: editions.store.path)
    defer { try? queue.close() }
    try queue.read { database in
      #expect(try HistoryDatabase.migrator.appliedIdentifiers(database) == ["1"])
      for table in [HistoryTable.publication] + HistoryTable.all {
        let columns = try database.columns(in: table.name)
        let own = table.name == "publication" ? ["id"] : ["publication", "position"]
        #expect(columns.map(\.name) == own + table.columns.map(\.name), "\(table.name)")
        let types = table.columns.map { $0.kind == .text ? "TEXT" : $0.kind == .number ? "REAL" : "INTEGER" }
        #expect(columns.dropFirst(own.count).map(\.type) == types, "\(table.name)")
      }
    }
  }

  @Test("a publication comes back as it was, infinite degrees of freedom and all, and only its owner may read it")
  func roundTrip() throws {
    let editions = try Editions()
    defer { editions.remove() }
    #expect(try editions.store.publications() == [])
    #expect(!FileManager.default.fileExists(atPath: editions.store.path))
    let figures = try editions.figures(wave: 2024, score: 71.21240825050471)
    let publication = Editions.publication("2024.1", wave: 2024)
    try editions.store.add(publication, figures)
    #expect(try editions.store.publications() == [publication])
    let kept = try editions.store.figures(of: publication)
    for table in HistoryTable.all { #expect(kept.rows(of: table) == figures.rows(of: table), "\(table.name)") }
    #expect(kept.rows(of: .score).count == 5 && kept.inputs.map(\.path) == ["survey.csv"])
    #expect(kept.rows(of: .score)[0][8] == .number(.infinity))
    #expect(try editions.store.counts(of: publication)["score"] == 5)
    let attributes = try FileManager.default.attributesOfItem(atPath: editions.store.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    let queue = try DatabaseQueue(path: editions.store.path)
    #expect(try queue.read { try String.fetchOne($0, sql: "PRAGMA journal_mode") } == "wal")
    try queue.close()
    // Nothing of the journal is left.
    let names = try FileManager.default.contentsOfDirectory(atPath: editions.root.path)
    #expect(names.filter { $0.hasPrefix("history") } == ["history.sqlite"])
  }

  @Test("a second revision leaves the first; the same revision twice is refused")
  func revisions() throws {
    let editions = try Editions()
    defer { editions.remove() }
    try editions.add("2024.1", wave: 2024, score: 70)
    let first = try #require(try editions.store.latest("2024.1", of: "lanjiang"))
    try editions.add("2024.1", wave: 2024, revision: 2, score: 71)
    let second = try #require(try editions.store.latest("2024.1", of: "lanjiang"))
    #expect(second.revision == 2 && second.reasons.count == 2)
    #expect(try editions.store.publications() == [first, second])
    #expect(try editions.store.figures(of: first).tables()[0].rows[0].numbers[0] == 70)
    #expect(try editions.store.figures(of: second).tables()[0].rows[0].numbers[0] == 71)
    #expect(throws: DiagnosticError.self) { try editions.add("2024.1", wave: 2024, revision: 2, score: 72) }
    #expect(try editions.store.figures(of: second).tables()[0].rows[0].numbers[0] == 71)
    #expect(try editions.store.latest("2024.1", of: "qinghe") == nil)
  }

  @Test("what cannot be published is not kept, and what cannot be kept is taken back")
  func together() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let figures = try editions.figures(wave: 2024, score: 70)
    let publication = Editions.publication("2024.1", wave: 2024)
    var undone = 0
    let full = DiagnosticError(.inputOutput, Diagnostic(.error, code: "O-001", "full"))
    #expect(throws: DiagnosticError.self) {
      try editions.store.add(
        publication, figures, publish: { () throws(DiagnosticError) in throw full }, undo: { undone += 1 })
    }
    #expect(undone == 0)
    #expect(try editions.store.publications() == [])
    try editions.store.add(publication, figures)
    var published = 0
    #expect(throws: DiagnosticError.self) {
      try editions.store.add(
        publication, figures, publish: { () throws(DiagnosticError) in published += 1 }, undo: { undone += 1 })
    }
    // It was refused before it was made public.
    #expect(published == 0 && undone == 0)
  }

  @Test("a table of a run that is none of ours is refused with its line")
  func wrongTables() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let found = problems {
      _ = try editions.figures(
        wave: 2024, scores: ["2024,district,SQ,,,INDEX,high,,,,,,", "x,district,SQ,,,A,1,,,,,,"])
    }
    #expect(found.map(\.code) == ["O-043", "O-043"])
    #expect(found.compactMap { $0.location?.line } == [2, 3])
  }

  @Test("a file that is no database, one of something else and one of a later version are refused, not overwritten")
  func refused() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let file = URL(fileURLWithPath: editions.store.path)
    let figures = try editions.figures(wave: 2024, score: 70)
    func refusal(_ code: String) throws {
      let bytes = try Data(contentsOf: file)
      for body in [
        { _ = try editions.store.publications() },
        { try editions.store.add(Editions.publication("2024.1", wave: 2024), figures) },
      ] {
        #expect(problems(body).map(\.code) == [code])
        #expect(kind(body) == .content)
      }
      #expect(try Data(contentsOf: file) == bytes)
    }
    try Data("not a database, but long enough to be looked at as one".utf8).write(to: file)
    try refusal("O-041")
    try FileManager.default.removeItem(at: file)
    let other = try DatabaseQueue(path: file.path)
    try other.write { try $0.execute(sql: "CREATE TABLE song (title TEXT)") }
    try other.close()
    try refusal("O-041")
    try FileManager.default.removeItem(at: file)
    try editions.add("2023.1", wave: 2023, score: 70)
    let later = try DatabaseQueue(path: file.path)
    try later.write { try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')") }
    try later.close()
    try refusal("O-042")
    // The middle of a sound one is overwritten.
    try FileManager.default.removeItem(at: file)
    try editions.add("2023.1", wave: 2023, score: 70)
    var bytes = try Data(contentsOf: file)
    bytes.replaceSubrange(4096..<bytes.count, with: Data(repeating: 0x5A, count: bytes.count - 4096))
    try bytes.write(to: file)
    try refusal("O-041")
    // An empty file is what a kill leaves; it is filled.
    try Data().write(to: file)
    #expect(try editions.store.publications() == [])
    try editions.add("2024.1", wave: 2024, score: 70)
    #expect(try editions.store.publications().count == 1)
  }
}

@Suite("A run reads what was published before its wave")
struct EarlierFiguresTests {
  private func earlier(_ editions: Editions, before wave: Int, _ computed: Set<Int> = []) throws -> EarlierFigures {
    try editions.store.figures(before: wave, of: "lanjiang", leavingOut: computed)
  }

  @Test(
    "scores with errors and ranks of earlier waves come from the last revision; withheld scores and those without a value do not"
  )
  func scores() throws {
    let editions = try Editions()
    defer { editions.remove() }
    #expect(try earlier(editions, before: 2025).digest == nil)
    try editions.add("2024.1", wave: 2024, score: 70)
    try editions.add("2024.1", wave: 2024, revision: 2, score: 71)
    let found = try earlier(editions, before: 2025)
    #expect(found.editions.map(\.edition) == ["2024.1"])
    #expect(found.scores.map { "\($0.wave) \($0.unitID)" } == ["2023 SQ", "2024 BL", "2024 SQ"])
    let score = try #require(found.scores.last)
    #expect(score.score == 71 && score.standardError == 0.1 && score.df == .infinity && score.edition == "2024.1")
    #expect(score.rank == 1 && score.rankLow == 1 && score.rankHigh == 2)
    // Of full precision is kept what was withheld, too.
    let kept = try editions.store.figures(of: try #require(try editions.store.latest("2024.1", of: "lanjiang")))
    #expect(kept.rows(of: .score).contains { $0[1] == .text("QP") && $0[3] == .number(40.25) })
    #expect(found.scores[1].standardError == nil && found.scores[1].rank == nil)
    #expect(try earlier(editions, before: 2025, [2024]).scores.map(\.wave) == [2023])
    #expect(try earlier(editions, before: 2025, [2024, 2023]) == EarlierFigures())
    #expect(try editions.store.figures(before: 2025, of: "qinghe", leavingOut: []) == EarlierFigures())
  }

  @Test("the digest depends on no order of insertion, no revision of the same figures, no edition of the wave or later")
  func digest() throws {
    let (one, other) = (try Editions(), try Editions())
    defer {
      one.remove()
      other.remove()
    }
    try one.add("2023.1", wave: 2023, score: 60)
    try one.add("2024.1", wave: 2024, score: 70)
    try other.add("2024.1", wave: 2024, score: 70)
    try other.add("2023.1", wave: 2023, score: 60)
    let digest = try #require(try earlier(one, before: 2025).digest)
    #expect(digest.count == 64)
    #expect(try earlier(other, before: 2025).digest == digest)
    let before2024 = try earlier(one, before: 2024).digest
    try one.add("2024.1", wave: 2024, revision: 2, score: 70)
    try one.add("2025.1", wave: 2025, score: 80)
    try one.add("2026.1", wave: 2026, score: 90)
    #expect(try earlier(one, before: 2025).digest == digest)
    #expect(try earlier(one, before: 2024).digest == before2024)
    try one.add("2024.1", wave: 2024, revision: 3, score: 70.00000000000001)
    #expect(try earlier(one, before: 2025).digest != digest)
    #expect(try earlier(one, before: 2024).digest == before2024)
  }

  @Test("a wave that two editions have figures of is taken from the one that reported it")
  func nearest() throws {
    let editions = try Editions()
    defer { editions.remove() }
    try editions.add("2024.1", wave: 2024, score: 70)
    // It has 50.5 for Shiqiao in 2022, and 2024.1 has that for 2023.
    try editions.add("2023.1", wave: 2023, score: 60)
    let found = try earlier(editions, before: 2025).scores.filter { $0.unitID == "SQ" }
    #expect(found.map(\.wave) == [2022, 2023, 2024])
    #expect(found.map(\.score) == [50.5, 60, 70])
    #expect(found.map(\.edition) == ["2023.1", "2023.1", "2024.1"])
  }
}
