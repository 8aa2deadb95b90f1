import SurveyModel

/// The figures of a dimension's chapter that hold units against the wave before, and groups of firms against the city.
extension LanguageTree {
  // MARK: What moved

  mutating func unitsChangeFigure(_ node: FrameworkNode) -> Markup {
    guard let previous = data.previousWave, !data.isCompact else { return "" }
    let units = data.index.ordered(by: node.id).compactMap { entry -> (AssessedUnit, SlopeChart.Row)? in
      guard let before = data.previousValue(entry.unit.id, node.id),
        let change = data.comparison(.toPreviousWave, entry.unit.id, node.id)
      else { return nil }
      return (
        entry.unit,
        SlopeChart.Row(
          name: say(entry.unit.name), before: before, now: entry.score, change: change.difference,
          verdict: data.verdict(.toPreviousWave, entry.unit.id, node.id))
      )
    }
    guard units.count > 1 else { return "" }
    let rows = units.map(\.1)
    let (before, now) = (String(previous), String(data.wave))
    let chart = SlopeChart(
      title: say(
        "\(say(node.name))：各\(unitWord) \(before) 与 \(now) 年得分", "\(say(node.name)): scores in \(before) and \(now)"),
      description: rows.map { row in
        row.name + " " + NumberText.fixed(row.before, 1) + " → " + NumberText.fixed(row.now, 1)
          + bracketed(
            NumberText.signed(row.change, 1)
              + (row.verdict == .notClear ? say("，不显著", ", not clear") : ""))
      }.joined(separator: say("；", "; ")) + say("。", "."), before: before, now: now, rows: rows,
      notClear: say("不显著", "n.s."))
    var table = DataTable(
      caption: say("\(say(node.name))：各\(unitWord)两年得分", "\(say(node.name)): scores in two years"),
      columns: [
        .init(unitWord), .init(before, numeric: true), .init(now, numeric: true),
        .init(say("变化", "Change"), numeric: true), .init(say("变化的 95% 区间", "95% interval"), numeric: true),
      ], rows: [])
    for (unit, row) in units {
      let change = data.comparison(.toPreviousWave, unit.id, node.id)
      table.rows.append(
        .init([
          .init(text: row.name), .init(text: NumberText.fixed(row.before, 1)),
          .init(text: NumberText.fixed(row.now, 1)), difference(change),
          .init(text: signedText(Interval(low: change?.ciLow, high: change?.ciHigh))),
        ]))
    }
    var keys: [(KeyItem, String)] = []
    if rows.contains(where: { $0.verdict == .above }) { keys.append((.above, say("显著提高", "clear rise"))) }
    if rows.contains(where: { $0.verdict == .below }) { keys.append((.below, say("显著下降", "clear fall"))) }
    if rows.contains(where: { $0.verdict == .notClear }) { keys.append((.notClear, say("变化不显著", "no clear change"))) }
    if rows.contains(where: { $0.verdict == .untested }) { keys.append((.untested, say("未检验", "not tested"))) }
    return figure(
      Figure(
        title: say(words.unitsChangeTitle(node.id)),
        subtitle: say(
          "\(say(node.name))得分，\(before) 到 \(now) 年；灰线为变化不显著。",
          "\(say(node.name)) score, \(before) to \(now); grey: no clear change."),
        drawings: [chart.drawing()], key: keys, table: table, tables: ["comparisons"]))
  }

  // MARK: Groups of firms

  /// More groups than this are for the table alone.
  private static let mostGroups = 12

  mutating func groupsFigure(_ node: FrameworkNode) -> Markup {
    let groups = data.index.groups(in: node.id)
    guard let first = groups.first else { return "" }
    var sections: [SubgroupChart.Section] = []
    var variables: [String] = []
    for row in groups where !variables.contains(row.variable) { variables.append(row.variable) }
    for variable in variables {
      let rows = groups.filter { $0.variable == variable }.map(groupRow)
      guard sections.reduce(rows.count, { $0 + $1.rows.count }) <= Self.mostGroups else { continue }
      sections.append(.init(title: say(data.index.name(variable: variable)), rows: rows))
    }
    let rows = sections.flatMap(\.rows)
    guard rows.contains(where: { $0.value != nil }) else { return "" }
    let reference = ReferenceLine(
      label: say("\(cityName)同口径 ", "\(cityName), same basis ") + NumberText.fixed(first.city.value, 1),
      value: first.city.value, low: first.city.ciLow, high: first.city.ciHigh)
    let chart = SubgroupChart(
      title: say("\(say(node.name))：各类企业得分", "\(say(node.name)): scores by group of firms"),
      description: reference.label + say("。", ". ")
        + rows.map { row in
          row.name + bracketed(row.size) + " " + row.note
            + (row.interval.map { bracketed(NumberText.interval($0.low, $0.high, 1)) } ?? "")
        }.joined(separator: say("；", "; ")) + say("。", "."), sections: sections, reference: reference)
    let share = NumberText.percent(first.weightShare, 0)
    return figure(
      Figure(
        title: say(words.groupsTitle(node.id)),
        subtitle: say(
          "企业调查 \(first.indicatorCount) 个指标（占本维度权重 \(share)）的加权得分与 95% 区间；显著与否经 Holm 校正。",
          "Weighted score of the \(first.indicatorCount) survey indicators (\(share) of the dimension’s weight), 95% interval; tests adjusted after Holm."
        ),
        drawings: [chart.drawing()],
        key: verdictKeys(Set(rows.filter { $0.value != nil }.map(\.verdict)), reference: cityName)
          + [(.cityLine, say("\(cityName)（同样的指标）", "\(cityName), same indicators"))],
        table: groupsTable(node, groups), tables: ["group_scores"]))
  }

  private func groupRow(_ row: GroupScore) -> SubgroupChart.Row {
    let verdict = data.index.display(row)
    let value = verdict.isShown ? row.score?.value : nil
    return SubgroupChart.Row(
      name: say(data.index.name(code: row.code, of: row.variable)), size: "n = " + NumberText.count(row.n),
      value: value,
      interval: value == nil ? nil : Interval(low: row.score?.ciLow, high: row.score?.ciHigh),
      verdict: data.verdict(row),
      note: value.map { NumberText.fixed($0, 1) } ?? withheld(verdict) ?? NumberText.missing)
  }

  private func groupsTable(_ node: FrameworkNode, _ groups: [GroupScore]) -> DataTable {
    var table = DataTable(
      caption: say("\(say(node.name))：各类企业得分", "\(say(node.name)): scores by group of firms"),
      columns: [
        .init(say("企业", "Firms")), .init("n", numeric: true), .init(say("得分", "Score"), numeric: true),
        .init(say("95% 区间", "95% interval"), numeric: true),
        .init(say("与\(cityName)差", "Difference"), numeric: true),
      ], rows: [])
    var variable = ""
    for group in groups {
      if group.variable != variable {
        variable = group.variable
        table.rows.append(.heading(Markup(text: say(data.index.name(variable: variable)))))
      }
      let row = groupRow(group)
      var cell = DataTable.Cell(text: NumberText.missing)
      if row.value != nil, let difference = group.difference {
        let number = NumberText.signed(difference.value, 1)
        cell =
          group.isClear
          ? .init("<b>\(number)</b><span class=\"vh\"> \(say("显著", "clear"))</span>") : .init(text: number)
      }
      table.rows.append(
        .init([
          .init(text: row.name), .init(text: NumberText.count(group.n)), .init(text: row.note),
          .init(text: text(row.interval)), cell,
        ]))
    }
    return table
  }
}
