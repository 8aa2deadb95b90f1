/// What is wrong with a response, on purpose.
struct Flaws: OptionSet, Hashable {
  let rawValue: UInt32

  /// Outside the city, not privately owned, or not of the management: the platform ends the interview there.
  static let screenedOut = Flaws(rawValue: 1 << 0)
  /// Founded in the year of the survey.
  static let tooYoung = Flaws(rawValue: 1 << 1)
  static let inattentive = Flaws(rawValue: 1 << 2)
  static let hasty = Flaws(rawValue: 1 << 3)
  static let straightLineFast = Flaws(rawValue: 1 << 4)
  static let straightLineSlow = Flaws(rawValue: 1 << 5)
  static let incomplete = Flaws(rawValue: 1 << 6)
  static let outOfRange = Flaws(rawValue: 1 << 7)
  static let absurdRevenue = Flaws(rawValue: 1 << 8)
  static let skipViolation = Flaws(rawValue: 1 << 9)
  static let exclusive = Flaws(rawValue: 1 << 10)
  static let ownDistrict = Flaws(rawValue: 1 << 11)
  static let invalidCode = Flaws(rawValue: 1 << 12)
  static let crowdedAddress = Flaws(rawValue: 1 << 13)
  /// A later, complete response of the same firm takes its place.
  static let superseded = Flaws(rawValue: 1 << 14)
}

/// One line of the answer key: a rule that has to catch a record, and the variable for a rule over cells.
struct RuleHit: Hashable, Comparable {
  var rule: String
  var record: Int
  var variable: String

  static func < (left: RuleHit, right: RuleHit) -> Bool {
    (left.record, left.rule, left.variable) < (right.record, right.rule, right.variable)
  }
}

/// Puts flaws into honest answers and says which rules have to find them.
struct FlawWriter {
  let model: AnswerModel
  let firm: Firm
  var answers: [Answer]
  private(set) var found: [(rule: String, variable: String)] = []
  private var stream: RandomStream

  private var c: Columns { model.columns }
  private var items: [Item] { model.instrument.items }

  init(model: AnswerModel, firm: Firm, answers: [Answer], attempt: Int) {
    self.model = model
    self.firm = firm
    self.answers = answers
    stream = RandomStream(key: firm.key, 9000, model.wave, attempt)
  }

  mutating func apply(_ flaws: Flaws) throws {
    if flaws.contains(.straightLineFast) || flaws.contains(.straightLineSlow) { straightLine(flaws) }
    if flaws.contains(.skipViolation) { try breakSkip() }
    if flaws.contains(.exclusive) { try contradict() }
    if flaws.contains(.outOfRange) { try exceed() }
    if flaws.contains(.absurdRevenue) { exaggerate() }
    if flaws.contains(.ownDistrict) {
      answers[c.q46] = .option(firm.district)
      note("R12", c.q46)
    }
    if flaws.contains(.tooYoung) {
      answers[c.q03] = .number(model.wave)
      note("R01")
    }
    if flaws.contains(.inattentive) {
      answers[c.q28] = .option([0, 2, 3, 3, 4][stream.integer(in: 0...4)])
      note("R02")
    }
    if flaws.contains(.hasty) { note("R03") }
    if flaws.contains(.incomplete) { breakOff() }
    if flaws.contains(.superseded) { note("R05") }
    if flaws.contains(.crowdedAddress) { note("R06") }
    if flaws.contains(.invalidCode) { note("R13") }
    if flaws.contains(.screenedOut) { screenOut() }
    if flaws.isDisjoint(with: [.straightLineFast, .straightLineSlow]) { varyRatings() }
  }

  private mutating func note(_ rule: String, _ item: Int? = nil) {
    found.append((rule, item.map { items[$0].name } ?? ""))
  }

  private mutating func straightLine(_ flaws: Flaws) {
    let step = [2, 3, 3, 4][stream.integer(in: 0...3)]
    for item in c.likertRows where model.visibility.shows(item, in: answers) == true {
      answers[item] = .option(step)
    }
    note(flaws.contains(.straightLineFast) ? "R04" : "R04b")
  }

  /// A firm that happens to rate everything alike gets one answer changed, so that only those planted are found.
  private mutating func varyRatings() {
    // An answer to a question that was not shown does not count; the rules take it away.
    let given = c.likertRows.compactMap { item -> (Int, Int)? in
      guard model.visibility.shows(item, in: answers) == true, case .option(let step) = answers[item] else {
        return nil
      }
      return (item, step)
    }
    guard let first = given.first, given.allSatisfy({ $0.1 == first.1 }) else { return }
    answers[first.0] = .option(first.1 == 0 ? 1 : first.1 - 1)
  }

  /// The first of several ways that this response allows, starting anywhere.
  private mutating func tryInTurn(_ flaw: String, _ count: Int, _ way: (inout FlawWriter, Int) -> Bool) throws {
    let start = stream.integer(in: 0...(count - 1))
    for turn in 0..<count where way(&self, (start + turn) % count) { return }
    throw SampleDataError("no way to plant \(flaw)")
  }

  /// An answer where the question was not to be seen.
  private mutating func breakSkip() throws {
    try tryInTurn("a skip violation", 6) { $0.breakSkip(way: $1) }
  }

  private mutating func breakSkip(way: Int) -> Bool {
    switch way {
    case 0:
      answers[c.q12] = .options(1 << UInt32(items[c.q12].options.count - 1))
      for item in [c.q14] + Array(c.q15) { answers[item] = .notAsked }
      return answer(c.q13, .number(stream.integer(in: 0...3)))
    case 1:
      answers[c.q29] = .option(3)
      return answer(c.q30, .number(stream.integer(in: 2...9) * 5))
    case 2:
      answers[c.q20] = .number(0)
      return answer(c.q21, .option(stream.integer(in: 2...4)))
    case 3:
      guard model.visibility.shows(c.q08, in: answers) == false else { return false }
      return answer(c.q08, .number(stream.integer(in: 3...90) * 100))
    case 4:
      guard model.visibility.shows(c.q18, in: answers) == false else { return false }
      return answer(c.q18, .options(0b101))
    default:
      let counter = c.q15.lowerBound + 2
      guard model.visibility.shows(counter, in: answers) == false else { return false }
      return answer(counter, .option(stream.integer(in: 2...4)))
    }
  }

  private mutating func answer(_ item: Int, _ answer: Answer) -> Bool {
    answers[item] = answer
    note("R10", item)
    return true
  }

  /// "None of these" beside something.
  private mutating func contradict() throws {
    let candidates = [c.q09, c.q12, c.q16, c.q17, c.q25, c.q37, c.q43]
    try tryInTurn("an exclusive option beside others", candidates.count) { writer, turn in
      let item = candidates[turn]
      let none: UInt32 = 1 << UInt32(writer.items[item].options.count - 1)
      guard case .options(let mask) = writer.answers[item], mask & none == 0 else { return false }
      writer.answers[item] = .options(mask | none)
      writer.note("R11", item)
      return true
    }
  }

  /// A number that cannot be.
  private mutating func exceed() throws {
    let candidates = [c.q03, c.q06, c.q07, c.q13, c.q20, c.q30, c.q31p]
    try tryInTurn("a number out of range", candidates.count) { writer, turn in
      let item = candidates[turn]
      guard case .number(let value) = writer.answers[item] else { return false }
      // Without employees another measure must be left to tell the size of the firm.
      if item == writer.c.q06, writer.sizeNeedsEmployees { return false }
      let wrong =
        switch turn {
        case 0: [1089, 203, 2205][writer.stream.integer(in: 0...2)]
        case 1: value * 100_000 + 200_001
        case 2: value * 10000 + 50_000_001
        case 3: 99
        case 4: 365
        case 5: 3000 + value
        default: -1
        }
      writer.answers[item] = .number(wrong)
      // Whether the question behind it was shown is open now; it stays unanswered.
      if item == writer.c.q20, writer.answers[writer.c.q21].isAnswered { writer.answers[writer.c.q21] = .missing(-9) }
      writer.note("R08", item)
      return true
    }
  }

  private var sizeNeedsEmployees: Bool {
    let limits = SizeLimits.of(City.sectors[firm.sector].id)
    let revenue = limits.revenue != nil && answers[c.q07].isAnswered
    let assets = limits.assets != nil && answers[c.q08].isAnswered
    return !revenue && !assets
  }

  /// Revenue in yuan, or in hundreds of millions, where 10,000 yuan were asked for.
  private mutating func exaggerate() {
    guard case .number(let employees) = answers[c.q06], employees > 0 else { return }
    if employees <= 2000, stream.chance(0.65) {
      answers[c.q07] = .number(employees * (12000 + 1000 * stream.integer(in: 0...9)))
    } else {
      answers[c.q07] = .number(employees / 20)
    }
    note("R09")
  }

  /// The rest of the questionnaire stays empty from the factor supply on.
  private mutating func breakOff() {
    for item in c.q32.lowerBound..<answers.count where answers[item] != .notAsked { answers[item] = .empty }
    note("R07")
  }

  private mutating func screenOut() {
    let last: Int
    switch stream.integer(in: 0...2) {
    case 0:
      last = c.q01
      answers[last] = .option(City.districts.count)
    case 1:
      last = c.q02
      answers[last] = .option(stream.integer(in: 3...5))
    default:
      last = c.q04
      answers[last] = .option(3)
    }
    for item in (last + 1)..<answers.count { answers[item] = .notAsked }
    note("R01")
  }
}
