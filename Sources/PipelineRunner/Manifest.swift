import History
import SurveyModel
import Tables

/// `manifest.json`: what went in, what was done, what came out. It knows no clock, host or path of a machine.
struct Manifest: Codable {
  struct Software: Codable {
    var bizclimate: String
  }

  struct Input: Codable {
    var source: String
    var wave: Int
    var path: String
    var sha256: String
    var bytes: Int
    var rows: Int
    var columns: Int
  }

  struct Configuration: Codable {
    var sha256: String
  }

  /// What was read of editions that were published before.
  struct History: Codable {
    struct Edition: Codable, Hashable {
      var edition: String
      var wave: Int
      var sha256: String
    }

    /// Over those of all editions.
    var sha256: String
    var editions: [Edition]
  }

  struct Counts: Codable {
    var source: String
    var wave: Int
    var rowsIn: Int
    var rowsKept: Int
    var rowsQuarantined: Int
    var cellsChanged: Int
    var recordsFlagged: Int
  }

  struct StageEntry: Codable {
    var name: String
    var version: Int
    var counts: [Counts]
  }

  struct Output: Codable {
    var path: String
    var sha256: String
    var bytes: Int
  }

  var schema = "bizclimate-manifest/1"
  var run: String
  var city: String
  var edition: String
  var wave: Int
  var asOf: String
  var seed: UInt64
  var replicates: Int
  var software: Software
  var config: Configuration
  var inputs: [Input]
  /// nil: there were none, so that the key is not there.
  var history: History?
  var stages: [StageEntry]
  var outputs: [Output]

  init(
    runID: String, pipeline: PipelineDefinition, configurationDigest: String, inputs: [RunInput],
    earlier: EarlierFigures = EarlierFigures(), counts: [StageCount], outputs: [RunFile]
  ) {
    run = runID
    city = pipeline.id
    edition = pipeline.edition
    wave = pipeline.wave
    asOf = pipeline.asOf
    seed = pipeline.seed
    replicates = pipeline.replicates
    software = Software(bizclimate: softwareVersion)
    config = Configuration(sha256: configurationDigest)
    self.inputs = inputs.map {
      Input(
        source: $0.source, wave: $0.wave, path: $0.file.path, sha256: $0.file.sha256, bytes: $0.file.bytes,
        rows: $0.file.rows, columns: $0.file.columns)
    }
    history = earlier.digest.map { digest in
      History(
        sha256: digest,
        editions: earlier.editions.map { History.Edition(edition: $0.edition, wave: $0.wave, sha256: $0.sha256) })
    }
    stages = Stage.allCases.map { stage in
      StageEntry(
        name: stage.rawValue, version: stage.version,
        counts: counts.filter { $0.stage == stage.rawValue }.map {
          Counts(
            source: $0.source, wave: $0.wave, rowsIn: $0.rowsIn, rowsKept: $0.rowsKept,
            rowsQuarantined: $0.rowsQuarantined, cellsChanged: $0.cellsChanged, recordsFlagged: $0.recordsFlagged)
        })
    }
    self.outputs = outputs.map { Output(path: $0.path, sha256: sha256Hex($0.bytes), bytes: $0.bytes.count) }
  }

  /// The bytes of the file.
  func encoded() throws -> [UInt8] { try jsonDocument(self) }
}
