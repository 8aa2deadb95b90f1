/// One case of the ledger.
struct LedgerCase {
  var kind: String
  var district: Int
  var topic: String
  var handler: String
  var received: CivilDay
  var due: CivilDay
  var closed: CivilDay?
  var callback: String?
  var rating: Int?
  /// Repeats an earlier case of the same list; the id is known once all are numbered.
  var isRepeat = false
}

/// The city's case ledger of a year, about 4,000 cases: requests, complaints, credit repairs, visits to key enterprises
/// and ratings of service counters.
///
/// In every district the eight ledger indicators come out at their targets, as nearly as whole cases allow.
struct CaseLedger {
  let targets: Targets
  let calendar: WorkingDays
  let wave: Int
  let seed: UInt64

  private static let departments = [
    "市场监管局", "税务局", "行政审批局", "发改委", "工信局", "科技局", "人社局", "自然资源和规划局", "住建局", "生态环境局",
    "应急管理局", "金融办", "供电公司", "司法局", "商务局",
  ]
  private static let visitors = ["工商联", "统战部", "工信局", "商务局", "科技局", "发改委", "街道和乡镇", "园区管委会"]
  private static let repairers = ["发改委", "市场监管局", "税务局", "人社局", "住建局", "生态环境局", "应急管理局"]
  private static let counters = ["综合窗口", "市场准入窗口", "税务窗口", "社保窗口", "不动产窗口", "公积金窗口", "公安窗口", "工程审批窗口"]
  private static let topics = ["融资", "用工", "用地", "审批", "政策兑现", "执法", "其他"]

  func xml() throws -> String {
    var cases: [LedgerCase] = []
    for district in City.districts.indices {
      cases += try requests(district) + complaints(district) + repairs(district) + visits(district) + ratings(district)
    }
    // A stable order: by date, then as made.
    let order = cases.indices.sorted { (cases[$0].received, $0) < (cases[$1].received, $1) }
    var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
    text += "<!-- 合成数据：岚江为虚构城市。Synthetic data of a fictional city. -->\n"
    text += "<ledger city=\"岚江市\" year=\"\(wave)\">\n"
    var lastRequest: [Int: String] = [:]
    for (place, index) in order.enumerated() {
      let entry = cases[index]
      let digits = "\(place + 1)"
      let id = "LJ\(wave)-" + String(repeating: "0", count: 6 - digits.count) + digits
      text += Self.element(entry, id: id, repeats: entry.isRepeat ? lastRequest[entry.district] : nil)
      if entry.kind == "诉求" { lastRequest[entry.district] = id }
    }
    return text + "</ledger>\n"
  }

  private static func element(_ entry: LedgerCase, id: String, repeats: String?) -> String {
    let district = City.districts[entry.district].name
    var text = "  <case id=\"\(id)\">\n    <kind>\(entry.kind)</kind><district>\(district)</district>"
    text += "<topic>\(entry.topic)</topic><handler>\(entry.handler)</handler>\n"
    text += "    <received>\(entry.received.iso)</received><due>\(entry.due.iso)</due>"
    text += entry.closed.map { "<closed>\($0.iso)</closed>" } ?? "<closed/>"
    if let callback = entry.callback { text += "<callback><result>\(callback)</result></callback>" }
    if let repeats { text += "<repeat_of>\(repeats)</repeat_of>" }
    if let rating = entry.rating { text += "<rating>\(rating)</rating>" }
    return text + "\n  </case>\n"
  }

  private func stream(_ kind: String, _ district: Int) -> RandomStream {
    RandomStream(seed, kind, wave, district)
  }

  /// As many of `count` as the share asks for, at random places.
  private func chosen(_ share: Double, of count: Int, _ stream: inout RandomStream) -> Set<Int> {
    let number = Int((share * Double(count)).rounded())
    return Set(stream.permutation(count).prefix(max(0, min(number, count))))
  }

  private func share(_ code: String, _ district: Int) throws -> Double {
    try targets.figure(code, wave: wave, district: district) / 100
  }

  private func count(_ base: Int, _ perThousand: Double, _ district: Int) -> Int {
    base + Int(Double(City.districts[district].enterprises) * perThousand / 1000)
  }

  private func workingDay(_ stream: inout RandomStream) -> CivilDay {
    calendar.onOrAfter(CivilDay(number: CivilDay(wave, 1, 2).number + stream.integer(in: 0...350)))
  }

  /// Whole days within bounds whose mean is as near `mean` as whole days allow.
  private func days(_ count: Int, mean: Double, _ bounds: ClosedRange<Int>, _ stream: inout RandomStream) -> [Int] {
    guard count > 0 else { return [] }
    let curve: [(level: Double, value: Double)] = [
      (0, 0.15), (0.25, 0.6), (0.5, 0.95), (0.75, 1.3), (0.95, 1.9), (1, 2.5),
    ]
    var days = (0..<count).map { _ in
      min(max(Int((mean * stream.quantile(of: curve)).rounded()), bounds.lowerBound), bounds.upperBound)
    }
    var missing = Int((mean * Double(count)).rounded()) - days.reduce(0, +)
    for place in stream.permutation(count) + stream.permutation(count) + stream.permutation(count) where missing != 0 {
      let step = missing > 0 ? 1 : -1
      if bounds.contains(days[place] + step) {
        days[place] += step
        missing -= step
      }
    }
    return days
  }

  private func requests(_ district: Int) throws -> [LedgerCase] {
    var stream = stream("requests", district)
    let count = count(60, 2.7, district)
    let onTime = chosen(try share("F21", district), of: count, &stream)
    let late = (0..<count).filter { !onTime.contains($0) }
    // A few are never closed.
    let open = Set(late.prefix(late.count / 12))
    let limits = (0..<count).map { _ in stream.chance(0.8) ? 10 : 15 }
    var taken = [Int](repeating: 0, count: count)
    for place in late { taken[place] = limits[place] + 1 + stream.geometric(mean: 2.5, maximum: 15) }
    let mean = try targets.figure("F22", wave: wave, district: district)
    let lateDays = late.reduce(0) { $0 + (open.contains($1) ? 0 : taken[$1]) }
    let timely = onTime.sorted()
    let rest = mean * Double(count - open.count) - Double(lateDays)
    for (place, value) in zip(timely, days(timely.count, mean: rest / Double(max(timely.count, 1)), 1...10, &stream)) {
      taken[place] = value
    }
    let repeats = chosen(try share("F24", district), of: count, &stream)
    let closedPlaces = (0..<count).filter { !open.contains($0) }
    let called = Set(closedPlaces.filter { _ in stream.chance(0.93) })
    let reached = called.sorted().filter { _ in stream.chance(0.9) }
    let satisfied = Set(chosen(try share("F23", district), of: reached.count, &stream).map { reached[$0] })
    return (0..<count).map { place in
      let received = workingDay(&stream)
      let closed = open.contains(place) ? nil : calendar.day(taken[place], after: received)
      var entry = LedgerCase(
        kind: "诉求", district: district, topic: Self.topics[stream.integer(in: 0...(Self.topics.count - 1))],
        handler: Self.departments[stream.integer(in: 0...(Self.departments.count - 1))], received: received,
        due: calendar.day(limits[place], after: received), closed: closed, isRepeat: repeats.contains(place))
      if called.contains(place) {
        entry.callback = satisfied.contains(place) ? "满意" : reached.contains(place) ? "不满意" : "未接通"
      }
      return entry
    }
  }

  private func complaints(_ district: Int) throws -> [LedgerCase] {
    var stream = stream("complaints", district)
    let enterprises = Double(City.frameTotals(wave: wave)[district])
    let fees = Int((try targets.figure("D52", wave: wave, district: district) * enterprises / 1000).rounded())
    return (0..<(fees + 6 + fees / 6)).map { place in
      let received = workingDay(&stream)
      return LedgerCase(
        kind: "投诉", district: district, topic: place < fees ? "收费" : ["执法", "其他", "审批"][place % 3],
        handler: Self.departments[[0, 3, 3, 0, 8, 13][stream.integer(in: 0...5)]], received: received,
        due: calendar.day(15, after: received),
        closed: calendar.day(2 + stream.geometric(mean: 6, maximum: 30), after: received))
    }
  }

  private func repairs(_ district: Int) throws -> [LedgerCase] {
    var stream = stream("credit repairs", district)
    let count = count(26, 0.6, district)
    let mean = try targets.figure("C31", wave: wave, district: district)
    return days(count, mean: mean, 1...20, &stream).map { taken in
      let received = workingDay(&stream)
      return LedgerCase(
        kind: "信用修复", district: district, topic: "其他",
        handler: Self.repairers[stream.choice([4, 2, 1, 1, 1, 1, 1])], received: received,
        due: calendar.day(10, after: received), closed: calendar.day(taken, after: received))
    }
  }

  private func visits(_ district: Int) throws -> [LedgerCase] {
    var stream = stream("visits", district)
    let count = count(50, 0.8, district)
    let visited = chosen(try share("F11", district), of: count, &stream)
    return (0..<count).map { place in
      let planned = workingDay(&stream)
      let day = calendar.day(stream.geometric(mean: 8, maximum: 25), after: planned)
      return LedgerCase(
        kind: "走访", district: district, topic: "其他",
        handler: Self.visitors[stream.integer(in: 0...(Self.visitors.count - 1))], received: planned,
        due: max(calendar.onOrAfter(CivilDay(wave, 12, 31)), day), closed: visited.contains(place) ? day : nil)
    }
  }

  private func ratings(_ district: Int) throws -> [LedgerCase] {
    var stream = stream("ratings", district)
    let count = count(90, 2.9, district)
    let positive = chosen(try share("A31", district), of: count, &stream)
    return (0..<count).map { place in
      let day = workingDay(&stream)
      let rating = positive.contains(place) ? [5, 4, 3][stream.choice([0.72, 0.2, 0.08])] : stream.chance(0.6) ? 2 : 1
      return LedgerCase(
        kind: "好差评", district: district, topic: "其他",
        handler: Self.counters[stream.integer(in: 0...(Self.counters.count - 1))], received: day, due: day, closed: day,
        rating: rating)
    }
  }
}
