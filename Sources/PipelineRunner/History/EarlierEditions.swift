import Diagnostics
import History
import SurveyModel

/// What earlier editions of the same output root published.
///
/// It is read from the output root itself also where a run is made elsewhere to be compared.
func earlierFigures(
  _ pipeline: PipelineDefinition, _ options: RunOptions
) throws(DiagnosticError) -> EarlierFigures {
  try HistoryStore(root: options.root(of: pipeline.output))
    .figures(before: pipeline.wave, of: pipeline.id, leavingOut: Set(pipeline.waves))
}

/// What a run read of earlier editions that is no longer so.
func historyReasons(_ manifest: Manifest, _ earlier: EarlierFigures) -> [RunFreshness.Reason] {
  let before = manifest.history?.editions ?? []
  var texts: [(edition: String, text: String)] = earlier.editions.compactMap { edition in
    guard let old = before.first(where: { $0.edition == edition.edition }) else {
      return (edition.edition, "edition \(edition.edition) is new in the history")
    }
    guard old.sha256 != edition.sha256 || old.wave != edition.wave else { return nil }
    return (edition.edition, "edition \(edition.edition) was published anew with other figures")
  }
  let known = Set(earlier.editions.map(\.edition))
  texts += before.filter { !known.contains($0.edition) }.map {
    ($0.edition, "edition \($0.edition) is no longer read from the history")
  }
  return texts.map { RunFreshness.Reason(kind: "history", subject: $0.edition, text: $0.text) }
}

extension Evaluation {
  /// With the scores and ranks of earlier editions behind those that a file gives; where both tell of the same, the edition
  /// is right. Waves that were computed here are left out, and units and nodes that are none any more.
  func joined(_ earlier: EarlierFigures) -> Evaluation {
    struct Key: Hashable {
      var wave: Int
      var unit: String
      var node: String

      init(_ score: PublishedScore) { (wave, unit, node) = (score.wave, score.unitID, score.nodeID) }
    }
    guard !earlier.scores.isEmpty else { return self }
    let computed = Set(scores.map(\.wave))
    let known = (units: Set(units.all.map(\.id)), nodes: Set(framework.nodes.map(\.id)))
    let own = earlier.scores.filter {
      !computed.contains($0.wave) && known.units.contains($0.unitID) && known.nodes.contains($0.nodeID)
    }
    let keys = Set(own.map { Key($0) })
    var joined = self
    joined.history = history.filter { !keys.contains(Key($0)) } + own
    return joined
  }
}
