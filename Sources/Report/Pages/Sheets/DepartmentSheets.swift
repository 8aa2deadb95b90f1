import SurveyModel
import Tables

extension ReportPages {
  /// One sheet for each department in the lead: all that it is assigned, its list of notice, and what cities have done.
  var departmentSheets: [PublishedDocument] {
    guard data.city != nil else { return [] }
    let departments = LeadDepartment.all(leading: data.actions)
    let names = SheetFileNames.names(of: departments.map(\.name))
    return parallelMap(count: departments.count, threads: availableCores()) { place in
      let department = departments[place]
      let subject = LocalizedText(zh: department.name.zh.shortened(to: 60), en: department.name.en.shortened(to: 60))
      return sheet("departments/\(names[place]).html", subject: subject) {
        $0.writeDepartment(department, named: subject)
      }
    }
  }
}

extension LanguageTree {
  /// The lists of one department.
  mutating func writeDepartment(_ department: LeadDepartment, named name: LocalizedText) {
    body += "<section class=\"chap\" id=\"\(attribute: id("department"))\"><h2>\(say(name))</h2>\n"
    body += "<p class=\"lead\">\(departmentLead(department))</p>\n"
    body += keyFigures(departmentFigures(department))
    for (list, actions) in [(ActionList.assigned, department.assigned), (.notice, department.notices)] {
      guard !actions.isEmpty else { continue }
      let (table, _) = actionRows(list, actions, most: .max, who: say("配合", "Support")) { tree, action in
        action.support.isEmpty
          ? NumberText.missing : action.support.map { tree.say($0) }.joined(separator: tree.say("、", ", "))
      }
      body += tableFigure(
        table, title: say(actionTitle(list, actions)), subtitle: Markup(text: actionSubtitle(list)))
    }
    body += practices(of: department.actions)
    let rules = JudgementRule.actionLists(for: data.pipeline).map { rule in
      rule.id + " " + say(rule.word) + say("：", ": ") + say(rule.text)
    }
    body += "<p class=\"note\">\(say("判定规则：", "Rules. ") + sentence(rules.joined(separator: say("；", "; "))))</p>\n"
    body += "<p class=\"src\">\(source)</p></section>\n"
  }

  private func departmentLead(_ department: LeadDepartment) -> String {
    let assigned = NumberText.count(department.assigned.count)
    let notices = NumberText.count(department.notices.count)
    var text = LocalizedText(
      zh: "牵头交办事项 \(assigned) 项、提示事项 \(notices) 项。",
      en:
        "In the lead of \(assigned) assigned \(department.assigned.count == 1 ? "item" : "items") and \(notices) of notice."
    )
    let deadline = department.assigned.isEmpty ? nil : data.pipeline.actions.deadline
    if let deadline {
      text.zh += "交办事项须于 \(deadline) 前报送结果。"
      text.en += " Results of assigned items are to be reported by \(deadline)."
    }
    return say(
      words.told(
        .departmentLead,
        [
          .department: department.name, .assigned: LocalizedText(assigned), .notices: LocalizedText(notices),
          .deadline: deadline.map { .init($0) },
        ], or: text))
  }

  private func departmentFigures(_ department: LeadDepartment) -> [KeyFigure] {
    let units = Set(department.actions.map(\.finding.unitID)).subtracting(data.city.map { [$0.id] } ?? [])
    return [
      KeyFigure(
        term: say("交办", "Assigned"), value: NumberText.count(department.assigned.count),
        note: say("短板或弱项，须办理并报送", "shortfalls and weak spots")),
      KeyFigure(
        term: say("提示", "Notice"), value: NumberText.count(department.notices.count),
        note: say("苗头或待核，须留意", "to watch or to verify")),
      KeyFigure(
        term: say("优先度合计", "Priority, sum"), value: NumberText.fixed(department.weight, 2),
        note: say("补上交办事项的差距后总指数提高的分数", "points of the index if assigned gaps were closed")),
      KeyFigure(
        term: say("涉及\(unitsWord)", unitsWord.capitalizedFirst), value: NumberText.count(units.count),
        after: "/\(data.ranked.count)", note: say("全市事项不计", "city-wide items not counted")),
    ]
  }
}
