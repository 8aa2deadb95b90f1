import Diagnostics
import Testing

/// Checks one file; a thrown ``DiagnosticError`` counts as a refusal.
typealias FixtureCheck = @Sendable (FieldFixture) throws -> FixtureOutcome

@Suite struct FieldFixtureTests {
  /// The check of each group of files, one function a group.
  static let checks: [String: FixtureCheck] = [
    "csv": checkDelimited,
    "ddi": checkDDI,
    "dept": checkDepartmentTable,
    "dta": checkDTA,
    "limesurvey": checkLimeSurvey,
    "numbers": checkNumbers,
    "odk": checkODK,
    "ona": checkOnaFile,
    "quality": checkQuality,
    "qualtrics": checkQualtrics,
    "sav": checkSAV,
    "sdmx": checkSDMX,
    "uscc": checkCreditCodes,
    "wjx": checkWJX,
    "xlsform": checkXLSForm,
    "xlsx": checkWorkbook,
    "xml": checkXML,
    "zip": checkWorkbook,
  ]

  @Test func everyFileFromTheFieldReadsAsItsManifestSays() throws {
    var counts = ["read": 0, "rejected": 0, "quarantined": 0, "wrong": 0]
    for fixture in try FieldFixture.all() {
      let check = try #require(Self.checks[fixture.group], "no check reads files of \(fixture.group)")
      let (kind, complaints) = judge(fixture, outcome(of: check, fixture))
      counts[kind, default: 0] += 1
      if kind == "wrong" { Issue.record("\(fixture.path): \(complaints.prefix(5).joined(separator: "; "))") }
    }
    print(
      "field fixtures: " + counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }.joined(separator: ", "))
  }

  private func outcome(of check: FixtureCheck, _ fixture: FieldFixture) -> FixtureOutcome {
    do {
      return try check(fixture)
    } catch let error as DiagnosticError {
      return .rejected(error.diagnostics.map(\.description).joined(separator: "; "))
    } catch {
      return .wrong(["\(error)"])
    }
  }

  /// Holds an outcome against the verdict.
  private func judge(_ fixture: FieldFixture, _ outcome: FixtureOutcome) -> (kind: String, complaints: [String]) {
    let verdict = fixture.verdict ?? "read"
    switch outcome {
    case .read:
      return ["read", "table", "read-or-reject"].contains(verdict)
        ? ("read", []) : ("wrong", ["read, but the verdict is \(verdict)"])
    case .quarantined:
      return ["read-with-quarantine", "read", "read-or-reject"].contains(verdict)
        ? ("quarantined", []) : ("wrong", ["read with rows set aside, but the verdict is \(verdict)"])
    case .rejected(let message):
      return ["reject", "read-or-reject"].contains(verdict)
        ? ("rejected", []) : ("wrong", ["refused: \(message)"])
    case .wrong(let complaints): return ("wrong", complaints)
    }
  }
}
