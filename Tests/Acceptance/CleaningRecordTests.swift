import Foundation
import Testing

@Suite("Cleaning through the built program: every edit on record, and nothing published beyond a limit")
struct CleaningRecordTests {
  private let pipeline = "Pipelines/lanjiang-annual"

  private func run(_ command: [String], in folder: URL) throws -> Outcome {
    try Program.run(command + [pipeline, "--output", "out", "--set", "uncertainty.replicates=100"], in: folder)
  }

  private func rows(_ path: String, in folder: URL) throws -> [[String: String]] {
    try CSVRows(folder.appendingPathComponent(path)).rows
  }

  @Test("The audit replayed gives the cleaned data, taken back the ingested data; a line left out is found")
  func replayAndUndo() throws {
    try Program.withCopyOfPipelines { folder in
      #expect(try run(["run"], in: folder).exitCode == 0)
      for direction in ["--replay", "--undo"] {
        let outcome = try run(["clean", direction], in: folder)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("the same data, cell for cell"))
      }
      let audit = folder.appendingPathComponent("out/current/audit.csv")
      let lines = try String(contentsOf: audit, encoding: .utf8).split(
        separator: "\r\n", omittingEmptySubsequences: false)
      let change = try #require(lines.firstIndex { $0.contains(",set_missing,") })
      var fewer = lines
      fewer.remove(at: change)
      try fewer.joined(separator: "\r\n").write(to: audit, atomically: true, encoding: .utf8)
      for direction in ["--replay", "--undo"] {
        let outcome = try run(["clean", direction], in: folder)
        #expect(outcome.exitCode == 65)
        #expect(outcome.errors.contains("1 cells differ"))
      }
    }
  }

  @Test("A gate beyond its limit stops the run before anything is published, with the figure and the records")
  func gates() throws {
    try Program.withCopyOfPipelines { folder in
      try Program.edit("\(pipeline)/cleaning.yaml", in: folder) {
        $0.replacingOccurrences(
          of: "    when: Q28 <> 2\n", with: "    when: Q28 <> 2\n    thresholds: {warn_above: 0.1%, error_above: 90%}\n"
        )
      }
      let warned = try run(["run"], in: folder)
      #expect(warned.exitCode == 0)
      #expect(warned.errors.contains("R02 is "), "\(warned.errors)")
      let strict = try run(["run", "--strict", "--no-publish"], in: folder)
      #expect(strict.exitCode == 65)
      try FileManager.default.removeItem(at: folder.appendingPathComponent("out"))
      try Program.edit("\(pipeline)/cleaning.yaml", in: folder) {
        $0.replacingOccurrences(of: "error_above: 90%", with: "error_above: 0.2%")
      }
      let stopped = try run(["run"], in: folder)
      #expect(stopped.exitCode == 65)
      #expect(stopped.errors.contains("limit 0.2 %") && stopped.errors.contains("Furthest out: records "))
      #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("out/current").path))
    }
  }

  @Test("Corrections come first and are on record; a reviewer keeps a record until its answers change")
  func correctionsAndDecisions() throws {
    try Program.withCopyOfPipelines { folder in
      #expect(try run(["clean"], in: folder).exitCode == 0)
      let dropped = try #require(
        try rows("out/stages/clean/quarantine.csv", in: folder).first { row in
          row["rules"] == "R02" && row["wave"] == "2025"
        })
      let record = try #require(dropped["record_id"])
      let fingerprint = try #require(dropped["fingerprint"])
      try Program.edit("\(pipeline)/pipeline.yaml", in: folder) {
        $0 + "\ncorrections: corrections.csv\ndecisions: decisions.yaml\n"
      }
      func decide(_ fingerprint: String) throws {
        try """
        decisions:
          - {record: "\(record)", rule: R02, reason: checked by telephone, by: Li, fingerprint: "\(fingerprint)"}
        """.write(
          to: folder.appendingPathComponent("\(pipeline)/decisions.yaml"), atomically: true, encoding: .utf8)
      }
      try decide(fingerprint)
      let kept = try #require(
        try CSVRows(folder.appendingPathComponent("out/stages/clean/survey-2025.csv")).rows.first?["record_id"])
      try "record,variable,value,reason,by\n\(kept),Q06,77,call-back,Wang\n".write(
        to: folder.appendingPathComponent("\(pipeline)/corrections.csv"), atomically: true, encoding: .utf8)
      let outcome = try run(["clean"], in: folder)
      #expect(outcome.exitCode == 0, "\(outcome.errors)")
      let audit = try rows("out/stages/clean/audit.csv", in: folder)
      let corrected = try #require(audit.first { $0["action"] == "correct" })
      #expect(corrected["record_id"] == kept && corrected["after"] == "77")
      #expect(audit.contains { $0["action"] == "keep" && $0["record_id"] == record && $0["rule_id"] == "R02" })
      let quarantine = try rows("out/stages/clean/quarantine.csv", in: folder)
      #expect(!quarantine.contains { $0["record_id"] == record && $0["wave"] == "2025" })
      #expect(try rows("out/stages/clean/decisions.csv", in: folder).map { $0["by"] } == ["Li"])
      try decide("000000000000")
      let stale = try run(["clean"], in: folder)
      #expect(stale.exitCode == 65)
      #expect(stale.errors.contains("now \(fingerprint)"), "\(stale.errors)")
    }
  }

  @Test("A salt that others may read is refused; with one of its owner's the hashes are others than without")
  func salt() throws {
    try Program.withCopyOfPipelines { folder in
      #expect(try run(["clean"], in: folder).exitCode == 0)
      let plain = try rows("out/stages/clean/survey-2025.csv", in: folder).compactMap { $0["firm"] }
      let salt = folder.appendingPathComponent("\(pipeline)/salt.key")
      try Data((0..<32).map { UInt8($0) }).write(to: salt)
      try FileManager.default.setAttributes([.posixPermissions: 0o644], ofItemAtPath: salt.path)
      try Program.edit("\(pipeline)/pipeline.yaml", in: folder) { $0 + "\nsalt: salt.key\n" }
      let refused = try run(["clean"], in: folder)
      #expect(refused.exitCode == 77)
      #expect(refused.errors.contains("chmod 600"))
      try FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: salt.path)
      #expect(try run(["clean"], in: folder).exitCode == 0)
      let salted = try rows("out/stages/clean/survey-2025.csv", in: folder).compactMap { $0["firm"] }
      #expect(plain.count == salted.count)
      #expect(Set(plain).intersection(salted).subtracting([""]).isEmpty)
    }
  }

  @Test("Rules, quality and gates are written, and what dropped records would have changed")
  func files() throws {
    try Program.withCopyOfPipelines { folder in
      #expect(try run(["run"], in: folder).exitCode == 0)
      let rules = try rows("out/current/rules.csv", in: folder)
      #expect(rules.contains { $0["rule_id"] == "R02" && $0["wave"] == "2025" && $0["unit_id"] == "" })
      let quality = try rows("out/current/quality.csv", in: folder)
      let measures = Set(quality.compactMap { $0["measure"] })
      #expect(
        measures == [
          "respondents", "eligibility_rate", "valid_rate", "median_duration_s", "item_nonresponse", "quota_fill",
          "first_digits", "heaping",
        ])
      let dropped = try rows("out/current/data/dropped_records.csv", in: folder)
      let city = try #require(dropped.first { $0["unit_id"] == "ALL" || $0["indicator_id"] == "INDEX" })
      #expect(Int(city["dropped"] ?? "") ?? 0 > 0)
      for name in ["audit.csv", "quarantine.csv", "rules.csv", "quality.csv", "gates.json", "data/dropped_records.csv"]
      {
        let path = folder.appendingPathComponent("out/current/\(name)").path
        let mode = try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
        #expect(mode == 0o600, "\(name)")
      }
    }
  }
}
