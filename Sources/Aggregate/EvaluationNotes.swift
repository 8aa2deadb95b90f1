internal import CompositeIndex
internal import Estimation
internal import SurveyModel

/// What a reader must know of one wave's figures.
func notes(_ table: ScoreTable, measures: [Measure], replicates: Int) -> [LocalizedText] {
  var notes: [LocalizedText] = []
  let wave = table.wave
  for measure in measures {
    guard let leaf = measure.leaf, !wave.tree.droppedLeaves.contains(leaf) else { continue }
    let missing = wave.domains.domains.indices.filter { wave.leaves[leaf][$0].estimate.value == nil }
    if missing.isEmpty { continue }
    if measure.expression == nil {
      notes.append(
        LocalizedText(
          zh: "\(wave.wave) 年缺少指标 \(measure.id)“\(measure.name.zh)”的数据来源，该年指数不含此指标。",
          en:
            "In \(wave.wave) a source of indicator \(measure.id) \(measure.name.en) is not there; that year's index is "
            + "without it."))
      continue
    }
    let units = missing.map { wave.domains.domains[$0].unit }
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年指标 \(measure.id)“\(measure.name.zh)”在 \(units.map(\.name.zh).joined(separator: "、")) 没有可用数据，"
          + "其权重由同组其他指标分担。",
        en: "In \(wave.wave) indicator \(measure.id) \(measure.name.en) has no usable data for "
          + "\(units.map(\.name.en).joined(separator: ", ")); its siblings carry its weight."))
  }
  for leaf in wave.tree.droppedLeaves {
    let node = wave.framework.nodes[wave.leafNodes[leaf]]
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年指标 \(node.id)“\(node.name.zh)”因部分单位缺数据，对所有单位均不计入指数。",
        en: "In \(wave.wave) indicator \(node.id) \(node.name.en) lacks data for some unit and is left out for all."))
  }
  for leaf in wave.scorers.indices where wave.scorers[leaf].isDegenerate {
    let node = wave.framework.nodes[wave.leafNodes[leaf]]
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年指标 \(node.id)“\(node.name.zh)”各单位数值相同，无法计分。",
        en: "In \(wave.wave) indicator \(node.id) \(node.name.en) is the same for every unit and cannot be scored."))
  }
  for source in wave.sampled.keys.sorted() {
    // A survey's lonely strata are told where it is weighted.
    let lonely = wave.sampled[source].map { $0.isSurvey ? [] : $0.sample.design.lonelyStrata } ?? []
    if lonely.isEmpty { continue }
    let names = lonely.map(\.name).joined(separator: ", ")
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年 \(source) 在 \(names) 只有一个抽样单元，这些单位没有标准误，全市合计中按无误差计。",
        en:
          "In \(wave.wave) \(source) has one sampling unit in \(names); these units have no standard error and add none to "
          + "the city's."))
  }
  for source in wave.sampled.keys.sorted() {
    let strata = wave.sampled[source]?.sample.design.strata ?? []
    let pairs = strata.count { $0.psus.count == 2 && $0.samplingFraction < 1 }
    if pairs == 0 { continue }
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年 \(source) 有 \(pairs) 个层只有两个抽样单元，重抽样在这些层退化为半样本。",
        en: "In \(wave.wave) \(pairs) strata of \(source) have two sampling units; re-draws are half-samples there."))
  }
  notes += methodNotes(wave)
  if table.replicates.unmet > 0 {
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年 \(table.replicates.replicates) 次重抽样中有 \(table.replicates.unmet) 次无法在权数界限内满足全部边际，"
          + "取最接近的权数。",
        en:
          "In \(wave.wave) \(table.replicates.unmet) of \(table.replicates.replicates) re-draws cannot meet all margins "
          + "within the bounds of weights; they have the nearest weights."))
  }
  let draws = wave.leaves.reduce(0) { $0 + $1.count { $0.isSampled } } * table.replicates.replicates
  // Below one in a thousand it moves no printed digit.
  if draws > 0, Double(table.replicates.empty) > 0.001 * Double(draws) {
    notes.append(
      LocalizedText(
        zh: "\(wave.wave) 年 \(draws) 次指标重抽样中有 \(table.replicates.empty) 次某单位无记录，沿用全样本得分。",
        en:
          "In \(wave.wave) a unit had no record for an indicator in \(table.replicates.empty) of \(draws) re-draws; they "
          + "keep the full sample's score."))
  }
  return notes
}

/// Nodes that are no arithmetic means of declared weights.
private func methodNotes(_ wave: WaveScores) -> [LocalizedText] {
  wave.framework.nodes.compactMap { node in
    guard !node.children.isEmpty, !node.method.isPlain else { return nil }
    let (weighting, aggregation) = (node.method.weighting.name, node.method.aggregation.name)
    return LocalizedText(
      zh: "\(wave.wave) 年 \(node.id)“\(node.name.zh)”由下级合成：权重 \(weighting)，合成方法 \(aggregation)。",
      en: "In \(wave.wave) \(node.id) \(node.name.en) is put together with weights by \(weighting) and by the method "
        + "\(aggregation).")
  }
}
