import Diagnostics
import Foundation
import SurveyModel
import Testing

/// One way to break the small pipeline, and how the problem must be told.
struct Breakage: Sendable, CustomTestStringConvertible {
  var file: String
  var old: String
  var new: String
  /// Text of the broken file with `^` before the character that the problem is located at.
  var place: String
  /// The file of the place, where that is another.
  var placeFile: String
  /// The beginning of the first diagnostic, after the place.
  var message: String
  /// Whether no other problem follows from it.
  var isAlone: Bool

  var testDescription: String { "\(file): \(new)" }

  init(
    _ file: String, _ old: String, _ new: String, at place: String, in placeFile: String? = nil, _ message: String,
    alone isAlone: Bool = true
  ) {
    (self.file, self.old, self.new, self.place, self.message) = (file, old, new, place, message)
    self.placeFile = placeFile ?? file
    self.isAlone = isAlone
  }

  /// `file:line:column: error: message`, the position counted in the text.
  func expected(in files: [String: String]) throws -> String {
    let text = try #require(files[placeFile])
    let parts = place.split(separator: "^", omittingEmptySubsequences: false)
    let range = try #require(text.range(of: parts.joined()), "no `\(parts.joined())` in \(placeFile)")
    let before = text[..<range.lowerBound] + parts[0]
    let line = before.count { $0 == "\n" } + 1
    let column = (before.split(separator: "\n", omittingEmptySubsequences: false).last?.count ?? 0) + 1
    return "\(placeFile):\(line):\(column): error: \(message)"
  }
}

@Suite struct ConfigurationProblemTests {
  static let pipelineBreakages = [
    Breakage(
      "pipeline.yaml", "seed: 7", "sead: 7\nseed: 7", at: "^sead",
      "unknown key `sead`. Did you mean `seed`? Allowed here: `id`, `title`"),
    Breakage("pipeline.yaml", "seed: 7\n", "", at: "^id: small", "`seed` is missing. Add `seed:`"),
    Breakage(
      "pipeline.yaml", "seed: 7", "seed: seven", at: "seed: ^seven", "`seed` must be a whole number, found `seven`"),
    Breakage(
      "pipeline.yaml", "seed: 7", "seed: \"7\"", at: "seed: ^\"7", "`seed` must be a whole number, found the text \"7\""
    ),
    Breakage(
      "pipeline.yaml", "as_of: 2026-03-31", "as_of: 2026-02-30", at: "as_of: ^2026",
      "`as_of` must be a date, found `2026-02-30`"),
    Breakage(
      "pipeline.yaml", "languages: [zh, en]", "languages: zh", at: "languages: ^zh",
      "`languages` must be a list, found `zh`"),
    Breakage(
      "pipeline.yaml", "languages: [zh, en]", "languages: [zh, fr]", at: "[zh, ^fr]",
      "`languages.1`: there is no language `fr`. There are: `zh` or `en`"),
    Breakage(
      "pipeline.yaml", "previous_wave: 2024", "previous_wave: 2026", at: "previous_wave: ^2026",
      "`previous_wave` (2026) must lie before `wave` (2025)"),
    Breakage("pipeline.yaml", "id: small", "id: a/b", at: "id: ^a/b", "`id` names folders"),
    Breakage("pipeline.yaml", "zh: 小, ", "", at: "title: ^{", "`title.zh` is missing"),
    Breakage(
      "pipeline.yaml", "path: frame.csv", "path: [frame.csv, b.xlsx]", at: "path: ^[frame",
      "the files of a source must have one format: `frame.csv` and `b.xlsx` differ"),
    Breakage(
      "pipeline.yaml", "path: frame.csv", "path: []", at: "path: ^[]", "`sources.frame.path` lists no file",
      alone: false),
    Breakage(
      "pipeline.yaml", "path: frame.csv", "path: frame.csv\n    max_unreadable: 5",
      at: "max_unreadable: ^5", "`sources.frame.max_unreadable` must be a share from 0 to 100 %, found `5`"),
    Breakage(
      "pipeline.yaml", "path: frame.csv", "path: frame.sav\n    record: /a/b", at: "^record: /a",
      "`sources.frame.record`: only `xml`, `csv` and `xlsx` have this"),
    Breakage(
      "pipeline.yaml", "path: frame.csv", "path: frame.csv\n    sheet: a", at: "^sheet: a",
      "`sources.frame.sheet`: only `xlsx` has this"),
    Breakage(
      "pipeline.yaml", "role: statistics", "role: statistic", at: "role: ^statistic",
      "`sources.office.role` cannot be `statistic`. Did you mean `statistics`?"),
    Breakage(
      "pipeline.yaml", "platform: wjx, ", "", at: "^survey: {",
      "`sources.survey.platform` is missing: a survey's export is read by its platform"),
    Breakage(
      "pipeline.yaml", "platform: wjx,", "platform: wjxx,", at: "platform: ^wjxx",
      "`sources.survey.platform` cannot be `wjxx`. Did you mean `wjx`?"),
    Breakage(
      "pipeline.yaml", "platform: wjx,", "platform: wjx, answers: words,", at: "answers: ^words",
      "`sources.survey.answers` cannot be `words`"),
    Breakage(
      "pipeline.yaml", "sheet: 表", "mapping: {a: b}", at: "^mapping",
      "`sources.office.mapping`: only a source of role `survey` has this"),
    Breakage(
      "pipeline.yaml", "cases: integer", "cases: float", at: "cases: ^float",
      "`sources.office.columns.cases` cannot be `float`"),
    Breakage(
      "pipeline.yaml", "header_rows: [3, 4]", "header_rows: [4, 3]", at: "header_rows: ^[4",
      "`sources.office.header_rows` must be one row, or first and last row"),
    Breakage(
      "pipeline.yaml", "count: count", "count: counts", at: "count: ^counts",
      "`design.population.count`: the source `frame` has no column `counts`. Did you mean `count`?"),
    Breakage(
      "pipeline.yaml", "strata: [unit_id, size]", "strata: [unit_id, siz]", at: "strata: [unit_id, ^siz]",
      "`design.strata.1`: there is no variable of the survey `siz`. Did you mean `size`?", alone: false),
    Breakage(
      "pipeline.yaml", "history: published", "history: frame", at: "history: ^frame",
      "`history` needs a source of role `published`, `frame` has role `frame`. There are: `published`"),
    Breakage(
      "pipeline.yaml", "path: \"{wave}/survey.csv\"", "path: survey.csv", at: "path: ^survey.csv",
      "`sources.survey.path` is the same file for both waves"),
    Breakage(
      "pipeline.yaml", "replicates: 200", "replicates: 20", at: "replicates: ^20",
      "`uncertainty.replicates` is 20: fewer than 100"),
    Breakage(
      "pipeline.yaml", "unit: Q01}", "unit: Q09}", at: "unit: ^Q09",
      "`sources.survey.unit`: `Q09` is not a single-choice question"),
    Breakage(
      "pipeline.yaml", "weak_threshold: 60", "weak_threshold: 80", at: "weak_threshold: ^80",
      "`report.weak_threshold` (80.0) lies above"),
  ]

  static let unitBreakages = [
    Breakage(
      "units.yaml", "id: BB", "id: AA", at: "{id: ^AA, name: {zh: 乙区", "the unit id `AA` is used twice", alone: false),
    Breakage("units.yaml", "aliases: [甲]", "aliases: [合 计]", at: "{^id: AA,", "`合 计` means two units: `ALL` and `AA`"),
    Breakage(
      "units.yaml", "members: [AA, BB]", "members: [AA, CC]", at: "[AA, ^CC]",
      "`units.2.members.1`: there is no unit `CC`. There are: `AA`, `BB`, `DD` or `EE`"),
    Breakage(
      "units.yaml", "ranked: false", "ranked: true", at: "ranked: ^true",
      "`units.2.ranked`: a union of units is never ranked"),
    Breakage(
      "units.yaml", "ranked: false", "ranked: no", at: "ranked: ^no",
      "`units.2.ranked` must be `true` or `false`, found `no`"),
    Breakage(
      "units.yaml", "carved_out_of: AA", "carved_out_of: AB", at: "carved_out_of: ^AB",
      "`units.1.carved_out_of`: there is no unit `AB`. Did you mean `AA`?"),
  ]

  static let questionnaireBreakages = [
    Breakage(
      "questionnaire.yaml", "code: BB, zh: 乙区", "code: CC, zh: 丙区", at: "unit: ^Q01}", in: "pipeline.yaml",
      "the option `CC` (丙区) of `Q01` is no unit"),
    Breakage(
      "questionnaire.yaml", "scale: satisfaction5\n    na", "scale: satisfaction\n    na", at: "scale: ^satisfaction\n",
      "`questions.4.scale`: there is no scale `satisfaction`. Did you mean `satisfaction5`?"),
    Breakage(
      "questionnaire.yaml", "scores: linear", "scores: liner", at: "scores: ^liner",
      "`scales.satisfaction5.scores`: there is no Likert map `liner`. Did you mean `linear`?"),
    Breakage(
      "questionnaire.yaml", "      - {code: 3, zh: 一般, en: Neutral}\n", "", at: "scores: ^linear",
      "the scale `satisfaction5` has 4 steps, its Likert map `linear` has 5 scores"),
    Breakage(
      "questionnaire.yaml", "na: [-7, -9]", "na: [-7, -6]", at: "[-7, ^-6]",
      "`questions.4.na.1`: there is no missing code `-6`"),
    Breakage(
      "questionnaire.yaml", "id: Q02", "id: Q01", at: "id: ^Q01\n    section: S0\n    type: year",
      "the question `Q01` is listed twice"),
    Breakage(
      "questionnaire.yaml", "type: nps", "type: npx", at: "type: ^npx",
      "`questions.8.type` cannot be `npx`. Did you mean `nps`?"),
    Breakage(
      "questionnaire.yaml", "type: open", "type: single", at: "{id: Q09, section: S0, ^type",
      "`questions.9.options` is missing: a question of type `single` needs it"),
    Breakage(
      "questionnaire.yaml", "pass_code: 2", "pass_code: 6", at: "pass_code: ^6",
      "`questions.7.pass_code`: there is no answer `6`"),
    Breakage(
      "questionnaire.yaml", "{code: 2, zh: 许可", "{code: 1, zh: 许可", at: "{code: ^1, zh: 许可",
      "the code `1` is listed twice"),
    Breakage(
      "questionnaire.yaml", "max: 1000", "max: year", at: "max: ^year",
      "`questions.5.validate.max` cannot be `year`. Allowed here, besides a number: `survey_year`"),
    Breakage(
      "questionnaire.yaml", "min: 0, max: 1000", "min: 5, max: 1", at: "max: ^1,",
      "`questions.5.validate.max` (1.0) lies below `min`"),
    Breakage(
      "questionnaire.yaml", "{id: Q04_b,", "{id: Q04_a,", at: "{id: ^Q04_a, zh: 窗口", "the column `Q04_a` is made twice",
      alone: false),
    Breakage("questionnaire.yaml", "zh: 窗口, ", "", at: "- ^{id: Q04_b", "`questions.4.rows.1.zh` is missing"),
  ]

  static let frameworkBreakages = [
    Breakage(
      "framework.yaml", "weight: 0.6", "weight: 0", at: "weight: ^0\n", "`index.children.0.weight` must be above 0"),
    Breakage(
      "framework.yaml", "code: A2", "code: A1", at: "code: ^A1\n          name: {zh: 满意度", "the code `A1` is used twice"
    ),
    Breakage(
      "framework.yaml", "goalpost: [5, 0.5]", "goalpost: [0.5, 5]", at: "goalpost: ^[",
      "the goalposts of `A1` contradict its direction `-`: worst 0.5, best 5.0. With direction `-` write worst above best"
    ),
    Breakage(
      "framework.yaml", "goalpost: [5, 0.5]", "goalpost: [5]", at: "goalpost: ^[",
      "`index.children.0.children.0.score.goalpost` must have two numbers, found 1"),
    Breakage(
      "framework.yaml", "goalpost: [5, 0.5]", "goalpost: [5, 0.5], likert: linear", at: "^score: {goalpost",
      "`index.children.0.children.0.score` must have exactly one of"),
    Breakage(
      "framework.yaml", "likert: linear", "likert: cubic", at: "likert: ^cubic",
      "`index.children.0.children.1.score.likert`: there is no Likert map `cubic`"),
    Breakage(
      "framework.yaml", "          expression: \"MEAN(LIKERT(Q04_a))\"\n", "", at: "- ^code: A2",
      "the indicator `A2` has no `expression`"),
    Breakage(
      "framework.yaml", "source: office\n          expression: \"MEAN", "source: offices\n          expression: \"MEAN",
      at: "source: ^offices",
      "`index.children.0.children.0.source`: there is no source of data `offices`. Did you mean `office`?"),
    Breakage(
      "framework.yaml", "direction: \"-\"", "direction: down", at: "direction: ^down",
      "`index.children.0.children.0.direction` cannot be `down`. Allowed here: `+` or `-`"),
    Breakage(
      "framework.yaml", "missing_indicator: drop_for_all", "missing_indicator: drop", at: "missing_indicator: ^drop",
      "`missing_indicator` cannot be `drop`. Allowed here: `drop_for_all` or `rescale`"),
    Breakage(
      "framework.yaml", "options_of: Q03", "options_of: Q05", at: "options_of: ^Q05",
      "`monitors.1.options_of`: there is no choice question `Q05`"),
    Breakage(
      "framework.yaml", "weight: 0.4\n", "weight: 0.4\n      children: []\n", at: "children: ^[]",
      "`B` has no children", alone: false),
  ]

  static let cleaningBreakages = [
    Breakage(
      "cleaning.yaml", "    outcome: invalid\n", "", at: "^action: drop",
      "the rule `R1` drops records and has no `outcome`"),
    Breakage(
      "cleaning.yaml", "action: drop", "action: remove", at: "action: ^remove", "`rules.0.action` cannot be `remove`"),
    Breakage("cleaning.yaml", "id: R2", "id: R1", at: "id: ^R1\n    title: 范围", "the rule id `R1` is used twice"),
    Breakage(
      "cleaning.yaml", "    variables: exclusive\n", "", at: "when: ^HAS",
      "the rule `R4` uses `$` but has no `variables`", alone: false),
    Breakage(
      "cleaning.yaml", "remove_option: \"0\"", "remove_option: \"7\"", at: "action: ^{remove_option",
      "the rule `R4` removes the option `7`, which `Q03` does not have. Options of `Q03`: `1`, `2` or `0`"),
    Breakage(
      "cleaning.yaml", "[Q04_a, Q04_b]", "[Q04_a, Q04_c]", at: "[Q04_a, ^Q04_c]",
      "`sets.ratings.1`: there is no variable `Q04_c`. Did you mean `Q04_a`?"),
    Breakage(
      "cleaning.yaml", "variables: numeric", "variables: numbers", at: "variables: ^numbers",
      "`rules.1.variables` cannot be `numbers`"),
    Breakage(
      "cleaning.yaml", "near_duplicates: {", "near_duplicate: {", at: "check: {^near_duplicate:",
      "unknown key `rules.6.check.near_duplicate`"),
    Breakage(
      "cleaning.yaml", "threshold: 0.9", "threshold: often", at: "threshold: ^often",
      "`rules.6.check.near_duplicates.threshold` must be a number"),
    Breakage(
      "cleaning.yaml", "scale: log", "scale: log10", at: "scale: ^log10",
      "`rules.13.check.robust_outliers.scale` cannot be `log10`"),
    Breakage(
      "cleaning.yaml", "warn_above: 2%", "warn_above: 20%", at: "error_above: ^10%",
      "`rules.6.thresholds.error_above` lies below `warn_above`"),
    Breakage(
      "cleaning.yaml", "valid_rate:", "valid_share:", at: "^valid_share", "`gates.valid_share` is no figure of quality"),
    Breakage(
      "cleaning.yaml", "valid_rate:", "heaping:", at: "^heaping", "`gates.heaping` is for information only"),
    Breakage(
      "cleaning.yaml", "{variable: Q05, method", "{variable: Q04_a, method", at: "variable: ^Q04_a, method",
      "`Q04_a` is a rating"),
    Breakage(
      "cleaning.yaml", "action: {replace: 900}", "action: {replace: $ / 10}", at: "when: ^$ > 900",
      "the value of the rule `R6` for `Q05`: "),
    Breakage(
      "decisions.yaml", "rule: R1", "rule: R5", at: "rule: ^R5",
      "`decisions.0.rule`: there is no rule that drops records `R5`"),
    Breakage(
      "cleaning.yaml", "order: submitted_at", "order: submitted", at: "order: ^submitted}",
      "`rules.2.action.keep_latest.order`: there is no variable `submitted`"),
    Breakage(
      "calendar.yaml", "2025-01-26", "2025-01-01", at: "make_up_days: ^[",
      "a day is both in `holidays` and in `make_up_days`"),
    Breakage(
      "calendar.yaml", "2025-01-26", "26.1.2025", at: "[^26.1", "`make_up_days.0` must be a date, found `26.1.2025`"),
  ]

  static let expressionBreakages = [
    Breakage(
      "framework.yaml", "MEAN(LIKERT(Q04_a))", "MEAN(LIKERT(Q04_x))", at: "MEAN(LIKERT(^Q04_x))", "the indicator `A2`: "
    ),
    Breakage(
      "framework.yaml", "\"SUM(days) / SUM(cases)\"", ">-\n        SUM(days)\n        / SUM(case_count)",
      at: "SUM(^case_count)", "the indicator `B`: "),
    Breakage(
      "framework.yaml", "expression: MEAN(Q05)", "expression: 'MEAN(Q05) + MEAN(''x'')'", at: "MEAN(^''x",
      "the monitor `Z1`: "),
    Breakage("framework.yaml", "\"MEAN(days)\"", "\"\\u004DEAN(dais)\"", at: "EAN(^dais", "the indicator `A1`: "),
    Breakage("cleaning.yaml", "Q07 <> 2", "Q07 <>", at: "when: Q07 <>^", "the rule `R1`: "),
    Breakage("cleaning.yaml", "Q07 <> 2", "Q07 + 2", at: "when: Q07 ^+ 2", "the rule `R1`: "),
    Breakage(
      "cleaning.yaml", "OR $ > VALID_MAX($)", "OR $ > VALID_MAXIMUM($)", at: "OR $ > ^VALID_MAXIMUM",
      "the rule `R2` for `Q02`: "),
    Breakage(
      "cleaning.yaml", "N_DISTINCT(ratings)", "N_DISTINCT(rating)", at: "N_DISTINCT(^rating)", "the rule `R5`: "),
    Breakage(
      "cleaning.yaml", "{code: large, zh: 大型", "{code: small, zh: 大型", at: "{code: ^small, zh: 大型",
      "the code `small` is listed twice in `derived.0.codes`"),
    Breakage("cleaning.yaml", "ELSE 'small' END", "ELSE Q99 END", at: "ELSE ^Q99 END", "the derived variable `size`: "),
    Breakage(
      "questionnaire.yaml", "show_if: NOT HAS(Q03, 0)", "show_if: NOT HAS(Q03, 5)", at: "NOT HAS(Q03, ^5)",
      "`show_if` of `Q04_a`: "),
    Breakage(
      "questionnaire.yaml", "show_if: NOT HAS(Q03, 0)", "show_if: Q08 > 5", at: "show_if: ^Q08",
      "`show_if` of `Q04_a` reads `Q08`, which is not asked before it"),
  ]

  @Test(
    "A problem is told once, at its place, with what was found and what is allowed",
    arguments: pipelineBreakages + designBreakages + analysisBreakages + unitBreakages + questionnaireBreakages
      + frameworkBreakages
      + cleaningBreakages
      + expressionBreakages)
  func breakage(_ breakage: Breakage) throws {
    let files = SmallPipeline.replacing(breakage.old, with: breakage.new, in: breakage.file)
    #expect(files[breakage.file] != SmallPipeline.files[breakage.file], "nothing was broken")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    let problems = pipeline.problems()
    let expected = try breakage.expected(in: files)
    #expect(problems.contains { $0.hasPrefix(expected) }, "\(expected)\n\(problems.joined(separator: "\n"))")
    if breakage.isAlone { #expect(problems.count == 1, "\(problems.joined(separator: "\n"))") }
  }

  @Test("All problems of all files are told in one go, by file and line, and the exit code is that of configuration")
  func allAtOnce() throws {
    var files = SmallPipeline.files
    files["pipeline.yaml"] = SmallPipeline.pipeline.replacing("seed: 7", with: "sead: 7").replacing(
      "role: statistics", with: "role: stats")
    files["units.yaml"] = SmallPipeline.units.replacing("ranked: false", with: "rank: false")
    files["framework.yaml"] = SmallPipeline.framework.replacing("weight: 0.6", with: "weight: -1")
    files["calendar.yaml"] = "holidays: [soon]\n"
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    let places = pipeline.problems().map { $0.split(separator: " ")[0] }
    for place in [
      "pipeline.yaml:1:1:", "pipeline.yaml:7:1:", "pipeline.yaml:18:11:", "units.yaml:6:90:", "framework.yaml:10:15:",
      "calendar.yaml:1:12:",
    ] {
      #expect(places.contains { $0 == place }, "\(places)")
    }
    let error = #expect(throws: DiagnosticError.self) { try loadPipeline(folder: pipeline.folder, overrides: []) }
    #expect(error?.kind == .configuration)
  }

  @Test("Every repeated key is told with its place and that of the first")
  func duplicateKeys() throws {
    var files = SmallPipeline.files
    files["pipeline.yaml"] = SmallPipeline.pipeline.replacing("seed: 7", with: "seed: 7\nseed: 8\n\"seed\": 9")
      .replacing(
        "{replicates: 200,", with: "{replicates: 200, replicates: 300,")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    let problems = pipeline.problems()
    #expect(problems.count == 3, "\(problems)")
    #expect(
      problems.first?.hasPrefix(
        "pipeline.yaml:8:1: error: the key `seed` is given twice; it was first given at pipeline.yaml:7:1") == true)
    #expect(problems.last?.hasPrefix("pipeline.yaml:52:32: error: the key `replicates` is given twice") == true)
  }

  @Test(
    "A syntax error is told with its place",
    arguments: [
      ("seed: 7", "seed: [7", "pipeline.yaml:8:10: error: the YAML cannot be read"),
      ("seed: 7", "seed: a: 7", "pipeline.yaml:7:8: error: the YAML cannot be read: mapping values are not allowed"),
      ("seed: 7", "seed: \"7", "pipeline.yaml:"),
      (
        "seed: 7", "\tseed: 7",
        "pipeline.yaml:7:1: error: the YAML cannot be read: found a tab character that violates indentation"
      ),
      ("seed: 7", "seed: *seven", "pipeline.yaml:7:7: error: the YAML cannot be read: found undefined alias"),
      ("seed: 7", "seed: \u{1}", "pipeline.yaml:7:7: error: the control character U+0001 is not allowed"),
      (
        "seed: 7", "seed: " + String(repeating: "[", count: 5000),
        "pipeline.yaml:7: error: more than 200 lists or mappings"
      ),
    ])
  func syntax(old: String, new: String, message: String) throws {
    let pipeline = try TemporaryPipeline(SmallPipeline.replacing(old, with: new, in: "pipeline.yaml"))
    defer { pipeline.remove() }
    let problems = pipeline.problems()
    #expect(problems.count == 1, "\(problems)")
    #expect(problems.first?.hasPrefix(message) == true, "\(problems)")
  }

  @Test("Bytes that are not UTF-8, an empty file and a file that is no mapping are told")
  func wrongFiles() throws {
    let pipeline = try TemporaryPipeline(SmallPipeline.files)
    defer { pipeline.remove() }
    let path = pipeline.folder + "/units.yaml"
    try Data([0x61, 0x3A, 0x20, 0x31, 0x0A, 0xB8, 0xDB]).write(to: URL(fileURLWithPath: path))
    #expect(
      pipeline.problems().first?.hasPrefix("units.yaml:2: error: the file is not UTF-8 text. Save it as UTF-8") == true)
    try Data().write(to: URL(fileURLWithPath: path))
    #expect(pipeline.problems().first?.hasPrefix("units.yaml:1: error: the file is empty") == true)
    try Data("- a\n".utf8).write(to: URL(fileURLWithPath: path))
    #expect(
      pipeline.problems().first?.hasPrefix("units.yaml:1:1: error: the file must be a mapping, found a list") == true)
  }

  @Test("A byte order mark and CRLF change nothing")
  func byteOrderMark() throws {
    var files = SmallPipeline.files
    files["pipeline.yaml"] = "\u{FEFF}" + SmallPipeline.pipeline.replacing("\n", with: "\r\n")
    let pipeline = try TemporaryPipeline(files)
    defer { pipeline.remove() }
    #expect(pipeline.problems() == [])
    files["pipeline.yaml"] = files["pipeline.yaml"]?.replacing("seed: 7", with: "sead: 7")
    let broken = try TemporaryPipeline(files)
    defer { broken.remove() }
    #expect(broken.problems().contains { $0.hasPrefix("pipeline.yaml:7:1: error: unknown key `sead`") })
  }

  @Test("A missing file is told where it is named, and the exit code is that of a missing input")
  func missingFiles() throws {
    let renamed = SmallPipeline.replacing("units: units.yaml", with: "units: unit.yaml", in: "pipeline.yaml")
    let pipeline = try TemporaryPipeline(renamed)
    defer { pipeline.remove() }
    let problems = pipeline.problems()
    #expect(problems.count == 1, "\(problems)")
    #expect(
      problems.first?.hasPrefix("pipeline.yaml:10:8: error: `unit.yaml`: there is no such file. Did you mean") == true,
      "\(problems)")
    let error = #expect(throws: DiagnosticError.self) { try loadPipeline(folder: pipeline.folder, overrides: []) }
    #expect(error?.kind == .missingInput)
    let none = #expect(throws: DiagnosticError.self) {
      try loadPipeline(folder: pipeline.folder + "/none", overrides: [])
    }
    #expect(none?.kind == .missingInput)
    #expect(none?.diagnostics.count == 1)
  }
}
