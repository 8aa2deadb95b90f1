import Diagnostics
import Tables
import Testing

@testable import Ingest
@testable import SurveyModel

@Suite("What a file may cost is declared by the names that messages use")
struct DeclaredLimitTests {
  @Test("Every limit can be declared, and the documented default is the reader's")
  func defaults() {
    let documented = ConfigurationReference.limitKeys.map { "\($0.name)=\($0.defaultText ?? "")" }
    let usual = IngestLimits()
    #expect(documented == IngestLimits.Name.allCases.map { "\($0.rawValue)=\(usual[$0])" })
  }

  @Test("A declared limit refuses a file that costs more, and a higher one lets it pass")
  func declared() throws {
    let folder = try ScratchFolder()
    let nested = String(repeating: "<a>", count: 70) + String(repeating: "</a>", count: 70)
    try folder.write("<l><c><d>1</d>\(nested)</c><c><d>2</d></c></l>", to: "l.xml")
    var source = SourceDefinition(name: "ledger", role: .records, path: "l.xml", format: .xml)
    source.recordPath = "/l/c"
    let error = #expect(throws: DiagnosticError.self) {
      try SourceCells(source, wave: 2025, folder: folder.path)
    }
    #expect(error?.diagnostics.first?.advice?.contains("`depth` under limits:") == true)
    source.limits = ["depth": 100]
    #expect(try SourceCells(source, wave: 2025, folder: folder.path).grid.rowCount == 2)
    source.limits = ["depth": 3]
    #expect(throws: DiagnosticError.self) { try SourceCells(source, wave: 2025, folder: folder.path) }
  }
}
