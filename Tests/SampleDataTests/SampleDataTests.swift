import Foundation
import Testing

@testable import SampleData

/// The top of the repository, from where this file is.
private let repository = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
  .joined(separator: "/")
private let pipeline = "\(repository)/Pipelines/lanjiang-annual"

@Suite("The sample data")
struct SampleDataTests {
  @Test("are what the generator makes")
  func shippedFilesAreGenerated() throws {
    #expect(try SampleFiles(pipeline: pipeline).differences(from: "\(repository)/SampleData") == [])
  }

  @Test("differ with another seed, and hold their promises then too")
  func anotherSeed() throws {
    let shipped = try SampleFiles(pipeline: pipeline)
    let other = try SampleFiles(pipeline: pipeline, seed: 7, responses: 1200)
    var bytes: [UInt8] = []
    // Throws when the rules find anything that was not planted.
    let key = try other.survey(2025).write { bytes += $0 }
    var first: [UInt8] = []
    _ = try SampleFiles(pipeline: pipeline, responses: 1200).survey(2025).write { first += $0 }
    #expect(bytes != first)
    #expect(Set(key.map(\.rule)).count == 14)
    #expect(try shipped.differences(from: "\(repository)/Tests").count == 16)
  }

  @Test("hold every flaw several times in both waves", arguments: SampleFiles.waves)
  func everyFlawIsPlanted(wave: Int) throws {
    let key = try SampleFiles(pipeline: pipeline).survey(wave).write { _ in }
    let counts = Dictionary(grouping: key, by: \.rule).mapValues(\.count)
    let rules = ["R04b"] + (1...13).map { "R" + padded($0) }
    for rule in rules { #expect((counts[rule] ?? 0) >= 15, "\(rule) is planted \(counts[rule] ?? 0) times") }
    #expect(counts.count == rules.count)
  }

  @Test("have records that break several rules")
  func someRecordsBreakSeveral() throws {
    let key = try SampleFiles(pipeline: pipeline).survey(2025).write { _ in }
    let byRecord = Dictionary(grouping: key, by: \.record)
    #expect(byRecord.values.contains { Set($0.map(\.rule)).isSuperset(of: ["R02", "R03"]) })
    #expect(byRecord.values.contains { Set($0.map(\.rule)).isSuperset(of: ["R03", "R04"]) })
    #expect(byRecord.values.contains { Set($0.map(\.rule)).isSuperset(of: ["R02", "R06"]) })
  }

  @Test("share about 45 % of the firms between the waves, as far as valid codes tell")
  func panelOverlap() throws {
    let files = try SampleFiles(pipeline: pipeline)
    let codes = try SampleFiles.waves.map { wave in
      let survey = try files.survey(wave)
      return Set(try survey.plan.responses.indices.map { try survey.response($0).response.creditCode })
    }
    let share = Double(codes[0].intersection(codes[1]).count) / Double(codes[1].count)
    #expect((0.42...0.47).contains(share))
  }
}

@Suite("The hand-written rules behind the answer key")
struct RuleCheckTests {
  /// A response without flaw, changed, and what the rules find in it.
  private func found(_ change: (inout Response, Columns) -> Void) throws -> [String] {
    let survey = try SampleFiles(pipeline: pipeline).survey(2025)
    let index = try #require(survey.plan.responses.firstIndex { $0.flaws.isEmpty && $0.attempt == 0 })
    var response = try survey.response(index).response
    var check = RuleCheck(model: survey.model, plan: survey.plan)
    change(&response, survey.model.columns)
    try check.examine(response)
    return check.found.map(\.rule)
  }

  @Test("find nothing in an honest response")
  func honest() throws {
    #expect(try found { _, _ in } == [])
  }

  @Test("find a failed attention check, haste, a wrong code, a vote for the own district, too few employees")
  func single() throws {
    #expect(try found { response, c in response.answers[c.q28] = .option(4) } == ["R02"])
    #expect(try found { response, _ in response.seconds = 179 } == ["R03"])
    #expect(try found { response, _ in response.creditCode = CreditCode.spoiled(response.creditCode) } == ["R13"])
    #expect(try found { response, c in response.answers[c.q46] = response.answers[c.q01] } == ["R12"])
    #expect(try found { response, c in response.answers[c.q06] = .number(-1) } == ["R08"])
    #expect(try found { response, c in response.answers[c.q03] = .number(2025) } == ["R01"])
  }

  @Test("tell fast straight-lining from slow")
  func straightLining() throws {
    func alike(_ response: inout Response, _ c: Columns) {
      for item in c.likertRows where response.answers[item] != .notAsked { response.answers[item] = .option(3) }
    }
    func strikes(after seconds: Int) throws -> [String] {
      try found { response, columns in
        alike(&response, columns)
        response.seconds = seconds
      }
    }
    #expect(try strikes(after: 250) == ["R04"])
    #expect(try strikes(after: 600) == ["R04b"])
  }

  @Test("refuse data whose answer is open to reading")
  func openVisibility() throws {
    #expect(throws: SampleDataError.self) {
      try found { response, c in
        response.answers[c.q29] = .empty
        response.answers[c.q30] = .number(10)
      }
    }
  }
}

@Suite("The parts of the generator")
struct GeneratorPartsTests {
  @Test("random streams depend on seed and keys alone")
  func streams() {
    func first(_ seed: UInt64, _ purpose: String, _ key: Int) -> UInt64 {
      var stream = RandomStream(seed, purpose, key)
      return stream.bits()
    }
    #expect(first(1, "a", 1) == first(1, "a", 1))
    let streams = [
      first(1, "a", 1), first(2, "a", 1), first(1, "b", 1), first(1, "a", 2), first(2, "b", 1), first(3, "c", 1),
    ]
    #expect(Set(streams).count == streams.count)
  }

  @Test("random numbers are the published ones of SplitMix64")
  func splitMix() {
    // Vigna's splitmix64.c from state 0 gives E220A8397B1DCDAF first.
    #expect(RandomStream.mix(0) == 0xE220_A839_7B1D_CDAF)
  }

  @Test("the near-normal draws have mean 0 and standard deviation 1")
  func normal() {
    let values = NormalTable().values
    let mean = values.reduce(0, +) / Double(values.count)
    let variance = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count)
    #expect(abs(mean) < 0.05)
    #expect(abs(variance - 1) < 0.08)
  }

  @Test("a rating scale meets the score asked for", arguments: [55.0, 70.0, 86.0])
  func ratingLevels(score: Double) {
    let table = NormalTable()
    let level = RatingScale(table).level(scoring: score)
    let steps = table.values.map { Double(RatingScale.step(level + $0 * 0.8766)) * 25 }
    #expect(abs(steps.reduce(0, +) / Double(steps.count) - score) < 0.6)
  }

  @Test("credit codes pass the check of the standard's own example")
  func creditCodes() {
    #expect(CreditCode.isValid("91350100M000100Y43"))
    #expect(!CreditCode.isValid("91350100M000100Y34"))
    var stream = RandomStream(1, "code")
    for _ in 0..<100 {
      let code = CreditCode.valid(registryCode: "990102", stream: &stream)
      #expect(CreditCode.isValid(code))
      #expect(!CreditCode.isValid(CreditCode.spoiled(code)))
    }
  }

  @Test("accounts put every firm into the size class it was drawn for", arguments: 0..<4)
  func accounts(size: Int) {
    for place in 0..<300 {
      let firm = Firm(seed: 3, district: place % 7, size: size, place: place, epoch: 0)
      let accounts = firm.accounts(wave: 2025)
      let limits = SizeLimits.of(City.sectors[firm.sector].id)
      #expect(
        limits.sizeClass(employees: accounts.employees, revenue: accounts.revenue, assets: accounts.assets) == size)
      #expect((0.1...10000).contains(Double(accounts.revenue) / Double(accounts.employees)))
    }
  }

  @Test("days count back and forth, and holidays are not worked")
  func days() {
    #expect(CivilDay(1970, 1, 1).number == 0)
    #expect(CivilDay(2024, 2, 29).iso == "2024-02-29")
    #expect(CivilDay(2026, 3, 31).weekday == 1)
    for number in stride(from: -200_000, through: 200_000, by: 997) {
      let parts = CivilDay(number: number).parts
      #expect(CivilDay(parts.year, parts.month, parts.day).number == number)
    }
    let calendar = WorkingDays(
      holidays: [CivilDay(2025, 10, 1), CivilDay(2025, 10, 2), CivilDay(2025, 10, 3)],
      makeUpDays: [CivilDay(2025, 9, 28)])
    // Sunday 28 September is worked; 1 to 3 October and the weekend are not.
    #expect(calendar.day(4, after: CivilDay(2025, 9, 27)) == CivilDay(2025, 10, 6))
  }

  @Test("figures are written with the decimals asked for")
  func figures() {
    #expect(fixed(-1.25, 1) == "-1.3")
    #expect(fixed(0.049, 2) == "0.05")
    #expect(fixed(12, 0) == "12")
    #expect(grouped("1234567") == "1,234,567")
    #expect(grouped("123") == "123")
  }

  @Test("a workbook comes back part by part")
  func workbook() throws {
    let sheet = Sheet(name: "表", rows: [[.text("a & b"), .blank, .number("1.5")]], merged: [(0, 0, 0, 1)])
    let parts = WorkbookParts.parts([sheet])
    let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".xlsx")
    defer { try? FileManager.default.removeItem(at: file) }
    let path = file.path
    try ZipFile.write(parts, to: path)
    let read = try ZipFile.read(path)
    #expect(read.map(\.name) == parts.map(\.name))
    #expect(read.map(\.bytes) == parts.map(\.bytes))
    #expect(parts.contains { String(decoding: $0.bytes, as: UTF8.self).contains("a &amp; b") })
  }
}
