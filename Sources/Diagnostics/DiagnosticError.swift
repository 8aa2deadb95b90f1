/// What kind of failure stopped a run; decides the exit code (sysexits).
public enum FailureKind: Int32, Sendable {
  /// Data unreadable beyond the declared limit, or a gate.
  case content = 65
  /// An input is absent, cannot be opened, or changed while it was read.
  case missingInput = 66
  /// A bug of the program.
  case internalError = 70
  case cannotCreate = 73
  case inputOutput = 74
  case locked = 75
  case noPermission = 77
  case configuration = 78

  public var exitCode: Int32 { rawValue }
}

/// Thrown when a run cannot go on; carries every problem found, not just the first.
public struct DiagnosticError: Error, Sendable, CustomStringConvertible {
  public var kind: FailureKind
  public var diagnostics: [Diagnostic]

  public init(_ kind: FailureKind, _ diagnostics: [Diagnostic]) {
    self.kind = kind
    self.diagnostics = diagnostics
  }

  public init(_ kind: FailureKind, _ diagnostic: Diagnostic) {
    self.init(kind, [diagnostic])
  }

  public var description: String {
    diagnostics.map(\.description).joined(separator: "\n")
  }
}
