import Foundation
import Testing

@Suite("A first pipeline made from an export or a table runs as it stands")
struct FirstPipelineTests {
  /// Exports and tables as the field has them, one or more of each platform and container.
  static let files = [
    "wjx/wjx_by_text.csv", "wjx/wjx_by_number.csv", "wjx/wjx_synthetic_text.csv", "quality/planted_wjx.csv",
    "qualtrics/Better_Sample_Survey.csv", "qualtrics/Single_Answer_Matrix_Questions_Insights.csv",
    "qualtrics/qualtRics_sample.csv", "limesurvey/vvexport_synthetic.csv", "ona/upload/good.csv",
    "ona/transportation/transportation.csv", "sav/sample.sav", "sav/sample_missing.sav",
    "dta/wbes_like_negative_codes.dta",
    "dta/stata13-auto.dta", "dept/dept_merged_header.xlsx", "odk/all-data-types/all-data-types-submission.xml",
    "ona/transportation/transport_2011-07-25_19-05-36.xml",
  ]

  private func file(_ name: String) -> String {
    Program.packageFolder.appendingPathComponent("Tests/IngestTests/Fixtures/field/\(name)").path
  }

  @Test("init, check and run succeed, and a report lies there", arguments: files)
  func runs(name: String) throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let made = try Program.run(["init", "first", "--from", file(name), "--wave", "2025"], in: folder)
    #expect(made.exitCode == 0, "\(made.errors)")
    let checked = try Program.run(["check", "first"], in: folder)
    #expect(checked.exitCode == 0, "\(checked.errors)")
    let run = try Program.run(["run", "first"], in: folder)
    #expect(run.exitCode == 0, "\(run.errors)")
    let report = folder.appendingPathComponent("first/build/current/report.html")
    #expect(FileManager.default.fileExists(atPath: report.path))
  }

  @Test("Without a question that could name a unit, init says so and writes nothing")
  func noUnit() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let export = file("qualtrics/Multiple_Answer_MC_Questions.csv")
    let made = try Program.run(["init", "first", "--from", export], in: folder)
    #expect(made.exitCode == 78)
    #expect(made.errors.contains("could be the assessed unit"))
    #expect(!FileManager.default.fileExists(atPath: folder.appendingPathComponent("first").path))
  }

  @Test("A platform's codebook gives the questions their wording and their options")
  func codebook() throws {
    let folder = try Program.temporaryFolder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let survey = "qualtrics/Better_Sample_Survey"
    let arguments = ["--from", file(survey + ".csv"), "--codebook", file(survey + ".qsf"), "--wave", "2025"]
    let made = try Program.run(["init", "first"] + arguments, in: folder)
    #expect(made.exitCode == 0, "\(made.errors)")
    let questionnaire = try String(
      contentsOf: folder.appendingPathComponent("first/questionnaire.yaml"), encoding: .utf8)
    // Words that the export itself does not hold.
    #expect(questionnaire.contains("{code: \"3\", zh: \"Pomagranite\", en: \"Pomagranite\"}"))
    #expect(questionnaire.contains("{code: \"2\", zh: \"Ambivalent\", en: \"Ambivalent\"}"))
    let run = try Program.run(["run", "first"], in: folder)
    #expect(run.exitCode == 0, "\(run.errors)")
  }
}
