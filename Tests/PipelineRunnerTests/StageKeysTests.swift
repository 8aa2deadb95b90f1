import Foundation
import SurveyModel
import Tables
import Testing

@testable import PipelineRunner

@Suite("Keys of kept results")
struct StageKeysTests {
  private func part(_ topic: String, _ key: String, _ text: String = "1") -> ConfigurationPart {
    ConfigurationPart(topic: topic, file: topic + ".yaml", key: key, text: text)
  }

  private func keys(_ parts: [ConfigurationPart], salt: String? = nil, corrections: String? = nil) -> StageKeys {
    StageKeys(parts, salt: salt, corrections: corrections)
  }

  @Test(
    "a part changes the keys of the stages that read it, and no others",
    arguments: [
      ("pipeline", "title", Stage.report, false, false), ("pipeline", "display", .report, false, false),
      ("measures", "", .report, false, false), ("report", "", .report, false, false),
      ("report.templates", "strength", .report, false, false),
      ("pipeline", "uncertainty", .aggregate, false, true), ("pipeline", "tiers", .aggregate, false, true),
      ("experts", "panels", .aggregate, false, true), ("cleaning", "rules", .clean, true, false),
      ("decisions", "", .clean, true, false), ("cleaning", "derived", .clean, true, true),
      ("pipeline", "seed", .clean, true, true), ("pipeline", "design", .clean, true, true),
      ("pipeline", "sources", .ingest, true, true), ("units", "units", .ingest, true, true),
      ("framework", "index", .ingest, true, true), ("questionnaire", "questions", .ingest, true, true),
      ("pipeline", "a_key_of_tomorrow", .ingest, true, true),
    ])
  func reads(_ topic: String, _ key: String, _ first: Stage, _ cleanReads: Bool, _ aggregateReads: Bool) {
    let others = [part("pipeline", "wave"), part("framework", "likert_maps")]
    let before = keys(others + [part(topic, key, "1")])
    let after = keys(others + [part(topic, key, "2")])
    #expect(StageKeys.stage(of: part(topic, key)) == first)
    #expect((before.clean != after.clean) == cleanReads)
    #expect((before.aggregate("x") != after.aggregate("x")) == aggregateReads)
    #expect(before.aggregate("x") != before.aggregate("y"))
  }

  @Test("salt and corrections belong to what is cleaned")
  func besides() {
    let parts = [part("pipeline", "wave")]
    let all = [keys(parts), keys(parts, salt: "a"), keys(parts, corrections: "a")]
    #expect(Set(all.map(\.clean)).count == 3)
    #expect(Set(all.map { $0.aggregate("x") }).count == 1)
  }

  @Test("neighbouring parts cannot be taken for one another")
  func borders() {
    let two = keys([part("pipeline", "a", "1"), part("pipeline", "b", "1")])
    let one = keys([part("pipeline", "a", "1\n\u{0}\npipeline\nb\n1")])
    #expect(two.clean != one.clean)
    #expect(keys([part("pipeline", "a", "b\nc")]).clean != keys([part("pipeline", "a\nb", "c")]).clean)
  }
}

@Suite("Digests of tables")
struct TableDigestTests {
  private func table(_ column: Column, name: String = "a") -> Table {
    Table([(name: name, column: column)], rowCount: column.count)
  }

  @Test("equal tables have equal digests, wherever their rows were read")
  func equal() {
    var table = table(Column(.int8([1, 2]), missing: [.present, .refused]))
    let digest = table.contentDigest()
    table.origins = RowOrigins(files: ["a.csv"], fileIndex: [0, 0], line: [2, 3])
    #expect(table.contentDigest() == digest)
    #expect(digest.count == 64)
  }

  @Test("another value, kind of missing, width, type, code, name or number of rows is another digest")
  func different() {
    let tables = [
      table(Column(.int8([1, 0]))), table(Column(.int8([0, 1]))), table(Column(.int8([1]))),
      table(Column(.int8([1, 0]), missing: [.present, .empty])),
      table(Column(.int8([1, 0]), missing: [.present, .refused])), table(Column(.int16([1, 0]))),
      table(Column(.int32([1, 0]))), table(Column(.int64([1, 0]))), table(Column(.double([1, 0]))),
      table(Column(.bool([true, false]))), table(Column(.date([1, 0]))), table(Column(.dateTime([1, 0]))),
      table(Column(.text(TextStorage(["1", "0"])))), table(Column(.text(TextStorage(["10", ""])))),
      table(Column(.category(CategoryStorage(codes: [1, 0], dictionary: ["a", "b"])))),
      table(Column(.category(CategoryStorage(codes: [1, 0], dictionary: ["b", "a"])))),
      table(Column(.set(SetStorage(masks: [1, 0], options: ["a"])))),
      table(Column(.set(SetStorage(masks: [1, 0], options: ["b"])))), table(Column(.int8([1, 0])), name: "b"),
    ]
    #expect(Set(tables.map { $0.contentDigest() }).count == tables.count)
  }
}
