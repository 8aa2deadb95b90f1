import SurveyModel

/// 优势, 短板, 弱项, 苗头, 待核: what the printed rules allow to be said, with the numbers it rests on.
extension LanguageTree {
  static func tagClass(_ kind: FindingKind) -> String {
    switch kind {
    case .strength: "pos"
    case .shortfall: "neg"
    case .weakSpot: "wk"
    case .watch: "wt"
    default: "vf"
    }
  }

  func tag(_ kind: FindingKind) -> Markup {
    let word = say(say(kind.word), say(kind.word).capitalizedFirst)
    return "<span class=\"tag \(attribute: Self.tagClass(kind))\">\(word)</span>"
  }

  /// The lists of the summary.
  var judgementLists: Markup {
    words.executiveLists(limit: 3).map { list -> Markup in
      let shown = list.items.prefix(list.kind == .toVerify ? 1 : list.kind == .weakSpot ? 2 : 3)
      let items = shown.map { item -> Markup in
        let name = label(item, named: true)
        return "<li><span>\(name)</span> <b>\(item.value)</b><small>\(shortEvidence(item.finding))</small></li>"
      }
      let rest = list.total - shown.count
      let more: Markup =
        rest > 0
        ? "<li class=\"more\">\(say("另有 \(NumberText.count(rest)) 项，见各章", "\(NumberText.count(rest)) more in the chapters"))</li>"
        : ""
      return """
        <section><h3>\(tag(list.kind))<span>\(say(list.meaning))</span></h3>\
        <ul>\(items.joined())\(more)</ul></section>
        """
    }.joined()
  }

  /// The difference in a word, or the city's score where there is none.
  private func shortEvidence(_ finding: Finding) -> String {
    guard let difference = finding.difference else {
      guard let city = data.city, city.id != finding.unitID, let value = data.value(city.id, finding.nodeID) else {
        return ""
      }
      return "\(cityName) " + NumberText.fixed(value, 1)
    }
    let size = NumberText.fixed(abs(difference), 1)
    if finding.comparison == .toPreviousWave {
      return say("比\(say(words.previousWord)) ", "on \(say(words.previousWord)) ") + NumberText.signed(difference, 1)
    }
    let reference = say(words.referenceName(of: finding.unitID))
    return difference > 0
      ? say("高于\(reference) \(size)", "\(size) above") : say("低于\(reference) \(size)", "\(size) below")
  }

  /// `石桥县·首贷办理`, `Shiqiao: First loans`; the node alone for the city.
  private func label(_ item: WordedFinding, named: Bool) -> String {
    let finding = item.finding
    let node = name(node: finding.nodeID)
    guard named, finding.unitID != data.city?.id else { return node }
    return name(unit: finding.unitID) + say("·", ": ") + node
  }

  /// Findings as a list with tags, each with its score and what it is held against.
  func findingList(_ items: [WordedFinding], naming: Bool = true, style: String = "say") -> Markup {
    let lines = items.map { item -> Markup in
      let name = label(item, named: naming) + say("：", naming ? "; " : ": ")
      return """
        <li>\(tag(item.finding.kind))<span>\(name)<span class="q">\(say(item.evidence))</span></span></li>
        """
    }
    return "<ul class=\"\(attribute: style)\">\(lines.joined())</ul>\n"
  }
}

extension String {
  var capitalizedFirst: String { prefix(1).uppercased() + dropFirst() }
  var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
