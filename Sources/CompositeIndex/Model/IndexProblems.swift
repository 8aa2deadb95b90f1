internal import Diagnostics

/// Problems found in one go, to be thrown together.
struct IndexProblems {
  private(set) var diagnostics: [Diagnostic] = []

  mutating func add(_ code: String, _ message: String, advice: String? = nil) {
    diagnostics.append(Diagnostic(.error, code: code, message, advice: advice))
  }

  mutating func add(_ error: DiagnosticError) { diagnostics += error.diagnostics }

  /// - Parameter kind: whether the data or the configuration is to be mended.
  /// - Throws: one error with all problems, if there are any.
  func throwIfAny(_ kind: FailureKind = .content) throws(DiagnosticError) {
    if !diagnostics.isEmpty { throw DiagnosticError(kind, diagnostics) }
  }
}

extension DiagnosticError {
  /// A single problem of the index.
  static func index(
    _ code: String, _ message: String, advice: String? = nil, kind: FailureKind = .content
  ) -> DiagnosticError {
    DiagnosticError(kind, Diagnostic(.error, code: code, message, advice: advice))
  }
}

/// The first few names of a list and how many more there are.
func listed(_ names: [String], limit: Int = 5) -> String {
  let shown = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(shown) and \(names.count - limit) more" : shown
}
