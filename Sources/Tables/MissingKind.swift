/// Why a cell holds no value. The kinds stay apart from ingest to report.
public enum MissingKind: UInt8, Sendable, BitwiseCopyable, CaseIterable, Codable {
  /// The cell holds a value.
  case present = 0
  /// The question was not shown to this respondent.
  case notAsked = 1
  /// Shown, or simply there, and left empty.
  case empty = 2
  case dontKnow = 3
  case refused = 4
  case notApplicable = 5
  /// There was something, and it could not be read as the declared type.
  case unreadable = 6
  /// A cleaning rule set it missing.
  case setByRule = 7

  /// The name used in YAML, expressions and CSV.
  public var name: String {
    switch self {
    case .present: "present"
    case .notAsked: "not_asked"
    case .empty: "empty"
    case .dontKnow: "dont_know"
    case .refused: "refused"
    case .notApplicable: "not_applicable"
    case .unreadable: "unreadable"
    case .setByRule: "set_missing"
    }
  }

  public init?(name: String) {
    guard let kind = Self.allCases.first(where: { $0.name == name }) else { return nil }
    self = kind
  }
}
