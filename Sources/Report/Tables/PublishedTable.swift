import SurveyModel
import Tables

/// What the cells of a column are, with the limits they keep.
enum PublishedType: Sendable, Hashable {
  case text
  case integer(minimum: Int?, maximum: Int?)
  case decimal(minimum: Double?, maximum: Double?)
  case boolean
}

/// A column of a published table: its snake_case name and, in both languages, its title and what it holds.
struct PublishedColumn: Sendable, Hashable {
  var name: String
  var title: LocalizedText
  var about: LocalizedText
  var type: PublishedType
  /// No cell is empty.
  var isRequired: Bool

  init(
    _ name: String, _ zh: String, _ en: String, _ aboutZH: String, _ aboutEN: String, _ type: PublishedType,
    required: Bool = false
  ) {
    self.name = name
    title = LocalizedText(zh: zh, en: en)
    about = LocalizedText(zh: aboutZH, en: aboutEN)
    self.type = type
    isRequired = required
  }
}

/// A cell of a published table.
enum PublishedValue: Sendable, Hashable {
  case empty
  case text(String)
  case integer(Int)
  /// Rounded to so many decimals by the rule of the report.
  case number(Double, Int)
  case boolean(Bool)

  static func integer(_ value: Int?) -> PublishedValue { value.map { .integer($0) } ?? .empty }

  static func number(_ value: Double?, _ decimals: Int) -> PublishedValue {
    guard let value, value.isFinite else { return .empty }
    return .number(value, decimals)
  }

  static func boolean(_ value: Bool?) -> PublishedValue { value.map { .boolean($0) } ?? .empty }

  /// The cell as it stands in the file.
  var text: String {
    switch self {
    case .empty: ""
    case .text(let text): PublishedValue.plain(text)
    case .integer(let value): String(value)
    case .number(let value, let decimals): formatFixed(value, decimals: decimals)
    case .boolean(let value): value ? "true" : "false"
    }
  }

  /// One line without padding or control characters.
  private static func plain(_ text: String) -> String {
    var out = ""
    var isPadding = true
    for scalar in text.unicodeScalars {
      if isBlank(scalar.value) {
        if !isPadding { out.unicodeScalars.append(" ") }
        isPadding = true
      } else {
        out.unicodeScalars.append(scalar)
        isPadding = false
      }
    }
    if isPadding, !out.isEmpty { out.unicodeScalars.removeLast() }
    return out
  }

  /// Control characters and Unicode white space.
  private static func isBlank(_ scalar: UInt32) -> Bool {
    switch scalar {
    case 0...0x20, 0x7F...0xA0, 0x1680, 0x2000...0x200A, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000: true
    default: false
    }
  }
}

/// One table of the published folder: tidy rows under described columns.
struct PublishedTable: Sendable, Hashable {
  /// The file's name without `.csv`.
  var name: String
  var title: LocalizedText
  var columns: [PublishedColumn]
  /// Columns that together name a row.
  var key: [String]
  var rows: [[PublishedValue]]

  /// RFC 4180, CRLF, UTF-8 without a byte order mark; text that a spreadsheet would run is neutralised.
  var csv: [UInt8] {
    var writer = CSVWriter(spreadsheetSafe: true)
    writer.row(columns.map(\.name))
    for row in rows {
      for value in row { writer.field(value.text) }
      writer.endRow()
    }
    return writer.bytes
  }
}
