import Clean
import Diagnostics
import SurveyModel
import Tables

/// By what names results of stages are kept: digests over everything that they depend on.
///
/// A key is over the stage's version, the parts of the configuration that it reads, and what comes into it. It knows nothing
/// of times of files, and nothing of the program but the version that is raised by hand.
struct StageKeys {
  /// Keys of pipeline.yaml that neither reading nor cleaning looks at.
  private static let notRead: Set<String> = [
    "title", "notice", "edition", "languages", "display", "report", "actions", "tiers", "importance", "totals",
    "domains",
    "small_areas", "standardisation", "associations", "uncertainty", "history", "reference",
  ]
  /// Keys of pipeline.yaml that change no figure.
  private static let notAggregated: Set<String> = [
    "title", "notice", "edition", "as_of", "languages", "display", "report", "actions", "corrections", "salt",
  ]
  /// Files that only the report reads.
  private static let ofReport: Set<String> = ["report", "report.templates", "measures"]
  private static let ofCleaning: Set<String> = ["cleaning", "decisions"]

  let parts: [ConfigurationPart]
  private let besides: [String]

  /// - Parameters:
  ///   - parts: of the resolved configuration.
  ///   - salt: the digest of the salt of identities.
  ///   - corrections: the digest of the corrections from call-backs.
  init(_ parts: [ConfigurationPart], salt: String?, corrections: String?) {
    self.parts = parts
    besides = [salt ?? "", corrections ?? ""]
  }

  /// The first stage that looks at a part of the configuration.
  static func stage(of part: ConfigurationPart) -> Stage {
    if ofReport.contains(part.topic) { return .report }
    if part.topic == "experts" { return .aggregate }
    if ofCleaning.contains(part.topic) { return .clean }
    guard part.topic == "pipeline" else { return .ingest }
    guard notRead.contains(part.key) else {
      return ["corrections", "salt", "seed", "design"].contains(part.key) ? .clean : .ingest
    }
    return notAggregated.contains(part.key) ? .report : .aggregate
  }

  /// What reading and cleaning depend on beside the sources.
  var clean: String {
    digest(
      ["ingest \(Stage.ingest.version)", "clean \(Stage.clean.version)"] + besides,
      parts.filter { Self.stage(of: $0) <= .clean })
  }

  /// What the figures depend on.
  ///
  /// What cleaning does shows in its result, but for the answers of derived variables.
  ///
  /// - Parameter content: the digest of the cleaned data.
  /// - Returns: 32 hexadecimal digits.
  func aggregate(_ content: String) -> String {
    let read = parts.filter { part in
      switch part.topic {
      case "pipeline": !Self.notAggregated.contains(part.key)
      case "cleaning": part.key == "derived"
      default: !Self.ofReport.contains(part.topic) && !Self.ofCleaning.contains(part.topic)
      }
    }
    return digest(["aggregate \(Stage.aggregate.version)", content], read)
  }

  private func digest(_ heads: [String], _ parts: [ConfigurationPart]) -> String {
    let fields = heads + parts.flatMap { [$0.topic, $0.key, $0.text] }
    // With lengths, so that no two lists of fields are the same bytes.
    let text = fields.map { "\($0.utf8.count) \($0)" }.joined(separator: "\n")
    return String(sha256Hex([UInt8](text.utf8)).prefix(32))
  }
}

extension StageKeys {
  /// The digest of cleaned data as aggregation sees them.
  ///
  /// - Parameters:
  ///   - cleaned: of all sources and waves.
  ///   - keys: of the configuration.
  ///   - inputs: the digest of all sources.
  /// - Returns: hexadecimal digits.
  static func content(_ cleaned: [CleanResult], keys: StageKeys, inputs: String) -> String {
    var lines: [String] = []
    for result in cleaned {
      let dataset = result.dataset
      lines.append("\(dataset.wave)\n\(dataset.source)\n\(dataset.table.contentDigest())")
      // What is imputed anew in replicates starts from the records as they came in.
      if dataset.imputation != nil { lines.append("\(inputs)\n\(keys.clean)") }
    }
    return sha256Hex([UInt8](lines.joined(separator: "\n").utf8))
  }

  /// The digest of the records that rules dropped as invalid in a wave, with the data that they were dropped from; nil: none.
  static func invalid(_ cleaned: [CleanResult], wave: Int, content: String) -> String? {
    let lines = cleaned.filter { $0.dataset.wave == wave }.compactMap { result in
      result.invalid.map { invalid in
        [
          result.dataset.source, invalid.records.contentDigest(), invalid.keptBefore.description,
          invalid.derived?.contentDigest() ?? "",
        ].joined(separator: "\n")
      }
    }
    guard !lines.isEmpty else { return nil }
    return sha256Hex([UInt8]((lines + [content]).joined(separator: "\n").utf8))
  }
}
