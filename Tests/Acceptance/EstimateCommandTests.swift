import Foundation
import Testing

@Suite("Estimates from a file, without a pipeline")
struct EstimateCommandTests {
  private let data = "Tests/EstimationTests/Fixtures/survey/data"
  private let design = ["--design", "strata=stype", "weights=pw", "fpc=fpc"]

  @Test("a table for the eye, in CSV and in JSON, of the same domains and numbers")
  func forms() throws {
    let call = ["estimate", "\(data)/apistrat.csv"] + design + ["--mean", "api00,enroll", "--by", "stype", "--whole"]
    let text = try Program.run(call)
    #expect(text.exitCode == 0, "\(text.errors)")
    let lines = text.output.split(separator: "\n")
    #expect(lines.count == 1 + 4 * 2)
    #expect(lines[0].hasPrefix("stype  statistic  variable"))
    #expect(lines[7].hasPrefix("all") && lines[7].contains("662.3"))
    #expect(text.errors.isEmpty)

    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appendingPathComponent("table.csv")
    let written = try Program.run(call + ["--output", file.path])
    #expect(written.exitCode == 0 && written.output.isEmpty)
    let csv = try Program.run(call + ["--csv"])
    #expect(try Data(contentsOf: file) == Data(csv.output.utf8))
    let rows = try CSVRows(file).rows
    let whole = try #require(rows.first { $0["stype"] == "" && $0["variable"] == "api00" })
    // svymean of R survey 4.5.
    #expect(abs(try #require(Double(whole["estimate"] ?? "")) - 662.2873631593208) < 1e-9)
    #expect(abs(try #require(Double(whole["std_error"] ?? "")) - 9.40894080278458) < 1e-9)
    #expect(whole["df"] == "197" && whole["n"] == "200")

    let json = try Program.run(call + ["--json"])
    let object = try #require(try JSONSerialization.jsonObject(with: Data(json.output.utf8)) as? [String: Any])
    #expect((object["estimates"] as? [Any])?.count == rows.count)
    let quiet = try Program.run(call + ["-q"])
    #expect(quiet.exitCode == 0 && quiet.output.isEmpty)
  }

  @Test("options that are not understood are 64, a file that is not there 66, columns that are not in it 78, data 65")
  func refusals() throws {
    let usage = try Program.run([
      "estimate", "\(data)/apistrat.csv", "--design", "stratum=stype", "--interval", "logti", "--level", "95",
    ])
    #expect(usage.exitCode == 64)
    for part in ["stratum=stype", "did you mean strata?", "logti", "--level", "nothing is asked for"] {
      #expect(usage.errors.contains(part), "\(part): \(usage.errors)")
    }
    #expect(try Program.run(["estimate", "nowhere.csv", "--count"]).exitCode == 66)
    let unknown = try Program.run(["estimate", "\(data)/apistrat.csv", "--mean", "api0", "--by", "stpye"])
    #expect(unknown.exitCode == 78)
    #expect(unknown.errors.contains("api00") && unknown.errors.contains("Did you mean stype?"))
    let lonely = try Program.run([
      "estimate", "\(data)/lonely_a.csv", "--design", "strata=st", "weights=pw", "--mean", "api00",
    ])
    #expect(lonely.exitCode == 65 && lonely.errors.contains("only one unit"))
    #expect(lonely.output.isEmpty)
  }

  @Test("the same bytes in another folder, locale and time zone")
  func reproducible() throws {
    let call = design + ["--quantile", "enroll", "--proportion", "awards", "--by", "stype,sch.wide", "--csv"]
    let here = try Program.run(["estimate", "\(data)/apistrat.csv"] + call)
    let path = Program.packageFolder.appendingPathComponent("\(data)/apistrat.csv").path
    let there = try Program.run(
      ["estimate", path] + call, in: FileManager.default.temporaryDirectory,
      environment: ["LC_ALL": "zh_CN.UTF-8", "TZ": "Asia/Shanghai"])
    #expect(here.exitCode == 0 && here.output == there.output)
  }
}
