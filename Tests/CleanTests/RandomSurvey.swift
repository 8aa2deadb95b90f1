import SurveyModel
import Tables

@testable import Clean

/// A seeded generator for random test data (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// A random survey over columns of every type, with random rules of every action, corrections, decisions, imputations and
/// derived variables.
struct RandomSurvey {
  private(set) var survey: SmallSurvey

  init(_ seed: Int) {
    var random = SeededGenerator(state: UInt64(seed) &* 7919 &+ 3)
    let rows = Int.random(in: 0...60, using: &random)
    func numbers() -> Column {
      integers((0..<rows).map { _ in Bool.random(using: &random) ? Int64.random(in: -300...300, using: &random) : nil })
    }
    survey = SmallSurvey([
      records(rows), (unitColumnName, categories((0..<rows).map { ["GX", "YL", nil][$0 % 3] }, of: ["GX", "YL"])),
      ("a", numbers()), ("b", numbers()),
      ("c", categories((0..<rows).map { _ in ["x", "y", nil].randomElement(using: &random) ?? nil }, of: ["x", "y"])),
      ("d", Column(.double((0..<rows).map { _ in Double.random(in: -1...1, using: &random) }))),
      (
        "m",
        Column(
          .set(
            SetStorage(
              masks: (0..<rows).map { _ in UInt64.random(in: 1..<8, using: &random) }, options: ["0", "1", "2"])))
      ), ("key", texts((0..<rows).map { _ in ["p", "q", "r", nil].randomElement(using: &random) ?? nil })),
      (
        "words",
        texts((0..<rows).map { _ in ["好", "电话13912345678", "a@b.cn 请联系", nil].randomElement(using: &random) ?? nil })
      ), ("id", texts((0..<rows).map { _ in "firm \(Int.random(in: 0...9, using: &random))" })),
    ])
    survey.variables = [
      variable("a", .numeric), variable("b", .numeric), variable("d", .numeric), variable("words", .open),
      variable("id", .open, identifying: true),
    ]
    addRules(&random)
    survey.derived = [derivedVariable("sum", "a + b"), derivedVariable("who", "id")]
    if Bool.random(using: &random) {
      survey.imputations = [
        ImputationRule(
          variable: "b", method: [.median, .hotDeck, .mode].randomElement(using: &random) ?? .median,
          cells: ["c"], minimumDonors: 2, limit: 1)
      ]
    }
    guard rows > 2 else { return }
    survey.context.corrections = [
      Correction(record: "r1", variable: "a", value: "77", reason: "call", author: "x"),
      Correction(record: "r2", variable: "words", value: "(refused)", reason: "call", author: "x"),
    ]
    let print = RecordFingerprints(survey.dataset.table, survey.dataset.codebook, rows: [2])[2]
    survey.decisions = [
      ReviewDecision(record: "r3", rule: "R0", reason: "true", author: "x", fingerprint: print, wave: 2025)
    ]
  }

  private mutating func addRules(_ random: inout SeededGenerator) {
    let conditions = [
      "a > b", "a IS MISSING", "b < MEAN(b)", "HAS(m, 1)", "COUNT(*) OVER (PARTITION BY key) > 3", "a = 1 OR b = 2",
      "COUNT_OF(m) = 2", "FALSE", "a / 0 > b", "c = 'x'", "d > 0",
    ]
    for number in 0..<Int.random(in: 0...8, using: &random) {
      let condition = conditions.randomElement(using: &random) ?? "TRUE"
      let kind = MissingKind.allCases.dropFirst().randomElement(using: &random) ?? .empty
      let actions: [(RuleAction, [String])] = [
        (.flag, []), (.drop, []), (.setMissing(kind), ["a", "m", "b", "words"]), (.removeOption("1"), ["m"]),
        (.keepLatest(key: "key", order: "a"), []), (.flag, ["a", "b"]), (.setMissing(kind), ["b", "id"]),
        (.replace("$ * 1000"), ["a", "b"]), (.replace("$ / 3"), ["d"]), (.stop, []),
      ]
      let (action, variables) = actions.randomElement(using: &random) ?? (.flag, [])
      survey.rules.append(rule("R\(number)", condition, action, over: variables, outcome: nil))
    }
  }
}
