import Diagnostics
import Testing

@testable import Tables

@Suite struct FileReadingTests {
  private var folder: String {
    #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast().joined(separator: "/") + "/Fixtures"
  }

  private func failure(_ path: String, shownAs: String) -> DiagnosticError? {
    do throws(DiagnosticError) {
      _ = try readFile(path, shownAs: shownAs)
      return nil
    } catch { return error }
  }

  @Test("a missing file is told by its written path, with the nearest name in that folder")
  func missing() {
    let error = failure("\(folder)/csv/spectrum/jsn.csv", shownAs: "data/jsn.csv")
    #expect(error?.kind == .missingInput)
    #expect(error?.diagnostics.first?.description.hasPrefix("data/jsn.csv: error: there is no such file") == true)
    #expect(error?.diagnostics.first?.advice == "Did you mean data/json.csv?")
    #expect(error?.description.contains(folder) == false)
  }

  @Test("a missing folder and a folder in place of a file are told apart")
  func folders() {
    let noFolder = failure("\(folder)/none/a.csv", shownAs: "none/a.csv")
    #expect(noFolder?.diagnostics.first?.message.contains("nor its folder") == true)
    #expect(failure(folder, shownAs: "Fixtures")?.diagnostics.first?.code == "F-003")
  }

  @Test("all bytes of a file are read")
  func bytes() throws {
    let bytes = try readFile("\(folder)/csv/frictionless/doublequote.csv", shownAs: "doublequote.csv")
    #expect(bytes.count == 7346)
    #expect(try readFile("/dev/null", shownAs: "nothing").isEmpty)
  }

  @Test("A file read piece by piece has the bytes and the sum of the whole, whatever the pieces")
  func pieces() throws {
    let path = "\(folder)/csv/frictionless/doublequote.csv"
    let bytes = try readFile(path, shownAs: "d.csv")
    let digest = try FileDigest(path, shownAs: "d.csv")
    #expect(digest.byteCount == bytes.count)
    #expect(digest.sha256 == sha256Hex(bytes))
    for size in [1, 100, 10_000] {
      let stream = try FileStream(path, shownAs: "d.csv", known: digest)
      var all: [UInt8] = []
      var piece = [UInt8](repeating: 0, count: size)
      while true {
        let count = try piece.withUnsafeMutableBytes { try stream.read(into: $0) }
        if count == 0 { break }
        all += piece[..<count]
      }
      #expect(all == bytes)
    }
    #expect(throws: DiagnosticError.self) { try FileStream("\(folder)/none.csv", shownAs: "none.csv") }
    #expect(isRegularFile(path))
    #expect(!isRegularFile("/dev/null"))
  }

  @Test("A file that is no longer what its digest was made of is told")
  func changed() throws {
    let digest = try FileDigest("\(folder)/csv/frictionless/doublequote.csv", shownAs: "a.csv")
    do {
      _ = try FileStream("\(folder)/csv/spectrum/json.csv", shownAs: "b.csv", known: digest)
      Issue.record("taken for the same file")
    } catch {
      #expect(error.diagnostics.first?.code == "F-004")
    }
  }
}
