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
}
