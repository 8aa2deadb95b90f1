import Diagnostics
import Foundation
import Testing

@testable import History

@Suite("A history moves as one file")
struct HistoryBundleTests {
  private func bundle(_ text: String) throws -> HistoryBundle { try HistoryBundle(Array(text.utf8), file: "h.jsonl") }

  private func filled() throws -> Editions {
    let editions = try Editions()
    try editions.add("2024.1", wave: 2024, score: 71.21240825050471)
    try editions.add("2024.1", wave: 2024, revision: 2, score: 0.1 + 0.2)
    try editions.add("2023.1", wave: 2023, score: 1e-300)
    return editions
  }

  @Test("what is exported and imported elsewhere is exported there as the same bytes, and imported once only")
  func roundTrip() throws {
    let (one, other) = (try filled(), try Editions())
    defer {
      one.remove()
      other.remove()
    }
    let bytes = try one.store.export()
    #expect(try one.store.export() == bytes)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(text.hasPrefix("{\"schema\":\"bizclimate-history/1\"}\n{\"table\":\"publication\",\"city\":\"lanjiang\""))
    #expect(text.contains("\"estimate\":0.30000000000000004") && text.contains("\"df\":\"INF\""))
    #expect(text.contains("\"estimate\":1e-300"))
    let result = try other.store.take(try bundle(text), city: "lanjiang")
    #expect(result.added == ["2023.1@1", "2024.1@1", "2024.1@2"] && result.known == [])
    #expect(try other.store.export() == bytes)
    #expect(try other.store.publications() == one.store.publications())
    let again = try other.store.take(try bundle(text), city: "lanjiang")
    #expect(again.added == [] && again.known == result.added)
    #expect(try other.store.export() == bytes)
    let (before, after) = try (
      one.store.figures(before: 2025, of: "lanjiang", leavingOut: []),
      other.store.figures(before: 2025, of: "lanjiang", leavingOut: [])
    )
    #expect(before == after && before.digest != nil)
  }

  @Test("of an empty history only the first line is exported, and nothing is imported from it")
  func empty() throws {
    let editions = try Editions()
    defer { editions.remove() }
    let text = String(decoding: try editions.store.export(), as: UTF8.self)
    #expect(text == "{\"schema\":\"bizclimate-history/1\"}\n")
    #expect(try editions.store.take(try bundle(text), city: "lanjiang") == HistoryImport())
    #expect(!FileManager.default.fileExists(atPath: editions.store.path))
  }

  @Test("every line that contradicts what is kept is told, and nothing is imported")
  func contradictions() throws {
    let (one, other) = (try filled(), try Editions())
    defer {
      one.remove()
      other.remove()
    }
    try other.add("2024.1", wave: 2024, score: 71.5)
    let bytes = try other.store.export()
    let text = String(decoding: try one.store.export(), as: UTF8.self)
    let lines = text.split(separator: "\n").map(String.init)
    let changed = try #require(lines.firstIndex { $0.contains("71.21240825050471") }) + 1
    let found = problems { _ = try other.store.take(try bundle(text), city: "lanjiang") }
    #expect(found.map(\.code) == ["O-045"])
    #expect(found.first?.location?.line == changed)
    #expect(found.first?.message.contains("2024.1@1: the row of score") == true)
    #expect(try other.store.export() == bytes)
    let foreign = problems { _ = try other.store.take(try bundle(text), city: "qinghe") }
    #expect(foreign.count == 3 && foreign.allSatisfy { $0.message.contains("“qinghe”") })
    // A row less, another run, and a revision that hangs in the air.
    let shorter = lines.filter { !$0.contains("\"table\":\"rank\"") }.map {
      $0.replacingOccurrences(of: "lanjiang-2023.1-00000001", with: "lanjiang-2023.1-ffffffff")
        .replacingOccurrences(of: "\"revision\":2", with: "\"revision\":4")
    }
    let three = problems {
      _ = try one.store.take(try bundle(shorter.joined(separator: "\n")), city: "lanjiang")
    }
    #expect(three.contains { $0.message.contains("run is “lanjiang-2023.1-ffffffff”") })
    #expect(three.count { $0.message.contains("1 rows of rank are missing") } == 2)
    #expect(three.contains { $0.message.contains("2024.1@4 follows 2024.1@3") })
    #expect(try String(decoding: one.store.export(), as: UTF8.self) == text)
  }

  @Test("what is no line of a history is told with its line, all at once")
  func broken() throws {
    let editions = try filled()
    defer { editions.remove() }
    let text = String(decoding: try editions.store.export(), as: UTF8.self)
    var lines = text.split(separator: "\n").map(String.init)
    #expect(problems { _ = try bundle("") }.count == 1)
    #expect(problems { _ = try bundle("{\"schema\":\"other/1\"}\n") }.first?.location?.line == 1)
    #expect(problems { _ = try bundle(lines[0] + "\n" + lines[2]) }.first?.message.contains("no publication") == true)
    lines[3] = "{\"table\":\"score\""
    lines[4] = "{\"table\":\"scores\",\"wave\":2024}"
    lines[5] = lines[5].replacingOccurrences(of: "\"wave\":2023", with: "\"wave\":\"2023\"")
    lines.append("{\"table\":\"score\",\"wave\":2024,\"colour\":1}")
    lines.append(lines[1])
    let found = problems { _ = try bundle(lines.joined(separator: "\n")) }
    #expect(found.compactMap { $0.location?.line } == [4, 5, 6, lines.count - 1, lines.count])
    #expect(found.allSatisfy { $0.code == "O-045" })
  }
}
