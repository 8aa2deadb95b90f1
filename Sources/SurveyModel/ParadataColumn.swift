public import Tables

/// The columns that a survey's table has beside its answers: what the platform records, and the firm's identity.
public enum ParadataColumn: String, Sendable, Hashable, CaseIterable {
  case recordID = "record_id"
  case submittedAt = "submitted_at"
  /// Seconds from opening to submitting.
  case duration = "duration_s"
  /// The link or QR code the response came by.
  case channel
  case address = "ip"
  case addressPlace = "ip_place"
  /// 统一社会信用代码, the unified social credit identifier (GB 32100-2015).
  case creditCode = "uscc"

  public var type: ColumnType {
    switch self {
    case .recordID, .address, .addressPlace, .creditCode: .text
    case .submittedAt: .dateTime
    case .duration: .integer
    case .channel: .category
    }
  }

  /// Whether it can tell who answered: never leaves the clean stage in the clear.
  public var isIdentifying: Bool { self == .address || self == .creditCode }
}
