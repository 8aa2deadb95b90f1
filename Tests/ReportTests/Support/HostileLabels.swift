import SurveyModel
import Tables

@testable import Report

/// A report whose labels try to be markup, to turn the direction of writing, to be taken for references, or to burst the
/// layout: answers of the questionnaire, categories that only the data have, names of indicators, measures, departments.
struct HostileLabels {
  /// A text that must be read on the page in both languages, and where it came from.
  struct Expected: Hashable {
    var place: String
    var text: String
  }

  private(set) var input: ReportInput
  private(set) var expected: [Expected] = []
  private var count = 0

  /// With the mark that turns the direction, which is left out of every page.
  private static let kinds: [String] = [
    "<script>alert(1)</script>", "]]><img src=x onerror=alert(2)>", "\u{202E}gpj.exe", "🏭👩🏽‍🏭 tag",
    "\" onload='alert(3)' \"quoted\" & 'single' &lt; x", "{{score:INDEX}} {value} [x]", "</td></tr></table>",
    "${x} `y` --> <!--",
  ]

  init() {
    input = SheetTests.input()
    changeQuestionnaire()
    changeFramework()
    changeGroups()
    changeActions()
    input.evaluation.notes = [LocalizedText(next("Note"))]
    for place in input.pipeline.cleaning.rules.indices.prefix(4) {
      input.pipeline.cleaning.rules[place].title = LocalizedText(next("rule"))
    }
  }

  /// The next hostile text, with its place and a number that makes it the only one; it is expected on the page.
  private mutating func next(_ place: String, most: Int = .max) -> String {
    let text = "\(place) \(count) " + Self.kinds[count % Self.kinds.count]
    count += 1
    expect(place, text, most: most)
    return text
  }

  private mutating func expect(_ place: String, _ text: String, most: Int = .max) {
    let shown = text.unicodeScalars.filter { $0 != "\u{202E}" }
    expected.append(Expected(place: place, text: String(String.UnicodeScalarView(shown)).shortened(to: most)))
  }

  /// A text of 500 letters without a place to break.
  private mutating func long(_ place: String, most: Int = .max) -> String {
    let text = "\(place)-" + String(repeating: "W", count: 499 - place.count)
    expect(place, text, most: most)
    return text
  }

  private mutating func changeQuestionnaire() {
    guard var questionnaire = input.pipeline.questionnaire else { return }
    var variables = questionnaire.codebook.variables
    for place in variables.indices {
      let name = variables[place].name
      for option in variables[place].options.indices {
        let label =
          switch option {
          case 0: long("answer of \(name)")
          case 1: ""
          case 2: "   "
          default: next("answer of \(name)")
          }
        variables[place].options[option].label = LocalizedText(label)
      }
      if variables[place].kind == .multi {
        variables[place].options.append(
          AnswerOption(code: next("code"), label: LocalizedText(next("other"))))
      }
    }
    questionnaire.codebook = Codebook(variables)
    for place in questionnaire.sections.indices {
      questionnaire.sections[place].title = LocalizedText(next("section"))
    }
    input.pipeline.questionnaire = questionnaire
  }

  private mutating func changeFramework() {
    var framework = input.evaluation.framework
    var changed = 0
    for place in framework.nodes.indices where framework.nodes[place].indicator != nil && changed < 10 {
      let name = changed == 0 ? long("indicator", most: 120) : changed == 1 ? "" : next("indicator", most: 120)
      framework.nodes[place].name = LocalizedText(name)
      framework.nodes[place].indicator?.sourceLabel = LocalizedText(next("source"))
      framework.nodes[place].indicator?.unit = LocalizedText(next("unit of measurement"))
      changed += 1
    }
    for place in framework.monitors.indices {
      framework.monitors[place].name = LocalizedText(
        place == 0 ? String(repeating: "M", count: 500) : "<b>monitor \(place)")
    }
    input.evaluation.framework = framework
    input.pipeline.framework = framework
  }

  /// Codes that no label is known of, as they come from a file.
  private mutating func changeGroups() {
    let rows = input.evaluation.groupScores
    let codes = Array(Set(rows.map(\.code))).sorted()
    var names: [String: String] = [:]
    for (place, code) in codes.enumerated() {
      names[code] = place == 0 ? long("category", most: 120) : next("category", most: 120)
    }
    for place in rows.indices {
      input.evaluation.groupScores[place].code = names[rows[place].code] ?? ""
      input.evaluation.groupScores[place].variable = "found in data"
    }
    for place in input.audit.indices { input.audit[place].before = CellText(Self.kinds[place % Self.kinds.count]) }
  }

  private mutating func changeActions() {
    for place in input.pipeline.actions.measures.indices {
      let isFirst = place == 0
      input.pipeline.actions.measures[place].title = LocalizedText(
        isFirst ? long("measure") : "<i>measure \(place) ]]>")
      guard isFirst else { continue }
      input.pipeline.actions.measures[place].practices = [
        Practice(
          city: LocalizedText(next("city")), year: 2021, text: LocalizedText(next("practice")),
          outcome: LocalizedText(next("outcome")), document: LocalizedText(long("document")))
      ]
      input.pipeline.actions.measures[place].lead = LocalizedText(next("department", most: 60))
    }
  }
}
