import SurveyModel

extension TableBuilder {
  /// Every framework node by unit and wave; `estimate` is the score.
  func scores() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    for wave in waves {
      for unit in units.all {
        for node in framework.nodes {
          guard let score = index.score(unit.id, node.id, wave: wave) else { continue }
          rows.append([.integer(wave)] + cells(unit) + [.text(node.id)] + cells(score))
        }
      }
    }
    return PublishedTable(
      name: "scores", title: LocalizedText(zh: "各层级得分", en: "Scores at every level"),
      columns: TableColumns.scoreColumns,
      key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }

  /// Score, error, interval, n and degrees of freedom; only n where the score is withheld.
  func cells(_ score: Score) -> [PublishedValue] {
    guard index.isShown(score) else { return [.empty, .empty, .empty, .empty, .integer(score.n), .empty] }
    return [
      .number(score.value, 2), .number(score.standardError, 3), .number(score.ciLow, 2), .number(score.ciHigh, 2),
      .integer(score.n), .number(score.df, 1),
    ]
  }

  func estimates() -> PublishedTable {
    estimateTable(
      "estimates", LocalizedText(zh: "指标估计值", en: "Estimates of the indicators"),
      framework.indicators.compactMap { node in node.indicator.map { (node.id, $0.decimals) } })
  }

  func monitors() -> PublishedTable {
    estimateTable(
      "monitors", LocalizedText(zh: "不计入指数的监测指标", en: "Monitors outside the index"),
      framework.monitors.map { ($0.id, $0.decimals) })
  }

  private func estimateTable(
    _ name: String, _ title: LocalizedText, _ indicators: [(id: String, decimals: Int)]
  ) -> PublishedTable {
    var rows: [[PublishedValue]] = []
    let waves = Set(index.evaluation.estimates.map(\.wave)).sorted()
    for wave in waves {
      for unit in units.all {
        for indicator in indicators {
          guard let estimate = index.estimate(unit.id, indicator.id, wave: wave) else { continue }
          rows.append(
            [.integer(wave)] + cells(unit) + [.text(indicator.id)] + cells(estimate, decimals: indicator.decimals)
              + displayCells(estimate))
        }
      }
    }
    return PublishedTable(
      name: name, title: title, columns: TableColumns.estimateColumns + TableColumns.display,
      key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }

  /// What the rules of display say, and the limits that are missed.
  private func displayCells(_ estimate: Estimate) -> [PublishedValue] {
    guard estimate.value != nil else { return [.empty, .empty] }
    let verdict = index.display(estimate)
    return [
      .text(verdict.word),
      verdict.reasons.isEmpty ? .empty : .text(verdict.reasons.map(\.code).joined(separator: " ")),
    ]
  }

  /// Estimate, error, interval, n and degrees of freedom; only n where the estimate is withheld.
  func cells(_ estimate: Estimate, decimals: Int) -> [PublishedValue] {
    guard index.isShown(estimate) else { return [.empty, .empty, .empty, .empty, .integer(estimate.n), .empty] }
    return [
      .number(estimate.value, decimals + 1), .number(estimate.standardError, max(3, decimals + 2)),
      .number(estimate.ciLow, decimals + 1), .number(estimate.ciHigh, decimals + 1), .integer(estimate.n),
      .number(estimate.df, 1),
    ]
  }

  func ranks() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    for wave in Set(index.evaluation.ranks.map(\.wave)).sorted() {
      for node in framework.nodes {
        for unit in units.units {
          guard let rank = index.rank(unit.id, node.id, wave: wave) else { continue }
          rows.append(
            [.integer(wave)] + cells(unit) + [
              .text(node.id), .integer(rank.rank), .integer(rank.setLow), .integer(rank.setHigh),
            ])
        }
      }
    }
    return PublishedTable(
      name: "ranks", title: LocalizedText(zh: "名次与名次区间", en: "Ranks and rank confidence sets"),
      columns: [TableColumns.wave] + TableColumns.unit + [TableColumns.indicatorID]
        + TableColumns.ranks(units.ranked.count),
      key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }

  func comparisons() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    for wave in Set(index.evaluation.comparisons.map(\.wave)).sorted() {
      for kind in ComparisonKind.allCases {
        for unit in units.all {
          for node in framework.nodes {
            guard let row = index.shownComparison(kind, unit.id, node.id, wave: wave) else { continue }
            let own: [PublishedValue] = [
              .number(index.shownScore(unit.id, node.id, wave: wave), 2), .number(row.reference, 2),
              .number(row.difference, 2), .number(row.standardError, 3), .number(row.ciLow, 2), .number(row.ciHigh, 2),
              .number(row.pValue, 4), .number(row.adjustedPValue, 4), .text(row.family), clear(row),
            ]
            rows.append([.integer(wave), .text(kind.rawValue)] + cells(unit) + [.text(node.id)] + own)
          }
        }
      }
    }
    let columns: [PublishedColumn] =
      [
        TableColumns.wave,
        TableColumns.text(
          "comparison", "比较对象", "Compared with", "to_city 与全市，to_previous_wave 与上年，to_reference 与参照值",
          "to_city, to_previous_wave or to_reference (a published figure)", required: true),
      ] + TableColumns.unit + [
        TableColumns.indicatorID, TableColumns.score,
        TableColumns.points("reference", "参照得分", "Reference", "所比较的得分", "The score it is compared with"),
        TableColumns.difference("difference", "差", "Difference", "得分减参照得分", "Score less reference"),
        PublishedColumn(
          "std_error", "差的标准误", "Standard error", "差的标准误；为空时不作检验", "Standard error of the difference; empty: no test",
          .decimal(minimum: 0, maximum: nil)),
        TableColumns.difference("ci_low", "区间下限", "Interval, low", "差的 95% 区间下限", "Lower end for the difference"),
        TableColumns.difference("ci_high", "区间上限", "Interval, high", "差的 95% 区间上限", "Upper end for the difference"),
        PublishedColumn(
          "p_value", "p 值", "p", "未校正的 p 值", "p before adjustment", .decimal(minimum: 0, maximum: 1)),
        TableColumns.adjustedP,
        TableColumns.text("family", "检验族", "Family", "在其中校正的检验族", "The family of tests it is adjusted in"),
        TableColumns.isClear,
      ]
    return PublishedTable(
      name: "comparisons", title: LocalizedText(zh: "得分的比较与检验", en: "Differences of scores, tested"), columns: columns,
      key: ["wave", "comparison", "unit_id", "indicator_id"], rows: rows)
  }

  /// true or false where a test was made, else empty.
  func clear(_ row: Comparison?) -> PublishedValue {
    guard let row else { return .empty }
    switch index.verdict(row) {
    case .untested: return .empty
    case .notClear: return .boolean(false)
    case .above, .below: return .boolean(true)
    }
  }

  func history() -> PublishedTable {
    var rows: [[PublishedValue]] = []
    let published = Dictionary(
      grouping: index.evaluation.history, by: { "\($0.wave)\u{0}\($0.unitID)\u{0}\($0.nodeID)" })
    for wave in Set(index.evaluation.history.map(\.wave)).sorted() {
      for unit in units.all {
        for node in framework.nodes {
          guard let row = published["\(wave)\u{0}\(unit.id)\u{0}\(node.id)"]?.first else { continue }
          rows.append(
            [.integer(wave)] + cells(unit) + [
              .text(node.id), .number(row.score, 2), .integer(row.rank), .integer(row.rankLow), .integer(row.rankHigh),
              .number(row.standardError, 3), .number(row.ciLow, 2), .number(row.ciHigh, 2),
              row.edition.map { .text($0) } ?? .empty,
            ])
        }
      }
    }
    return PublishedTable(
      name: "history", title: LocalizedText(zh: "以往年度的公布结果", en: "Results of earlier years as published"),
      columns: [TableColumns.wave] + TableColumns.unit + [TableColumns.indicatorID, TableColumns.score]
        + TableColumns.ranks(units.ranked.count) + TableColumns.earlierErrors,
      key: ["wave", "unit_id", "indicator_id"], rows: rows)
  }
}
