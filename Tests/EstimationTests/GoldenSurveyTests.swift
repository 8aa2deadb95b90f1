import Foundation
import Testing

/// Holds the library against R `survey` 4.5, case by case, from the R text of each case.
///
/// `BIZCLIMATE_GOLDEN_SURVEY` names another folder of the same layout to run instead of the committed cases.
@Suite struct GoldenSurveyTests {
  /// Rules that the project's conventions leave out; calls that use them need not be understood.
  private static let undefined = [
    "qrule='school'", "qrule='shahvaish'", "qrule='hf1'", "qrule='hf2'", "qrule='hf3'", "qrule='hf4'", "qrule='hf5'",
    "qrule='hf6'", "qrule='hf8'", "qrule='hf9'", "interval.type='score'", "method='likelihood'",
    "statistic='lincom'", "statistic='saddlepoint'", "svyglm(",
  ]

  private static func mayBeUndefined(_ call: String) -> Bool {
    let text = call.replacing("\"", with: "'").filter { !$0.isWhitespace }
    return undefined.contains { text.contains($0) }
  }

  @Test("every reference case that the conventions define is understood and matched")
  func matchesAll() throws {
    let other = ProcessInfo.processInfo.environment["BIZCLIMATE_GOLDEN_SURVEY"]
    let folder = other.map { URL(fileURLWithPath: $0, isDirectory: true) } ?? GoldenSurvey.committed
    let golden = try GoldenSurvey(folder: folder)
    let populations = golden.populations
    var (matched, leftOut) = (0, [String]())
    for reference in golden.cases {
      switch golden.run(reference, populations: populations) {
      case .matched: matched += 1
      case .differs(let differences):
        Issue.record("\(reference.id): \(reference.call)\n\(differences.prefix(6).joined(separator: "\n"))")
      case .notUnderstood(let reason):
        leftOut.append(reference.id)
        if !Self.mayBeUndefined(reference.call) {
          Issue.record("\(reference.id): not understood (\(reason)): \(reference.call)")
        }
      }
    }
    print(
      "golden survey cases: \(golden.cases.count) run, \(matched) matched, \(leftOut.count) not understood: "
        + leftOut.joined(separator: ", "))
    #expect(!golden.cases.isEmpty)
    if other == nil { #expect(golden.cases.count == 167) }
  }
}
