import Diagnostics
import Foundation
import PromptEstimates
import Testing

@Suite("Estimates at the prompt: files that do not fit, and the forms of the table") struct PromptProblemTests {
  private func withFile<Result>(_ text: String, _ body: (String) throws -> Result) throws -> Result {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("prompt-\(UUID().uuidString).csv")
    try text.write(to: file, atomically: true, encoding: .utf8)
    defer { try? FileManager.default.removeItem(at: file) }
    return try body(file.path)
  }

  private func request(_ design: [String], _ statistics: [RequestedStatistic]) -> EstimateRequest {
    var problems: [String] = []
    var request = EstimateRequest()
    request.design = RequestedDesign(words: design, problems: &problems)
    request.statistics = statistics
    return request
  }

  private func problems(_ text: String, _ request: EstimateRequest) throws -> DiagnosticError? {
    try withFile(text) { path in
      do {
        _ = try PromptEstimates(path, request)
        return nil
      } catch let error as DiagnosticError { return error }
    }
  }

  private let small = """
    id,region,w,x,answer
    1,N,2,10,yes
    2,N,2,NA,no
    3,S,3,30,yes
    4,S,3,50,
    """

  @Test("every column, expression and record that does not fit is told at once, with its line")
  func allAtOnce() throws {
    let broken = small.replacing("3,S,3,30", with: "3,S,0,30").replacing("4,S,3", with: "4,,3")
    var wanted = request(
      ["strata=region", "weights=w"], [.init(.mean, "y"), .init(.mean, "answer"), .init(.share, "x")])
    wanted.domains = [["regoin"]]
    let error = try #require(try problems(broken, wanted))
    #expect(error.kind == .configuration)
    let text = error.description
    for part in ["y", "answer is no number", "x is no condition", "Did you mean region?", ":4: ", "w = 0", ":5: "] {
      #expect(text.contains(part), "\(part) in \(text)")
    }
  }

  @Test("a stratum with one unit is named, and a unit of two strata")
  func design() throws {
    let lonely = try problems(
      small.replacing("4,S,3,50", with: "4,T,3,50"), request(["strata=region", "weights=w"], [.init(.mean, "x")]))
    #expect(lonely?.kind == .content)
    #expect(lonely?.description.contains("stratum S") == true && lonely?.description.contains("stratum T") == true)
    let units = try problems(small, request(["strata=region", "cluster=answer", "weights=w"], [.init(.mean, "x")]))
    #expect(units?.diagnostics.contains { $0.message.contains("answer") } == true)
  }

  @Test("a margin must have every class of the data, and the data every class of the margin")
  func margins() throws {
    try withFile("region,N\nN,10\nW,5\n") { margin in
      var wanted = request(["weights=w"], [.init(.mean, "x")])
      wanted.adjustment.margins = [margin]
      let error = try #require(try problems(small, wanted))
      #expect(error.description.contains("is S of the margin region") && error.description.contains("no record is W"))
    }
  }

  @Test("NA is missing among numbers; codes named are missing in every column")
  func missing() throws {
    try withFile(small) { path in
      var wanted = request([], [.init(.mean, "x"), .init(.proportion, "answer")])
      let all = try PromptEstimates(path, wanted)
      #expect(all.estimates[0].n == 3 && all.estimates[0].value == 30)
      #expect(all.estimates.dropFirst().map(\.part) == ["no", "yes"])
      #expect(all.estimates[1].n == 3)
      wanted.missing = ["10", "no"]
      let fewer = try PromptEstimates(path, wanted)
      #expect(fewer.estimates[0].n == 2 && fewer.estimates[0].value == 40)
      #expect(fewer.estimates.dropFirst().map(\.part) == ["yes"])
    }
  }

  @Test("domains are in order of their numbers, records without one are told; the whole comes last")
  func domains() throws {
    try withFile("g,x\n10,1\n9,2\n10,3\n9,4\n,5\n") { path in
      var wanted = request([], [.init(.total, "x")])
      wanted.domains = [["g"]]
      wanted.includesWhole = true
      let table = try PromptEstimates(path, wanted)
      #expect(table.estimates.map(\.domain) == [["9"], ["10"], [nil]])
      #expect(table.estimates.map(\.value) == [6, 4, 15])
      #expect(table.warnings.count == 1 && table.warnings[0].contains("1 records without g"))
      #expect(table.text.count == 4 && table.text[3].hasPrefix("all"))
    }
  }

  @Test("CSV and JSON hold the same numbers, lossless, and quote what needs it")
  func forms() throws {
    try withFile("\"a\"\"b\",x\nu,1\nu,2\nv,4\nv,4.7\n") { path in
      var wanted = request([], [.init(.mean, "x"), .init(.quantile, "x", probability: 0.5)])
      wanted.domains = [["a\"b"]]
      let table = try PromptEstimates(path, wanted)
      let object = try #require(
        try JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [String: Any])
      let rows = try #require(object["estimates"] as? [[String: Any]])
      #expect(rows.count == 4 && rows[0]["a\"b"] as? String == "u")
      #expect((rows[2]["estimate"] as? NSNumber)?.doubleValue == table.estimates[2].value)
      let lines = String(decoding: table.csv, as: UTF8.self).split(separator: "\r\n")
      #expect(lines.count == 5)
      #expect(lines[0] == "\"a\"\"b\",statistic,variable,part,estimate,std_error,ci_low,ci_high,n,df,design_effect")
      #expect(lines[3].hasPrefix("v,mean,x,,4.35,"))
    }
  }

  @Test("words of a design that are not understood are told, each with the nearest")
  func words() {
    var problems: [String] = []
    _ = RequestedDesign(
      words: ["stratum=a", "weights", "lonely=mean", "nested=yes", "fpc=a+b", "weights=w", "weights=v"],
      problems: &problems)
    #expect(problems.count == 7, "\(problems)")
    #expect(problems.contains { $0.contains("did you mean strata?") })
    #expect(listParts("a, LEAST(b, c),'x,y' = d") == ["a", "LEAST(b, c)", "'x,y' = d"])
  }
}
