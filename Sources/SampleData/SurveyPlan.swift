/// A response before its answers are drawn.
struct PlannedResponse {
  var district: Int
  var size: Int
  /// The place of the firm within its quota cell.
  var place: Int
  var epoch: Int
  /// 0 for the first response of a firm.
  var attempt = 0
  var flaws: Flaws = []
  /// Instead of the firm's own.
  var creditCode: String?
  var submittedAt = 0
  var seconds = 0
  var address = -1
}

/// Who answers in a wave, when, from where, and with which flaws.
///
/// Quotas by district and size; about 45 % of the places are held by firms that are in both waves.
struct SurveyPlan {
  /// In order of submission.
  private(set) var responses: [PlannedResponse] = []
  private let seed: UInt64
  private let wave: Int
  /// Flaws are planted in proportion to the sample.
  private let scale: Double

  /// The number of responses the shares below are made for.
  static let standardSize = 3600
  static let panelShare = 0.45
  static let firstDay = [2024: CivilDay(2024, 11, 4), 2025: CivilDay(2025, 11, 3)]
  static let fieldDays = 38
  /// The median of honest durations, in seconds.
  static let usualSeconds = 560.0

  init(seed: UInt64, wave: Int, count: Int) throws {
    self.seed = seed
    self.wave = wave
    scale = Double(count) / Double(Self.standardSize)
    let copies = Copies(scale: scale)
    guard count >= 1200 else { throw SampleDataError("a survey needs at least 1200 responses to hold all flaws") }
    fillQuotas(count - copies.extra)
    let order = plantSingleFlaws()
    plantCopies(copies, order: order)
    drawTimes()
    drawAddresses()
    responses.sort { left, right in
      (left.submittedAt, left.district, left.size, left.place)
        < (right.submittedAt, right.district, right.size, right.place)
    }
    // No two are submitted in the same second.
    for index in responses.indices.dropFirst() {
      let before = responses[index - 1].submittedAt
      if responses[index].submittedAt <= before { responses[index].submittedAt = before + 1 }
    }
  }

  /// Responses of firms that answered more than once, by what becomes of them.
  private struct Copies {
    /// The later of two takes the earlier one's place.
    let pairs: Int
    /// The last of three takes the place of two.
    let triples: Int
    /// The later one is incomplete, so the earlier one stays.
    let laterIncomplete: Int
    let laterInattentive: Int
    let earlierInattentive: Int

    init(scale: Double) {
      func count(_ number: Double) -> Int { max(1, Int(number * scale)) }
      (pairs, triples) = (count(28), count(3))
      (laterIncomplete, laterInattentive, earlierInattentive) = (count(5), count(3), count(3))
    }

    var extra: Int { pairs + 2 * triples + laterIncomplete + laterInattentive + earlierInattentive }
  }

  private mutating func fillQuotas(_ count: Int) {
    var cells: [(district: Int, size: Int, count: Int)] = []
    let asked = Double(City.districts.reduce(0) { $0 + $1.responses })
    for (district, entry) in City.districts.enumerated() {
      for (size, sizeClass) in City.sizes.enumerated() {
        var share = Double(entry.responses) / asked * sizeClass.quota
        // The two counties have few large firms: these cells stay below what can stand alone.
        if size == 0, ["SQ", "BL"].contains(entry.id) { share *= 0.55 }
        cells.append((district, size, Int((share * Double(count)).rounded(.down))))
      }
    }
    // What rounding and the small cells leave goes to the small firms in turn.
    var left = count - cells.reduce(0) { $0 + $1.count }
    var next = 2
    while left > 0 {
      cells[next].count += 1
      next = (next + City.sizes.count) % cells.count
      left -= 1
    }
    for cell in cells {
      let panel = Int((Double(cell.count) * Self.panelShare).rounded())
      for place in 0..<cell.count {
        let epoch = wave == 2024 || place < panel ? 0 : 1
        responses.append(PlannedResponse(district: cell.district, size: cell.size, place: place, epoch: epoch))
      }
    }
  }

  /// Flaws of one response each, on responses drawn without replacement.
  ///
  /// - Returns: the responses still without flaw, in random order.
  private mutating func plantSingleFlaws() -> [Int] {
    var stream = RandomStream(seed, "flaws", wave)
    var order = stream.permutation(responses.count)
    // The first wave had more of everything that was wrong.
    let carelessness = wave == 2024 ? 1.16 : 1
    func take(_ number: Double) -> [Int] {
      let count = min(max(1, Int(number * scale * carelessness)), order.count)
      defer { order.removeLast(count) }
      return Array(order.suffix(count))
    }
    let plan: [(Double, Flaws)] = [
      (26, .screenedOut), (9, .tooYoung), (55, .inattentive), (34, .hasty), (10, [.hasty, .inattentive]),
      (8, [.hasty, .straightLineFast]), (22, .straightLineFast), (5, [.straightLineFast, .inattentive]),
      (18, .straightLineSlow), (30, .incomplete), (4, [.incomplete, .hasty]), (34, .outOfRange),
      (3, [.outOfRange, .ownDistrict]), (16, .absurdRevenue), (36, .skipViolation),
      (3, [.skipViolation, .inattentive]),
      (30, .exclusive), (34, .ownDistrict), (36, .invalidCode), (3, [.absurdRevenue, .invalidCode]),
    ]
    for (number, flaws) in plan {
      for index in take(number) { responses[index].flaws = flaws }
    }
    // Several firms, one wrong code: no duplicates, since the code proves nothing.
    for group in 0..<max(1, Int(5 * scale)) {
      let code = ["无", "9.15E+17", "91990100MA000000", "990100000012345", "91990103MA1ABCDO0X"][group % 5]
      let members = order.suffix(2 + group % 2)
      order.removeLast(members.count)
      for index in members {
        responses[index].flaws = .invalidCode
        responses[index].creditCode = group < 5 ? code : "无\(group)"
      }
    }
    // Four to eight responses from one address, one of them careless too.
    for group in 0..<max(1, Int(7 * scale)) {
      let members = order.suffix(4 + group % 5)
      order.removeLast(members.count)
      for index in members {
        responses[index].flaws = .crowdedAddress
        responses[index].address = group
      }
      if group % 3 == 0, let careless = members.first { responses[careless].flaws.insert(.inattentive) }
    }
    return order
  }

  private mutating func plantCopies(_ copies: Copies, order: [Int]) {
    var free = order[...]
    func repeatResponse(_ flawsOfEarlier: [Flaws], _ flawsOfLast: Flaws) {
      guard let index = free.popLast() else { return }
      for (attempt, flaws) in (flawsOfEarlier + [flawsOfLast]).enumerated() {
        var copy = responses[index]
        copy.attempt = attempt
        copy.flaws = flaws
        if attempt == 0 { responses[index] = copy } else { responses.append(copy) }
      }
    }
    for _ in 0..<copies.pairs { repeatResponse([.superseded], []) }
    for _ in 0..<copies.triples { repeatResponse([.superseded, .superseded], []) }
    for _ in 0..<copies.laterIncomplete { repeatResponse([[]], .incomplete) }
    for _ in 0..<copies.laterInattentive { repeatResponse([[]], .inattentive) }
    for _ in 0..<copies.earlierInattentive { repeatResponse([.inattentive], []) }
  }

  private mutating func drawTimes() {
    let start = (Self.firstDay[wave] ?? CivilDay(wave, 11, 3)).number
    for index in responses.indices {
      let response = responses[index]
      // The attempts of a firm share a stream, so that later attempts come later.
      var stream = RandomStream(seed, "time", wave, response.district * 10 + response.size, response.place)
      let day = stream.integer(in: 0...(Self.fieldDays - 8)) + 3 * response.attempt
      let hour = stream.quantile(of: [(0, 8.2), (0.45, 11.8), (0.55, 14.0), (0.85, 17.8), (1, 22.4)])
      responses[index].submittedAt = (start + day) * 86400 + Int(hour * 3600)
      let cell = response.district * 10 + response.size
      var pace = RandomStream(seed, "pace", wave * 10 + response.attempt, cell, response.place)
      responses[index].seconds = Self.seconds(response.flaws, &pace)
    }
  }

  private static func seconds(_ flaws: Flaws, _ stream: inout RandomStream) -> Int {
    if flaws.contains(.screenedOut) { return stream.integer(in: 14...60) }
    // Too fast by either limit: under three minutes, or under 35 % of the median.
    if flaws.contains(.hasty) {
      return stream.chance(0.8) ? stream.integer(in: 48...176) : stream.integer(in: 181...188)
    }
    if flaws.contains(.straightLineFast) { return stream.integer(in: 205...318) }
    if flaws.contains(.straightLineSlow) { return stream.integer(in: 380...900) }
    let curve: [(level: Double, value: Double)] = [
      (0, 0.5), (0.1, 0.68), (0.25, 0.83), (0.5, 1), (0.75, 1.3), (0.9, 1.8), (0.98, 3), (1, 6),
    ]
    return Int(usualSeconds * stream.quantile(of: curve))
  }

  private mutating func drawAddresses() {
    let groups = (responses.map(\.address).max() ?? -1) + 1
    var stream = RandomStream(seed, "address", wave)
    var previous: Int?
    for index in responses.indices where responses[index].address < 0 {
      // Some neighbours share a network: two responses, which is no cause for concern.
      if let neighbour = previous, stream.chance(0.05) {
        responses[index].address = responses[neighbour].address
        previous = nil
      } else {
        responses[index].address = groups + index
        previous = index
      }
    }
    // An address is used once only; the order gives nothing away. 10.0.0.0/8 holds 2^24.
    for index in responses.indices {
      responses[index].address = (responses[index].address + wave) &* 0x9E_3779 % 0x100_0000
    }
  }
}
