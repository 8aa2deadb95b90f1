/// One wave of the survey: plans it, draws the answers, plants the flaws and makes sure that nothing else is wrong.
struct SurveyWave {
  let model: AnswerModel
  let plan: SurveyPlan

  init(instrument: Instrument, targets: Targets, seed: UInt64, wave: Int, count: Int) throws {
    model = try AnswerModel(instrument: instrument, targets: targets, wave: wave)
    plan = try SurveyPlan(seed: seed, wave: wave, count: count)
    self.seed = seed
  }

  private let seed: UInt64

  /// One response, and what the rules have to find in it.
  func response(_ index: Int) throws -> (response: Response, hits: [RuleHit]) {
    let planned = plan.responses[index]
    let firm = Firm(
      seed: seed, district: planned.district, size: planned.size, place: planned.place, epoch: planned.epoch)
    let answers = try model.answers(of: firm, attempt: planned.attempt)
    var writer = FlawWriter(model: model, firm: firm, answers: answers, attempt: planned.attempt)
    try writer.apply(planned.flaws)
    var code = planned.creditCode ?? firm.creditCode
    if planned.creditCode == nil, planned.flaws.contains(.invalidCode) { code = CreditCode.spoiled(code) }
    var stream = RandomStream(key: firm.key, 11, model.wave, planned.attempt)
    let response = Response(
      number: index + 1, submittedAt: planned.submittedAt, seconds: planned.seconds,
      channel: stream.choice([0.7, 0.18, 0.12]), address: planned.address, creditCode: code, answers: writer.answers)
    return (response, writer.found.map { RuleHit(rule: $0.rule, record: index + 1, variable: $0.variable) })
  }

  /// Writes the survey in pieces.
  ///
  /// - Returns: the answer key, sorted by record.
  /// - Throws: when the rules find anything that was not planted, or miss what was.
  func write(_ sink: ([UInt8]) throws -> Void) throws -> [RuleHit] {
    var file = try SurveyFile(instrument: model.instrument)
    var check = RuleCheck(model: model, plan: plan)
    var planted: [RuleHit] = []
    for index in plan.responses.indices {
      let (response, hits) = try response(index)
      planted += hits
      try check.examine(response)
      try file.append(response)
      if file.pendingCount > 1 << 20 { try sink(file.take()) }
    }
    try sink(file.take())
    planted.sort()
    let found = check.found
    guard found == planted else {
      let extra = Set(found).subtracting(planted).sorted().prefix(5)
      let lost = Set(planted).subtracting(found).sorted().prefix(5)
      throw SampleDataError(
        "wave \(model.wave): not planted but found: \(Array(extra)); planted but not found: \(Array(lost))")
    }
    return planted
  }
}
