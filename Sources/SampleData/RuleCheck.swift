/// The cleaning rules once more, written by hand, so that the answer key does not rest on the program it tests.
///
/// Medians and counts run over all responses; repairs of cells come before the rules on records; of several responses
/// with one valid code, the latest that no other rule dropped stays.
struct RuleCheck {
  private let model: AnswerModel
  private let median: Double
  private let perAddress: [Int: Int]
  private var latest: [String: (record: Int, time: Int)] = [:]
  private var hits: [RuleHit] = []

  init(model: AnswerModel, plan: SurveyPlan) {
    self.model = model
    let seconds = plan.responses.map(\.seconds).sorted()
    let middle = seconds.count / 2
    median =
      seconds.count % 2 == 1 ? Double(seconds[middle]) : Double(seconds[middle - 1] + seconds[middle]) / 2
    var perAddress: [Int: Int] = [:]
    for response in plan.responses { perAddress[response.address, default: 0] += 1 }
    self.perAddress = perAddress
  }

  /// All hits, sorted.
  var found: [RuleHit] { hits.sorted() }

  mutating func examine(_ response: Response) throws {
    var answers = response.answers
    let setByRule = try examineCells(&answers, response.number)
    let dropped = examineRecord(response, answers, setByRule)
    let valid = CreditCode.isValid(response.creditCode)
    if !valid { hit("R13", response.number) }
    if valid, !dropped {
      if let earlier = latest[response.creditCode] {
        let isLater = response.submittedAt > earlier.time
        hit("R05", isLater ? earlier.record : response.number)
        if isLater { latest[response.creditCode] = (response.number, response.submittedAt) }
      } else {
        latest[response.creditCode] = (response.number, response.submittedAt)
      }
    }
  }

  private mutating func hit(_ rule: String, _ record: Int, _ variable: String = "") {
    hits.append(RuleHit(rule: rule, record: record, variable: variable))
  }

  /// Repairs cells.
  ///
  /// - Returns: how many cells a rule set missing.
  private mutating func examineCells(_ answers: inout [Answer], _ record: Int) throws -> Set<Int> {
    let items = model.instrument.items
    var setByRule: Set<Int> = []
    for (index, item) in items.enumerated() where item.kind == .multi {
      guard case .options(let mask) = answers[index], let place = item.position("0") else { continue }
      let none: UInt32 = 1 << UInt32(place)
      if mask & none != 0, mask != none {
        answers[index] = .options(mask & ~none)
        hit("R11", record, item.name)
      }
    }
    for (index, item) in items.enumerated() {
      guard case .number(let value) = answers[index], let minimum = item.minimum, let maximum = item.maximum else {
        continue
      }
      if Double(value) < minimum || Double(value) > maximum {
        answers[index] = .empty
        setByRule.insert(index)
        hit("R08", record, item.name)
      }
    }
    for (index, item) in items.enumerated() where item.isConditional && answers[index].isAnswered {
      switch model.visibility.shows(index, in: answers) {
      case .some(true): break
      case .some(false):
        answers[index] = .notAsked
        hit("R10", record, item.name)
      case nil:
        throw SampleDataError("record \(record): \(item.name) is answered though it is open whether it was shown")
      }
    }
    let vote = model.columns.q46
    if case .option(let district) = answers[vote], answers[model.columns.q01] == .option(district) {
      answers[vote] = .empty
      setByRule.insert(vote)
      hit("R12", record, items[vote].name)
    }
    return setByRule
  }

  /// - Returns: whether a rule before the search for duplicates drops the record.
  private mutating func examineRecord(_ response: Response, _ answers: [Answer], _ setByRule: Set<Int>) -> Bool {
    let c = model.columns
    let items = model.instrument.items
    let record = response.number
    var dropped = false
    func drop(_ rule: String, if condition: Bool) {
      guard condition else { return }
      hit(rule, record)
      dropped = true
    }
    func chose(_ index: Int, _ codes: Set<String>) -> Bool {
      guard case .option(let place) = answers[index] else { return false }
      return codes.contains(items[index].options[place].code)
    }
    var isYoung = false
    if case .number(let founded) = answers[c.q03] { isYoung = model.wave - founded < 1 }
    drop("R01", if: chose(c.q01, ["OTH"]) || chose(c.q02, ["4", "5", "6"]) || chose(c.q04, ["4"]) || isYoung)
    drop("R02", if: answers[c.q28].isAnswered && !chose(c.q28, ["2"]))
    let seconds = Double(response.seconds)
    drop("R03", if: answers[c.q28].isAnswered && (seconds < 180 || seconds < 0.35 * median))
    let ratings = c.likertRows.map { answers[$0] }.filter(\.isAnswered)
    if ratings.count >= 12, ratings.allSatisfy({ $0 == ratings[0] }) {
      drop("R04", if: seconds < 0.6 * median)
      if seconds >= 0.6 * median { hit("R04b", record) }
    }
    var visible = 0
    var missing = 0
    for (index, item) in items.enumerated() where item.isRequired {
      if model.visibility.shows(index, in: answers) == true { visible += 1 }
      if answers[index] == .empty || answers[index] == .missing(-9) || setByRule.contains(index) { missing += 1 }
    }
    drop("R07", if: 5 * missing > visible)
    if (perAddress[response.address] ?? 0) > 3 { hit("R06", record) }
    if case .number(let employees) = answers[c.q06], case .number(let revenue) = answers[c.q07], employees > 0 {
      let each = Double(revenue) / Double(employees)
      if each < 0.1 || each > 10000 { hit("R09", record) }
    }
    return dropped
  }
}
