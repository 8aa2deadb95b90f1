/// One honest response in the making: the facts about the firm, what it did, what it met with.
struct Interview {
  let model: AnswerModel
  let firm: Firm
  let attempt: Int
  var answers: [Answer]

  var c: Columns { model.columns }
  var district: AnswerModel.DistrictModel { model.districts[firm.district] }

  init(model: AnswerModel, firm: Firm, attempt: Int) {
    self.model = model
    self.firm = firm
    self.attempt = attempt
    answers = Array(repeating: .notAsked, count: model.instrument.items.count)
  }

  /// The chance behind one question. At a second attempt about a third of the questions are answered anew.
  func stream(_ item: Int) -> RandomStream {
    var again = RandomStream(key: firm.key, 1000 + item, model.wave, attempt)
    let salt = attempt > 0 && again.chance(0.3) ? attempt : 0
    return RandomStream(key: firm.key, 100 + item, model.wave, salt)
  }

  /// Whether something that happens to a share of firms happened to this one; likelier where the mood is low.
  func met(_ share: Double, _ stream: inout RandomStream) -> Bool {
    let pressure = -0.45 * firm.mood + 0.893 * stream.normal()
    return pressure > model.table.quantile(1 - share)
  }

  /// An option by its place in the list.
  mutating func choose(_ item: Int, _ weights: [Double]) {
    var stream = stream(item)
    answers[item] = .option(stream.choice(weights))
  }

  /// The exclusive option, the last of the list, as the only one.
  func none(_ item: Int) -> Answer {
    .options(1 << UInt32(model.instrument.items[item].options.count - 1))
  }

  mutating func profile() {
    let accounts = firm.accounts(wave: model.wave)
    answers[c.q01] = .option(firm.district)
    var owner = RandomStream(key: firm.key, 2)
    answers[c.q02] = .option(owner.choice(firm.size == 3 ? [0.72, 0.2, 0.08] : [0.6, 0.4, 0]))
    answers[c.q03] = .number(firm.founded)
    choose(c.q04, firm.size == 3 ? [0.68, 0.27, 0.05] : [0.35, 0.65, 0])
    answers[c.q05] = .option(firm.sector)
    answers[c.q06] = .number(accounts.employees)
    answers[c.q07] = .number(accounts.revenue)
    if model.visibility.shows(c.q08, in: answers) == true { answers[c.q08] = .number(accounts.assets) }
    var titles = RandomStream(key: firm.key, 3)
    var mask: UInt32 = 0
    let held: [[Double]] = [
      [0.95, 0.7, 0.15, 0.01], [0.5, 0.3, 0.08, 0.01], [0.35, 0.18, 0.03, 0], [0.2, 0.03, 0, 0],
      [0.45, 0.3, 0.12, 0.04],
    ]
    for (place, share) in held.enumerated() where titles.chance(share[firm.size]) {
      mask |= 1 << UInt32(place)
    }
    answers[c.q09] = mask == 0 ? none(c.q09) : .options(mask)
  }

  mutating func climate() {
    // The index is 100 + good % - poor %; expectations stand a little above the present.
    let balance = (district.figures["C43"] ?? 100) / 100 - 1
    var shared = stream(c.q10.lowerBound)
    let common = 0.5 * firm.mood + 0.6 * shared.normal()
    for (item, shift) in zip(c.q10, [-0.06, 0.04]) {
      var own = stream(item)
      let outlook = common + 0.6245 * own.normal()
      let poor = max(0.02, 0.14 - (balance + shift) * 0.12)
      let good = min(max(poor + balance + shift, 0.02), 0.95)
      if outlook > model.table.quantile(1 - good) {
        answers[item] = .option(0)
      } else {
        answers[item] = .option(outlook < model.table.quantile(poor) ? 2 : 1)
      }
    }
    for (item, shift) in zip(c.q11, [0.03, 0.02, -0.05, -0.02, -0.03]) {
      var stream = stream(item)
      let lean = 0.06 * firm.mood + shift
      answers[item] = .option(stream.choice([0.28 + lean, 0.5, 0.22 - lean * 0.6]))
      if (item == c.q11.upperBound - 1 && firm.sector > 1 && stream.chance(0.3)) || stream.chance(0.01) {
        answers[item] = .missing(-7)
      }
    }
  }

  mutating func procedures() {
    var stream = stream(c.q12)
    var mask: UInt32 = 0
    let reach = [1.25, 1.15, 1.05, 0.95][firm.size]
    for (place, share) in [0.25, 0.2, 0.06, 0.08, 0.78, 0.52, 0.07, 0.18].enumerated()
    where stream.chance(min(share * reach, 0.97)) {
      mask |= 1 << UInt32(place)
    }
    guard mask != 0 else {
      answers[c.q12] = none(c.q12)
      return
    }
    answers[c.q12] = .options(mask)
    var visits = self.stream(c.q13)
    answers[c.q13] = .number(visits.geometric(mean: district.figures["A13"] ?? 1, maximum: 12))
    var ways = self.stream(c.q14)
    mask = 0
    for (place, share) in [0.46, 0.55, 0.42, 0.08, 0.14].enumerated() where ways.chance(share) {
      mask |= 1 << UInt32(place)
    }
    answers[c.q14] = .options(mask == 0 ? 0b10 : mask)
  }

  mutating func policies() {
    let known = (district.figures["A41"] ?? 50) / 100
    let lean = [0.14, 0.1, 0.03, -0.02][firm.size] + 0.06 * firm.mood
    var stream = stream(c.q16)
    var mask: UInt32 = 0
    for (place, shift) in [0.02, 0.16, 0.05, 0.09, -0.04, -0.06, -0.02, -0.20].enumerated()
    where stream.chance(min(max(known + shift + lean, 0.03), 0.98)) {
      mask |= 1 << UInt32(place)
    }
    answers[c.q16] = mask == 0 ? none(c.q16) : .options(mask)
    var gains = self.stream(c.q17)
    var gained: UInt32 = 0
    for place in 0..<8 where mask & (1 << UInt32(place)) != 0 && gains.chance(0.24 + lean * 0.5) {
      gained |= 1 << UInt32(place)
    }
    answers[c.q17] = gained == 0 ? none(c.q17) : .options(gained)
    if gained == 0 {
      answers[c.q18] = .options(several(c.q18, [0.32, 0.36, 0.3, 0.18, 0.16, 0.14, 0.03], most: 3))
    }
  }

  mutating func law() {
    let mean = (district.figures["B11"] ?? 3) * [2.0, 1.45, 1.1, 0.94][firm.size] / 2
    var stream = stream(c.q20)
    answers[c.q20] = .number(stream.geometric(mean: mean, maximum: 15) + stream.geometric(mean: mean, maximum: 14))
    if stream.chance(0.012) { answers[c.q20] = .missing(-9) }
    choose(c.q24, [0.035, 0.05, 0.665, 0.25])
    var known = self.stream(c.q24 + 500)
    if known.chance(0.03) { answers[c.q24] = .missing(known.chance(0.5) ? -8 : -9) }
  }

  mutating func market() {
    answers[c.q25] = burden(c.q25, share: (district.figures["C11"] ?? 20) / 100, weights: [0.2, 0.25, 0.3, 0.2, 0.12])
    answers[c.q28] = .option(1)
  }

  mutating func factors() {
    let need = [0.62, 0.58, 0.48, 0.36][firm.size]
    choose(c.q29, [need, 0.05, 0.04, 0.87 - need, 0.04])
    var willing = stream(c.q29 + 500)
    if willing.chance(0.012) { answers[c.q29] = .missing(-8) }
    if answers[c.q29] == .option(0) {
      var stream = stream(c.q30)
      let curve = [(0, 0.2), (0.1, 0.45), (0.25, 0.68), (0.5, 1), (0.75, 1.5), (0.9, 2.2), (0.98, 3.5), (1, 5)]
      let days = (district.figures["D12"] ?? 20) * stream.quantile(of: curve.map { (level: $0.0, value: $0.1) })
      // People round: days are heaped on fives and tens.
      let rounded = stream.chance(0.6) && days > 12 ? (days / 5).rounded() * 5 : days.rounded()
      answers[c.q30] = .number(min(max(Int(rounded), 1), 300))
      if stream.chance(0.02) { answers[c.q30] = .missing(-9) }
    }
    var hiring = stream(c.q31p)
    if hiring.chance([0.02, 0.03, 0.06, 0.14][firm.size]) {
      answers[c.q31p] = .missing(-7)
      answers[c.q31a] = .missing(-7)
    } else if hiring.chance([0.85, 0.75, 0.55, 0.3][firm.size]) {
      let staff = Double(firm.accounts(wave: model.wave).employees)
      let planned = max(1, Int(staff * hiring.quantile(of: [(0, 0.02), (0.6, 0.1), (0.9, 0.25), (1, 0.5)])))
      let rate = (district.figures["D31"] ?? 75) / 100
      var hired = 0
      if planned <= 60 {
        for _ in 0..<planned where hiring.chance(rate) { hired += 1 }
      } else {
        let spread = 1 - rate
        hired = min(planned, Int(Double(planned) * (rate + spread * 0.5 * (hiring.unit() * 2 - 1))))
      }
      answers[c.q31p] = .number(planned)
      answers[c.q31a] = .number(hired)
      if hiring.chance(0.015) { answers[c.q31a] = .missing(-9) }
    } else {
      answers[c.q31p] = .number(0)
      answers[c.q31a] = .number(0)
    }
  }

  mutating func relations() {
    var asked = stream(c.q36)
    let share = (district.figures["F13"] ?? 40) / 100 + [0.15, 0.1, 0.03, -0.015][firm.size]
    answers[c.q36] = asked.chance(0.02) ? .missing(-9) : .option(asked.chance(share) ? 0 : 1)
    answers[c.q37] = burden(c.q37, share: (district.figures["F31"] ?? 5) / 100, weights: [0.5, 0.3, 0.05, 0.2, 0.12])
    choose(c.q39, [0.13, 0.06, 0.02, 0.015, 0.775])
    var willing = stream(c.q39 + 500)
    if willing.chance(0.01) { answers[c.q39] = .missing(-8) }
  }

  /// "None of these", or one or two of the listed burdens for the share of firms that met any.
  private func burden(_ item: Int, share: Double, weights: [Double]) -> Answer {
    var stream = stream(item)
    if stream.chance(0.03) { return .missing(stream.chance(0.45) ? -8 : -9) }
    guard met(share, &stream) else { return none(item) }
    var mask: UInt32 = 1 << UInt32(stream.choice(weights))
    if stream.chance(0.25) { mask |= 1 << UInt32(stream.choice(weights)) }
    return .options(mask)
  }

  /// One to `most` options by their shares; never none.
  func several(_ item: Int, _ shares: [Double], most: Int) -> UInt32 {
    var stream = stream(item)
    var mask: UInt32 = 0
    var count = 0
    for place in stream.permutation(shares.count) where count < most && stream.chance(shares[place]) {
      mask |= 1 << UInt32(place)
      count += 1
    }
    return mask == 0 ? 1 << UInt32(stream.choice(shares)) : mask
  }
}
