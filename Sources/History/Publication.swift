/// An edition as it was published once. It knows no clock: who published it and when is in the attempts.
public struct Publication: Sendable, Hashable {
  /// The pipeline's `id`.
  public var city: String
  public var edition: String
  /// 1 for the first time, then counted up.
  public var revision: Int
  public var wave: Int
  public var asOf: String
  /// The run's name.
  public var run: String
  /// Over all files that were read.
  public var inputDigest: String
  public var configurationDigest: String
  /// Over the figures of earlier editions that it reads; nil: there were none.
  public var historyDigest: String?
  public var softwareVersion: String
  /// As `ingest=3;clean=4;…`.
  public var stageVersions: String
  /// Why it is not what the revision before was, a sentence each; empty for the first.
  public var reasons: [String]

  public init(
    city: String, edition: String, revision: Int, wave: Int, asOf: String, run: String, inputDigest: String,
    configurationDigest: String, historyDigest: String?, softwareVersion: String, stageVersions: String,
    reasons: [String] = []
  ) {
    self.city = city
    self.edition = edition
    self.revision = revision
    self.wave = wave
    self.asOf = asOf
    self.run = run
    self.inputDigest = inputDigest
    self.configurationDigest = configurationDigest
    self.historyDigest = historyDigest
    self.softwareVersion = softwareVersion
    self.stageVersions = stageVersions
    self.reasons = reasons
  }

  /// As it is named at the prompt: `2025.1@2`.
  public var name: String { "\(edition)@\(revision)" }
}

/// A file that a published run read.
public struct PublishedInput: Sendable, Hashable {
  public var source: String
  public var wave: Int
  public var path: String
  public var sha256: String

  public init(source: String, wave: Int, path: String, sha256: String) {
    self.source = source
    self.wave = wave
    self.path = path
    self.sha256 = sha256
  }
}

extension Publication {
  /// In the order of the table's columns.
  var cells: [HistoryCell] {
    [
      .text(city), .text(edition), .integer(revision), .integer(wave), .text(asOf), .text(run), .text(inputDigest),
      .text(configurationDigest), HistoryCell(historyDigest), .text(softwareVersion), .text(stageVersions),
      .text(reasons.joined(separator: "\n")),
    ]
  }

  /// nil where a cell that must be there is not.
  init?(_ cells: [HistoryCell]) {
    func text(_ column: String) -> String? {
      guard let place = HistoryTable.publication.index(column), cells.indices.contains(place) else { return nil }
      if case .text(let text) = cells[place] { return text }
      return nil
    }
    func integer(_ column: String) -> Int? {
      HistoryTable.publication.index(column).flatMap { cells.indices.contains($0) ? cells[$0].integer : nil }
    }
    guard let city = text("city"), let edition = text("edition"), let revision = integer("revision"),
      let wave = integer("wave"), let asOf = text("as_of"), let run = text("run"),
      let inputs = text("input_digest"), let configuration = text("configuration_digest"),
      let software = text("software_version"), let stages = text("stage_versions")
    else { return nil }
    self.init(
      city: city, edition: edition, revision: revision, wave: wave, asOf: asOf, run: run, inputDigest: inputs,
      configurationDigest: configuration, historyDigest: text("history_digest"), softwareVersion: software,
      stageVersions: stages,
      reasons: (text("reasons") ?? "").split(separator: "\n").map(String.init))
  }

  /// By wave, then the day the data stand at, the edition and the revision: the last is the latest.
  static func isEarlier(_ one: Publication, _ other: Publication) -> Bool {
    (one.city, one.wave, one.asOf, one.edition, one.revision)
      < (other.city, other.wave, other.asOf, other.edition, other.revision)
  }
}
