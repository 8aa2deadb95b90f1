import Diagnostics
import SurveyModel
import Tables

/// How a survey platform writes its exports.
struct SurveyDialect: Sendable {
  /// The name in `platform:`.
  let name: String
  /// What people call the platform, for messages.
  let title: String
  /// How much the top of a file looks like this platform's: 0 not at all, 100 without doubt.
  let recognise: @Sendable (ExportHead) -> Int
  /// Reads the header.
  let read: @Sendable (ExportHead) -> SurveyExport

  /// All dialects, the surest signs first.
  static let all: [SurveyDialect] = [.wjx, .tencent, .qualtrics, .surveyMonkey, .limeSurvey, .odk, .plain]

  /// The dialect of that name, or the one that the file looks like most; `plain` when it looks like none.
  ///
  /// - Throws: kind `configuration` for an unknown name.
  static func find(_ name: String?, _ head: ExportHead) throws(DiagnosticError) -> SurveyDialect {
    guard let name, name != "auto" else { return detected(head) }
    let word = ["kobo", "ona"].contains(name) ? "odk" : name
    if let dialect = all.first(where: { $0.name == word }) { return dialect }
    throw DiagnosticError(
      .configuration,
      Diagnostic(
        .error, code: "I-401", at: SourceLocation(file: head.cells.file), "the platform \(name) is not known",
        advice: "Known are: \(all.map(\.name).joined(separator: ", "))"))
  }

  /// The dialect that the file looks like most.
  static func detected(_ head: ExportHead) -> SurveyDialect {
    var best = SurveyDialect.plain
    var bestScore = 0
    for dialect in all {
      let score = dialect.recognise(head)
      if score > bestScore { (best, bestScore) = (dialect, score) }
    }
    return best
  }
}

extension SurveyExport {
  /// Reads the header of a survey's file.
  ///
  /// - Parameters:
  ///   - cells: the file.
  ///   - platform: the dialect's name; nil: the one that the file looks like.
  ///   - headerRows: the rows of the header, for platforms that write one.
  /// - Returns: the columns, and how the platform writes its cells.
  /// - Throws: kind `content` when the file has no header, `configuration` for an unknown platform.
  static func read(
    _ cells: SourceCells, platform: String? = nil, headerRows: ClosedRange<Int> = 1...1
  ) throws(DiagnosticError) -> SurveyExport {
    let head = try ExportHead(cells, headerRows: headerRows)
    let dialect = try SurveyDialect.find(platform, head)
    var export = dialect.read(head)
    let likely = SurveyDialect.detected(head)
    if platform != nil, platform != "auto", likely.name != "plain", likely.name != dialect.name {
      export.notes.append(
        "warning: \(cells.file): read as \(dialect.name) as declared, but it looks like a file of \(likely.title)")
    }
    return export
  }
}
