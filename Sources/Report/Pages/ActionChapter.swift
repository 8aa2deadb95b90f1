import SurveyModel

/// What is to be done: the assigned list and the notice list, by unit and by department, with what cities have done.
extension LanguageTree {
  /// Only a city assigns; an index of countries has no such lists.
  var hasActions: Bool { data.city != nil && !data.actions.isEmpty }

  mutating func writeActions(_ number: Int) {
    let chapter = say(.actionsChapter)
    contents.append(Entry(id: id("actions"), title: "\(number) \(chapter)"))
    body += "<section class=\"chap\" id=\"\(attribute: id("actions"))\">"
    body += heading(
      String(number), chapter, above: chapterLine(number, say("补短板、强弱项", "Mend shortfalls, raise weak spots")))
    body += "<p class=\"lead\">\(actionLead)</p>\n"
    for list in ActionList.allCases { body += actionTable(list) }
    body += departmentTable()
    body += followUpTable()
    body += practices(of: data.actions)
    body += "</section>\n"
  }

  private var actionLead: String {
    let assigned = data.actions.count { $0.list == .assigned }
    let notice = data.actions.count - assigned
    var text = LocalizedText(
      zh: "\(NumberText.count(assigned)) 项列入交办清单，\(NumberText.count(notice)) 项列入提示清单，由规则 J10、J11 判定。",
      en:
        "\(NumberText.count(assigned)) items are on the assigned list and \(NumberText.count(notice)) on the notice list, by rules J10 and J11."
    )
    let deadline = data.pipeline.actions.deadline
    if let deadline {
      text.zh += "交办事项须于 \(deadline) 前报送结果。"
      text.en += " Results of assigned items are to be reported by \(deadline)."
    }
    return say(
      words.told(
        .actionsLead,
        [.assigned: words.digits(assigned), .notices: words.digits(notice), .deadline: deadline.map { .init($0) }],
        or: text))
  }

  /// The city first, then units as declared, each with its first few actions.
  private mutating func actionTable(_ list: ActionList) -> Markup {
    let all = data.actions.filter { $0.list == list }
    guard !all.isEmpty else { return "" }
    let most = data.pipeline.actions.mostPerUnit
    let (table, left) = actionRows(list, all, most: most, who: say("牵头", "Lead")) { tree, action in
      action.lead.map(tree.say) ?? NumberText.missing
    }
    let below: Markup =
      left > 0
      ? "<p class=\"fs\">\(say("另有 \(NumberText.count(left)) 项，见 actions.csv。", "\(NumberText.count(left)) more are in actions.csv."))</p>"
      : ""
    return tableFigure(
      table, title: say(actionTitle(list, all)), subtitle: Markup(text: actionSubtitle(list)), below: below,
      tables: ["actions"])
  }

  /// Actions by unit, the city first, then units as declared.
  ///
  /// - Parameters:
  ///   - list: what the table is called.
  ///   - actions: those of the list, highest priority first.
  ///   - most: rows of one unit.
  ///   - who: the head of the column of departments.
  ///   - department: what stands in it.
  /// - Returns: the table, and how many actions are not in it.
  func actionRows(
    _ list: ActionList, _ actions: [PlannedAction], most: Int, who: String,
    department: (LanguageTree, PlannedAction) -> String
  ) -> (table: DataTable, left: Int) {
    var table = DataTable(
      caption: say(say(list.word), say(list.word).capitalizedFirst),
      columns: [
        .init(say("指标", "Indicator")), .init(say("可选做法", "Possible measure")), .init(say("依据", "Evidence")),
        .init(say("优先度", "Priority"), numeric: true), .init(who),
        .init(say("\(data.wave + 1) 年目标", "Target \(data.wave + 1)")),
      ], rows: [], style: "act")
    let byUnit = Dictionary(grouping: actions) { $0.finding.unitID }
    var left = 0
    for unit in data.evaluation.units.all {
      guard let own = byUnit[unit.id] else { continue }
      left += max(0, own.count - most)
      guard most > 0 else { continue }
      let count = NumberText.count(own.count)
      table.rows.append(.heading(Markup(text: say("\(say(unit.name))（\(count) 项）", "\(say(unit.name)) (\(count))"))))
      for action in own.prefix(most) { table.rows.append(row(action, department: department(self, action))) }
    }
    return (table, left)
  }

  /// How to read a list.
  func actionSubtitle(_ list: ActionList) -> String {
    list == .assigned
      ? say(
        "优先度是补上差距后总指数提高的分数，括号内为 95% 区间；目标都不小于下一次调查能够识别的变化。",
        "Priority: points of the index that closing the gap would give, with its 95% interval. No target is below the change that the next survey can find."
      )
      : say("需要留意、尚不足以交办的指标。", "Indicators to keep an eye on; not enough to assign.")
  }

  /// The finding of a list: where most of its weight lies.
  func actionTitle(_ list: ActionList, _ actions: [PlannedAction]) -> LocalizedText {
    guard let first = actions.first else { return list.word }
    let node = data.framework[first.finding.nodeID]?.name ?? LocalizedText(first.finding.nodeID)
    let unit = data.evaluation.units[first.finding.unitID]?.name ?? LocalizedText(first.finding.unitID)
    let isCity = first.finding.unitID == data.city?.id
    let count = NumberText.count(actions.count)
    let items = actions.count == 1 ? "item" : "items"
    guard list == .assigned else {
      return words.told(
        .noticeTable, [.count: words.digits(actions.count)],
        or: LocalizedText(zh: "提示 \(count) 项", en: "\(count) \(items) of notice"))
    }
    return words.told(
      .assignedTable,
      [
        .count: words.digits(actions.count), .indicator: words.wording.name(node: first.finding.nodeID),
        .unit: isCity ? nil : words.wording.name(first.finding.unitID),
      ],
      or: LocalizedText(
        zh: "交办 \(count) 项，\(isCity ? "" : unit.zh)\(node.zh)分量最重",
        en:
          "\(count) \(items) assigned; the heaviest is \(node.en.lowercasedFirst)\(isCity ? "" : " in \(unit.en)")"
      ))
  }

  private func row(_ action: PlannedAction, department: String) -> DataTable.Row {
    let code: Markup = " <small class=\"mono\">\(action.finding.nodeID)</small>"
    var priority = Markup(text: NumberText.fixed(action.priority, 2))
    if let ends = action.priorityInterval {
      priority += "<small>\(bracketed(NumberText.interval(ends.lowerBound, ends.upperBound, 2)))</small>"
    }
    return .init([
      .init("\(tag(action.finding.kind)) \(name(node: action.finding.nodeID))" + code),
      .init(measure(action)), .init(text: evidence(action)), .init(priority),
      .init(text: department), .init(text: target(action), style: "nw"),
    ])
  }

  private func measure(_ action: PlannedAction) -> Markup {
    guard let measure = action.measures.first else {
      return Markup(text: say("查明原因，提出措施", "Find out why, propose a measure"))
    }
    var text = Markup(text: say(measure.title))
    if let practice = measure.practices.first {
      text +=
        " <small>\(say("\(say(practice.city))\(year(practice, " ", " 年"))做法", "as in \(say(practice.city))\(year(practice, ", ", ""))"))</small>"
    }
    return text
  }

  /// The year of a practice between two texts; nothing where it is not known.
  private func year(_ practice: Practice, _ before: String, _ after: String) -> String {
    practice.year.map { "\(before)\($0)\(after)" } ?? ""
  }

  /// `67.8 分，低于全市 12.4（±3.5）`.
  func evidence(_ action: PlannedAction) -> String {
    let finding = action.finding
    var text = say("\(score(finding.unitID, finding.nodeID)) 分", score(finding.unitID, finding.nodeID))
    guard let difference = finding.difference, finding.kind != .toVerify else {
      let weak = NumberText.fixed(data.pipeline.weakThreshold, 0)
      if finding.valueInterval == nil { return text + say("，低于 \(weak)", ", below \(weak)") }
      return text
        + (finding.kind == .weakSpot
          ? say("，区间低于 \(weak)", ", interval below \(weak)") : say("，区间跨过 \(weak)", ", interval reaches \(weak)"))
    }
    let reference =
      finding.comparison == .toPreviousWave ? say(words.previousWord) : say(words.referenceName(of: finding.unitID))
    let size = NumberText.fixed(abs(difference), 1)
    text += say("，低于\(reference) \(size)", ", \(size) below \(reference)")
    if let ends = finding.differenceInterval {
      text += bracketed("±" + NumberText.fixed((ends.upperBound - ends.lowerBound) / 2, 1))
    }
    return text
  }

  /// `≥ 75.5`; with the group's name where the target is the group's.
  func target(_ action: PlannedAction) -> String {
    guard let target = action.target else { return NumberText.missing }
    let score = "≥\u{A0}" + NumberText.fixed(target.score, 1)
    guard target.nodeID != action.finding.nodeID else { return score }
    return say("\(name(node: target.nodeID)) \(score)", "\(name(node: target.nodeID)) \(score)")
  }

  /// Who has how much to do.
  private mutating func departmentTable() -> Markup {
    let departments = LeadDepartment.all(leading: data.actions)
    guard departments.count > 1 else { return "" }
    var table = DataTable(
      caption: say("按牵头部门", "By department in the lead"),
      columns: [
        .init(say("牵头部门", "Department"), sorting: .text),
        .init(say("交办", "Assigned"), numeric: true, sorting: .number),
        .init(say("提示", "Notice"), numeric: true, sorting: .number),
        .init(say("优先度合计", "Priority, sum"), numeric: true, sorting: .number),
        .init(say("最重的一项", "Heaviest item")),
      ], rows: [], style: "wideth")
    for department in departments {
      let first = department.heaviest
      let isCity = first.finding.unitID == data.city?.id
      table.rows.append(
        .init([
          .init(text: say(department.name)), .init(text: NumberText.count(department.assigned.count)),
          .init(text: NumberText.count(department.notices.count)),
          .init(text: NumberText.fixed(department.weight, 2)),
          .init(
            text: (isCity ? "" : name(unit: first.finding.unitID) + say("·", ": ")) + name(node: first.finding.nodeID)),
        ]))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say("各部门牵头事项的数目与分量，交办事项计入合计。", "How many items each department leads; the sum is of assigned items.")),
      tables: ["actions"])
  }

  /// What became of last year's list, by the word of who led it and by the scores of this year.
  private mutating func followUpTable() -> Markup {
    let reported = data.input.reported
    guard !reported.isEmpty else { return "" }
    var table = DataTable(
      caption: say("上一期清单的办理情况", "What became of the last list"),
      columns: [
        .init(say("报送情况", "Reported")), .init(say("项数", "Items"), numeric: true),
        .init(say("得分达到目标", "Score at the target"), numeric: true),
        .init(say("未达到", "Below it"), numeric: true), .init(say("无法判断", "Not known"), numeric: true),
      ], rows: [])
    let states: [ActionStatus?] = ActionStatus.allCases.map { $0 } + [nil]
    for status in states {
      let own = reported.filter { $0.status == status }
      guard !own.isEmpty else { continue }
      let reached = own.map { action -> Bool? in
        guard let target = action.target, let value = data.value(action.unitID, action.targetNodeID) else { return nil }
        return NumberText.rounded(value, 1) >= target
      }
      table.rows.append(
        .init([
          .init(text: say(status)), .init(text: NumberText.count(own.count)),
          .init(text: NumberText.count(reached.count { $0 == true })),
          .init(text: NumberText.count(reached.count { $0 == false })),
          .init(text: NumberText.count(reached.count { $0 == nil })),
        ]))
    }
    return tableFigure(
      table, title: nil,
      subtitle: Markup(
        text: say(
          "“报送情况”由牵头单位填报；是否达到目标按本年度得分判断，两者不能互相代替。",
          "The first column is what departments reported; whether a target is met is judged by this year’s score. Neither stands for the other."
        )))
  }

  private func say(_ status: ActionStatus?) -> String {
    switch status {
    case .done: say("已办结", "done")
    case .underWay: say("办理中", "under way")
    case .notBegun: say("未启动", "not begun")
    case .dropped: say("不再办理", "dropped")
    case nil: say("未报送", "nothing reported")
    }
  }

  /// The measures that actions name, with where they were taken.
  func practices(of actions: [PlannedAction]) -> Markup {
    let named = Set(actions.compactMap { $0.measures.first?.id })
    let measures = data.pipeline.actions.measures.filter { named.contains($0.id) && !$0.practices.isEmpty }
    guard !measures.isEmpty else { return "" }
    // Practices share documents, which are named once.
    var documents: [LocalizedText] = []
    for document in measures.flatMap(\.practices).compactMap(\.document) where !documents.contains(document) {
      documents.append(document)
    }
    let items = measures.map { measure -> Markup in
      let lines = measure.practices.map { practice -> Markup in
        var text = say(
          "\(say(practice.city))\(year(practice, "（", " 年）"))：", "\(say(practice.city))\(year(practice, " (", ")")): ")
        text += sentence(say(practice.text))
        if let outcome = practice.outcome { text += say("公布的结果：", " As published: ") + sentence(say(outcome)) }
        let source: Markup =
          practice.document.flatMap(documents.firstIndex).map { " <small>[\($0 + 1)]</small>" as Markup } ?? ""
        return "<dd>\(text)\(source)</dd>"
      }
      return "<div><dt>\(say(measure.title))</dt>\(lines.joined())</div>"
    }
    let note = say(
      "各地公开介绍的做法；公布的结果未经本评价核实，也不说明因果。",
      "What cities have told in public; their results were not checked here, and no cause is claimed.")
    return """
      <section class="tabfig"><h3>\(say(.practicesHeading))</h3><p class="fs">\(note)</p>\
      <dl class="cols prac">\(items.joined())</dl>\(sources(documents))</section>

      """
  }

  private func sources(_ documents: [LocalizedText]) -> Markup {
    guard !documents.isEmpty else { return "" }
    let list = documents.enumerated().map { "[\($0.offset + 1)] \(say($0.element))" }
    return "<p class=\"note\">\(list.joined(separator: say("；", "; ")))</p>"
  }

  // MARK: The summary

  /// The actions of most weight, for the summary.
  mutating func priorityActions() -> Markup {
    guard hasActions else { return "" }
    let first = data.actions.filter { $0.list == .assigned }.prefix(5)
    guard !first.isEmpty else { return "" }
    var table = DataTable(
      caption: say("优先行动", "Priority actions"),
      columns: [
        .init(say("指标", "Indicator")), .init(say("可选做法", "Possible measure")), .init(say("依据", "Evidence")),
        .init(say("牵头", "Lead")), .init(say("\(data.wave + 1) 年目标", "Target \(data.wave + 1)")),
      ], rows: [], style: "act")
    for action in first {
      let isCity = action.finding.unitID == data.city?.id
      let subject =
        (isCity ? "" : name(unit: action.finding.unitID) + say("·", ": ")) + name(node: action.finding.nodeID)
      table.rows.append(
        .init([
          .init("\(tag(action.finding.kind)) \(subject)"), .init(measure(action)), .init(text: evidence(action)),
          .init(text: action.lead.map(say) ?? NumberText.missing), .init(text: target(action), style: "nw"),
        ]))
    }
    let link: Markup =
      !data.has(.actions) ? "" : "<a href=\"#\(attribute: id("actions"))\">\(say("全部行动", "All actions"))</a>"
    return tableFigure(
      table, title: say(.priorityTable),
      subtitle: Markup(
        text: say(
          "按补上差距后总指数提高的分数排列；每项目标都不小于下一次调查能够识别的变化。",
          "By the points of the index that closing the gap would give; no target is below the change that the next survey can find. "
        )) + link)
  }
}
