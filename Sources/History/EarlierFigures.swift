public import Diagnostics
public import SurveyModel
import Tables

/// What a run reads of editions that were published before it: scores with their errors, and ranks, of earlier waves.
public struct EarlierFigures: Sendable, Hashable {
  /// An edition that figures come from.
  public struct Edition: Sendable, Hashable {
    public var edition: String
    public var wave: Int
    /// Over the figures that come from it.
    public var sha256: String
  }

  /// In the order of waves.
  public var editions: [Edition] = []
  /// In the order of waves, units and nodes.
  public var scores: [PublishedScore] = []

  public init() {}

  /// Over all that is read; nil: nothing is. The same figures have the same digest, whenever and how often they were
  /// published.
  public var digest: String? {
    guard !editions.isEmpty else { return nil }
    let lines = editions.map { "\($0.edition)\t\($0.wave)\t\($0.sha256)" }
    return sha256Hex([UInt8](lines.joined(separator: "\n").utf8))
  }
}

extension HistoryStore {
  /// The figures that an edition may hold its own against.
  ///
  /// They are those of the last revision of every edition of an earlier wave; the edition itself, others of its wave and
  /// later ones are none of them, so that what was published later never changes what was published before. A wave that
  /// several editions have figures of is taken from the one that is nearest to it, first the one that reported it; of
  /// two as near from that whose data stand at the later day.
  ///
  /// - Parameters:
  ///   - wave: of the edition that reads them.
  ///   - city: the pipeline's `id`.
  ///   - computed: waves that the run computes itself, which are left out.
  /// - Returns: nothing where there was no earlier edition.
  /// - Throws: as ``publications()``.
  public func figures(
    before wave: Int, of city: String, leavingOut computed: Set<Int>
  ) throws(DiagnosticError) -> EarlierFigures {
    try database.read(empty: EarlierFigures()) { database in
      // The last of an edition comes last.
      var last: [String: (id: Int64, publication: Publication)] = [:]
      for entry in try Self.entries(database) where entry.publication.city == city && entry.publication.wave < wave {
        last[entry.publication.edition] = entry
      }
      let entries = last.values.sorted { one, other in
        let (a, b) = (one.publication, other.publication)
        return a.wave != b.wave ? a.wave < b.wave : (a.asOf, a.edition) > (b.asOf, b.edition)
      }
      var taken = computed
      var earlier = EarlierFigures()
      for entry in entries {
        let figures = PublishedFigures(
          rows: [
            HistoryTable.score.name: try Self.rows(of: .score, entry.id, database),
            HistoryTable.rank.name: try Self.rows(of: .rank, entry.id, database),
          ])
        let scores = figures.scores(of: entry.publication.edition).filter {
          $0.wave < wave && !taken.contains($0.wave)
        }
        guard !scores.isEmpty else { continue }
        taken.formUnion(scores.map(\.wave))
        earlier.editions.append(
          EarlierFigures.Edition(
            edition: entry.publication.edition, wave: entry.publication.wave, sha256: sha256Hex(Self.canonical(scores)))
        )
        earlier.scores += scores
      }
      earlier.scores.sort { ($0.wave, $0.unitID, $0.nodeID) < ($1.wave, $1.unitID, $1.nodeID) }
      return earlier
    }
  }

  /// The same bytes for the same figures.
  private static func canonical(_ scores: [PublishedScore]) -> [UInt8] {
    var csv = CSVWriter()
    for score in scores {
      csv.field(score.wave)
      csv.field(score.unitID)
      csv.field(score.nodeID)
      csv.field(score.score)
      csv.field(score.standardError)
      csv.field(score.df)
      csv.field(score.ciLow)
      csv.field(score.ciHigh)
      csv.field(score.rank)
      csv.field(score.rankLow)
      csv.field(score.rankHigh)
      csv.endRow()
    }
    return csv.bytes
  }
}

extension PublishedFigures {
  /// Scores that were published, with ranks, in the order of waves, units and nodes.
  fileprivate func scores(of edition: String) -> [PublishedScore] {
    struct Key: Hashable {
      var wave: Int
      var unit: String
      var node: String

      init?(_ row: [HistoryCell]) {
        // As every table begins that has all three.
        guard row.count > 3, let wave = row[0].integer, case .text(let unit) = row[1], case .text(let node) = row[2]
        else { return nil }
        (self.wave, self.unit, self.node) = (wave, unit, node)
      }
    }
    func value(_ column: String, of table: HistoryTable, _ row: [HistoryCell]) -> HistoryCell {
      table.index(column).map { row[$0] } ?? .none
    }
    let ranks = Dictionary(
      rows(of: .rank).compactMap { row in Key(row).map { ($0, row) } }, uniquingKeysWith: { first, _ in first })
    return rows(of: .score).compactMap { row -> PublishedScore? in
      guard value("published", of: .score, row) == .text("true"), let key = Key(row),
        let estimate = value("estimate", of: .score, row).number
      else { return nil }
      let rank = ranks[key]
      func place(_ column: String) -> Int? { rank.flatMap { value(column, of: .rank, $0).integer } }
      var score = PublishedScore(
        wave: key.wave, unitID: key.unit, nodeID: key.node, score: estimate, rank: place("rank"),
        rankLow: place("rank_low"), rankHigh: place("rank_high"))
      score.standardError = value("std_error", of: .score, row).number
      score.df = value("df", of: .score, row).number
      score.ciLow = value("ci_low", of: .score, row).number
      score.ciHigh = value("ci_high", of: .score, row).number
      score.edition = edition
      return score
    }
    .sorted { ($0.wave, $0.unitID, $0.nodeID) < ($1.wave, $1.unitID, $1.nodeID) }
  }
}
