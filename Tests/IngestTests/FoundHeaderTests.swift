import Diagnostics
import Foundation
import SurveyModel
import Tables
import Testing

@testable import Ingest

@Suite struct FoundHeaderTests {
  private static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  @Test(
    "Every shipped table reads the same with its header found as with it declared",
    arguments: [
      "lanjiang-annual", "asem-connectivity",
    ])
  func shippedTables(name: String) throws {
    let folder = "\(Self.root)/Pipelines/\(name)"
    let pipeline = try loadPipeline(folder: folder, overrides: [])
    var read = 0
    for source in pipeline.sources where source.role != .survey && source.format != .xml {
      for wave in pipeline.waves where source.waves.isEmpty || source.waves.contains(wave) {
        var (declared, found) = (source, source)
        (declared.findsHeader, found.findsHeader) = (false, true)
        let expected = try ingest(declared, wave: wave, pipeline: pipeline, folder: folder)
        let result = try ingest(found, wave: wave, pipeline: pipeline, folder: folder)
        #expect(result.dataset.table.names == expected.dataset.table.names, "\(source.name)")
        #expect(result.dataset.table.columns == expected.dataset.table.columns, "\(source.name)")
        #expect(result.quarantine == expected.quarantine, "\(source.name)")
        #expect(result.notes.filter { $0.contains("add up") || $0.contains("may include") } == [], "\(source.name)")
        read += 1
      }
    }
    #expect(read > 0)
  }
}
