import Diagnostics
import SurveyModel
import Tables

/// The files of a source in one wave: the paths as they are, patterns as the files that match, in the order of their
/// names whatever the locale.
///
/// - Throws: kind `missingInput` when a pattern matches nothing; names every such pattern.
func sourceFiles(_ source: SourceDefinition, wave: Int, folder: String) throws(DiagnosticError) -> [String] {
  var files: [String] = []
  var problems: [Diagnostic] = []
  for written in source.paths {
    let path = written.replacing("{wave}", with: "\(wave)")
    guard PathPattern.isPattern(path) else {
      files.append(path)
      continue
    }
    let found = PathPattern(path).files(in: folder)
    files += found
    if found.isEmpty {
      problems.append(
        Diagnostic(
          .error, code: "I-701", at: SourceLocation(file: path), "no file matches this pattern",
          advice: "Put the files there, or correct path: of the source \(source.name)"))
    }
  }
  if !problems.isEmpty { throw DiagnosticError(.missingInput, problems) }
  return files.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}
