import SurveyModel
import Tables

extension DataTables {
  /// What is said of the survey's answers beside its estimates.
  func surveyTables() -> [(name: String, bytes: [UInt8])] {
    let analysis = evaluation.survey
    return (analysis.reliability.isEmpty ? [] : [("reliability", reliability())])
      + (analysis.importance.isEmpty ? [] : [("importance", importance())])
      + (analysis.influence.isEmpty ? [] : [("influence", influence())])
      + (analysis.answers.isEmpty ? [] : [("answer_shares", answerShares())])
      + (evaluation.groupScores.isEmpty ? [] : [("group_scores", groupScores())])
  }

  /// An item of a battery as its reliability judges it.
  private struct BatteryItem {
    var name: String
    var restCorrelation: Double?
    var alphaWithout: Double?
    var loading: Double?

    static var columns: [CSVColumn<BatteryItem?>] {
      [
        .number("item_rest_correlation") { $0?.restCorrelation }, .number("alpha_without") { $0?.alphaWithout },
        .number("loading") { $0?.loading },
      ]
    }
  }

  private static var batteryColumns: [CSVColumn<BatteryReliability?>] {
    [
      .integer("n") { $0?.n }, .number("effective_n") { $0?.effectiveN }, .number("alpha") { $0?.alpha },
      .number("alpha_low") { $0?.alphaLow }, .number("alpha_high") { $0?.alphaHigh }, .number("omega") { $0?.omega },
      .number("sampling_adequacy") { $0?.samplingAdequacy }, .number("bartlett_p_value") { $0?.bartlettPValue },
    ]
  }

  /// One row a battery with an empty item, then one an item.
  private func reliability() -> [UInt8] {
    var rows: [(battery: BatteryReliability, item: BatteryItem?)] = []
    for battery in evaluation.survey.reliability {
      rows.append((battery, nil))
      for (place, name) in battery.items.enumerated() {
        let item = BatteryItem(
          name: name, restCorrelation: battery.itemRestCorrelations[place],
          alphaWithout: battery.alphaWithout[place], loading: battery.loadings[place])
        rows.append((battery, item))
      }
    }
    return csvTable(
      rows,
      [
        .integer("wave") { $0.battery.wave }, .text("battery") { $0.battery.battery }, .text("item") { $0.item?.name },
        .part(Self.batteryColumns) { $0.item == nil ? $0.battery : nil }, .part(BatteryItem.columns) { $0.item },
      ])
  }

  private func importance() -> [UInt8] {
    csvTable(
      evaluation.survey.importance,
      [
        .integer("wave") { $0.wave }, .text("outcome") { $0.outcome }, .text("node_id") { $0.nodeID },
        .text("predictor") { $0.predictor }, .integer("n") { $0.n }, .number("share_percent") { $0.share },
        .number("r_squared") { $0.rSquared },
      ])
  }

  private func influence() -> [UInt8] {
    csvTable(
      evaluation.survey.influence,
      [
        .integer("wave") { $0.wave }, .text("unit_id") { $0.unitID }, .text("indicator_id") { $0.indicatorID },
        .integer("term") { $0.term }, .integer("n") { $0.n }, .text("record_id") { $0.recordID },
        .number("largest_share") { $0.largestShare }, .number("five_largest_share") { $0.fiveLargestShare },
        .integer("cut_records") { $0.cutRecords }, .number("removed_share") { $0.removedShare },
      ])
  }

  private static var figureColumns: [CSVColumn<SampledFigure?>] {
    [
      .number("estimate") { $0?.value }, .number("std_error") { $0?.standardError }, .number("ci_low") { $0?.ciLow },
      .number("ci_high") { $0?.ciHigh },
    ]
  }

  /// One row a step of a rating's scale, then its sums of either side and the mean of its points.
  private func answerShares() -> [UInt8] {
    var rows: [(answers: AnswerShares, code: String, side: String, figure: SampledFigure)] = []
    for answers in evaluation.survey.answers {
      for step in answers.steps { rows.append((answers, step.code, step.side.rawValue, step.share)) }
      rows.append((answers, "", "unfavourable", answers.unfavourable))
      rows.append((answers, "", "favourable", answers.favourable))
      if let points = answers.points { rows.append((answers, "", "points", points)) }
    }
    return csvTable(
      rows,
      [
        .integer("wave") { $0.answers.wave }, .text("dimension") { $0.answers.nodeID },
        .text("variable") { $0.answers.variable }, .text("indicator_id") { $0.answers.indicatorID },
        .text("code") { $0.code }, .text("side") { $0.side }, .part(Self.figureColumns) { $0.figure },
        .integer("n") { $0.answers.n }, .number("effective_n") { $0.answers.effectiveN },
        .number("df") { $0.answers.df }, .number("unanswered") { $0.answers.unanswered },
      ])
  }

  private func groupScores() -> [UInt8] {
    csvTable(
      evaluation.groupScores,
      [
        .integer("wave") { $0.wave }, .text("dimension") { $0.nodeID }, .text("variable") { $0.variable },
        .text("code") { $0.code }, .part(Self.figureColumns) { $0.score }, .integer("n") { $0.n },
        .number("effective_n") { $0.effectiveN }, .number("df") { $0.df },
        .integer("indicators") { $0.indicatorCount }, .number("weight_share") { $0.weightShare },
        .number("city") { $0.city.value }, .number("city_std_error") { $0.city.standardError },
        .number("difference") { $0.difference?.value },
        .number("difference_std_error") { $0.difference?.standardError }, .number("p_value") { $0.pValue },
        .number("adjusted_p_value") { $0.adjustedPValue },
      ])
  }
}
