import Diagnostics
import Foundation
import Tables

@testable import History

/// An output root with what the history reads of a run.
struct Editions {
  let root: URL

  init() throws {
    root = FileManager.default.temporaryDirectory.appendingPathComponent("history-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
  }

  func remove() { try? FileManager.default.removeItem(at: root) }

  var store: HistoryStore { HistoryStore(root: root.path) }

  /// A publication whose scores and ranks are those of two units on one node.
  static func publication(_ edition: String, wave: Int, revision: Int = 1, run: String? = nil) -> Publication {
    Publication(
      city: "lanjiang", edition: edition, revision: revision, wave: wave, asOf: "\(wave + 1)-03-31",
      run: run ?? "lanjiang-\(edition)-0000000\(revision)", inputDigest: "aa", configurationDigest: "bb",
      historyDigest: nil, softwareVersion: "0.1.0", stageVersions: "ingest=1",
      reasons: revision > 1 ? ["survey.csv (\(wave)) changed", "pipeline.yaml seed changed: 1 → 2"] : [])
  }

  /// The figures of a run folder that is written for it; `published` are the rows of its published scores.
  func figures(
    wave: Int, scores: [String], published: [String] = [], ranks: [String] = []
  ) throws -> PublishedFigures {
    let folder = root.appendingPathComponent("run-" + UUID().uuidString)
    for name in ["data", "tables"] {
      try FileManager.default.createDirectory(
        at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let tables: [(String, String, [String])] = [
      (
        "data/scores.csv",
        "wave,level,unit_id,unit_zh,unit_en,indicator_id,estimate,std_error,ci_low,ci_high,n,df,bounded", scores
      ),
      (
        "data/ranks.csv",
        "wave,level,unit_id,unit_zh,unit_en,indicator_id,rank,rank_low,rank_high,clearly_above,clearly_below", ranks
      ),
      ("tables/scores.csv", "wave,unit_id,indicator_id,estimate", published),
    ]
    for (name, header, rows) in tables {
      try ([header] + rows).joined(separator: "\r\n").write(
        to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
    }
    return try PublishedFigures(
      ofRunIn: folder.path, files: Set(tables.map(\.0)),
      inputs: [PublishedInput(source: "survey", wave: wave, path: "survey.csv", sha256: "cc")])
  }

  func figures(wave: Int, score: Double) throws -> PublishedFigures {
    try figures(
      wave: wave,
      scores: [
        "\(wave),district,SQ,石桥县,Shiqiao,INDEX,\(score),0.1,,,20,INF,false",
        "\(wave),district,BL,北岭县,\"Bei, ling\",INDEX,70.98898307131211,,,,,,false",
        "\(wave),district,QP,青屏区,Qingping,INDEX,40.25,,,,3,,false",
        "\(wave),district,GX,高新区,High-tech Zone,INDEX,,,,,,,false",
        "\(wave - 1),district,SQ,石桥县,Shiqiao,INDEX,50.5,,,,,,false",
      ],
      // Too few answered in Qingping.
      published: [
        "\(wave),SQ,INDEX,71.21", "\(wave),BL,INDEX,70.99", "\(wave),QP,INDEX,", "\(wave),GX,INDEX,",
        "\(wave - 1),SQ,INDEX,50.50",
      ],
      ranks: ["\(wave),district,SQ,石桥县,Shiqiao,INDEX,1,1,2,,BL"])
  }

  func add(_ edition: String, wave: Int, revision: Int = 1, score: Double) throws {
    try store.add(
      Self.publication(edition, wave: wave, revision: revision), try figures(wave: wave, score: score))
  }
}

/// The problems of an error, or none.
func problems(_ body: () throws -> Void) -> [Diagnostic] {
  do {
    try body()
    return []
  } catch let error as DiagnosticError {
    return error.diagnostics
  } catch {
    return [Diagnostic(.error, code: "?", "\(error)")]
  }
}

func kind(_ body: () throws -> Void) -> FailureKind? {
  do {
    try body()
    return nil
  } catch {
    return (error as? DiagnosticError)?.kind
  }
}
