/// A cell as text: what an audit says of it.
public struct CellText: Sendable, Hashable, Codable {
  /// ``MissingKind/present`` for a value.
  public var kind: MissingKind
  /// The value as codes, numbers in shortest round-trip form, dates in ISO 8601, sets joined by `|`; empty when missing.
  public var text: String

  public init(kind: MissingKind, text: String) {
    self.kind = kind
    self.text = text
  }

  public init(_ text: String) { self.init(kind: .present, text: text) }

  public static func missing(_ kind: MissingKind) -> CellText { CellText(kind: kind, text: "") }
}

/// A new content for the cell of one row.
public struct CellEdit: Sendable, Hashable {
  public var row: Int
  public var cell: CellText

  public init(row: Int, cell: CellText) {
    self.row = row
    self.cell = cell
  }
}

extension Column {
  /// The cell as text; its own inverse is ``editing(_:)``.
  public func cell(at row: Int) -> CellText {
    let kind = missingKind(at: row)
    return kind == .present ? CellText(codeText(at: row)) : .missing(kind)
  }

  /// The cell as codes: what the questionnaire calls the answer; empty for a missing cell.
  public func codeText(at row: Int) -> String {
    guard !isMissing(at: row) else { return "" }
    switch storage {
    case .bool(let values): return values[row] ? "true" : "false"
    case .int8(let values): return String(values[row])
    case .int16(let values): return String(values[row])
    case .int32(let values): return String(values[row])
    case .int64(let values): return String(values[row])
    case .double(let values): return shortestText(values[row])
    case .category(let values): return values.dictionary[values[row]]
    case .set(let values): return values.codeText(at: row)
    case .text(let values): return values[row]
    case .date(let values): return isoDateText(days: values[row])
    case .dateTime(let values): return isoDateTimeText(seconds: values[row])
    }
  }

  /// Appends ``codeText(at:)`` as one text.
  public func appendCodeText(at row: Int, to texts: inout TextStorage) {
    guard !isMissing(at: row) else { return texts.append(utf8: EmptyCollection()) }
    switch storage {
    case .text(let values): texts.append(utf8: values.bytes[values.offsets[row]..<values.offsets[row + 1]])
    case .int8(let values): texts.append(Int64(values[row]))
    case .int16(let values): texts.append(Int64(values[row]))
    case .int32(let values): texts.append(Int64(values[row]))
    case .int64(let values): texts.append(values[row])
    case .category(let values): texts.append(values.dictionary[values[row]])
    case .bool, .double, .set, .date, .dateTime: texts.append(codeText(at: row))
    }
  }

  /// The column with other contents in some cells.
  ///
  /// - Parameter edits: in any order; of several for one row the last counts.
  /// - Returns: the column, and the edits whose text is no value of this type of column, in order; their cells stay as
  ///   they are. Codes that a category or set does not have yet are added behind its own.
  public func editing(_ edits: [CellEdit]) -> (column: Column, refused: [CellEdit]) {
    guard !edits.isEmpty else { return (self, []) }
    var editor = ColumnEditor(self)
    var refused: [CellEdit] = []
    for edit in edits where !editor.apply(edit) { refused.append(edit) }
    return (editor.finish(), refused)
  }
}

extension TextStorage {
  fileprivate mutating func append(_ number: Int64) {
    withUnsafeTemporaryAllocation(of: UInt8.self, capacity: widestScalarText) { digits in
      guard let base = digits.baseAddress else { return }
      append(utf8: UnsafeBufferPointer(start: base, count: writeInteger(number, to: base)))
    }
  }
}

extension SetStorage {
  func codeText(at row: Int) -> String {
    options.indices.filter { masks[row] >> UInt64($0) & 1 == 1 }.map { options[$0] }.joined(separator: "|")
  }
}

/// Whatever a cell is a whole number for is held as one; texts are put together at the end.
private struct ColumnEditor {
  private let original: ColumnStorage
  private var kinds: [MissingKind]
  /// Truth values, numbers, codes, days or seconds.
  private var whole: [Int64] = []
  private var doubles: [Double] = []
  private var masks: [UInt64] = []
  private var texts: [Int: String] = [:]
  /// The codes of categories and sets.
  private var dictionary: [String] = []
  private var positions: [String: Int] = [:]

  init(_ column: Column) {
    original = column.storage
    kinds = column.missing.isEmpty ? [MissingKind](repeating: .present, count: column.count) : column.missing
    switch column.storage {
    case .bool(let values): whole = values.map { $0 ? 1 : 0 }
    case .int8(let values): whole = values.map(Int64.init)
    case .int16(let values): whole = values.map(Int64.init)
    case .int32(let values): whole = values.map(Int64.init)
    case .int64(let values): whole = values
    case .double(let values): doubles = values
    case .category(let values):
      whole = (0..<values.count).map { Int64(values[$0]) }
      dictionary = values.dictionary
    case .set(let values):
      masks = values.masks
      dictionary = values.options
    case .text: break
    case .date(let values): whole = values.map(Int64.init)
    case .dateTime(let values): whole = values
    }
    positions = Dictionary(dictionary.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// False when the text is no value, and then nothing is changed.
  mutating func apply(_ edit: CellEdit) -> Bool {
    let row = edit.row
    guard kinds.indices.contains(row) else { return false }
    let isValue = edit.cell.kind == .present
    let text = edit.cell.text
    switch original {
    case .bool:
      guard !isValue || text == "true" || text == "false" else { return false }
      whole[row] = isValue && text == "true" ? 1 : 0
    case .int8, .int16, .int32, .int64:
      guard let value = isValue ? Int64(text) : 0 else { return false }
      whole[row] = value
    case .double:
      guard let value = isValue ? parseDouble(text) ?? Self.special[text] : 0 else { return false }
      doubles[row] = value
    case .category: whole[row] = isValue ? Int64(code(text)) : 0
    case .set:
      guard let mask = isValue ? mask(text) : 0 else { return false }
      masks[row] = mask
    case .text: texts[row] = isValue ? text : ""
    case .date:
      guard let value = isValue ? parseDate(text) : 0 else { return false }
      whole[row] = Int64(value)
    case .dateTime:
      guard let value = isValue ? parseDateTime(text) : 0 else { return false }
      whole[row] = value
    }
    kinds[row] = edit.cell.kind
    return true
  }

  private static let special: [String: Double] = ["nan": .nan, "inf": .infinity, "-inf": -.infinity]

  private mutating func code(_ text: String) -> Int {
    if let known = positions[text] { return known }
    positions[text] = dictionary.count
    dictionary.append(text)
    return dictionary.count - 1
  }

  private mutating func mask(_ text: String) -> UInt64? {
    let options = text.split(separator: "|").map(String.init)
    guard dictionary.count + options.count(where: { positions[$0] == nil }) <= 64 else { return nil }
    return options.reduce(into: 0) { $0 |= 1 << UInt64(code($1)) }
  }

  func finish() -> Column {
    let finished: ColumnStorage =
      switch original {
      case .bool: .bool(whole.map { $0 == 1 })
      case .int8, .int16, .int32, .int64: narrowIntegers(whole)
      case .double: .double(doubles)
      case .category: .category(CategoryStorage(codes: whole.map { Int($0) }, dictionary: dictionary))
      case .set: .set(SetStorage(masks: masks, options: dictionary))
      case .text(let values): .text(rebuilt(values))
      case .date: .date(whole.map { Int32(truncatingIfNeeded: $0) })
      case .dateTime: .dateTime(whole)
      }
    return Column(finished, missing: kinds.allSatisfy { $0 == .present } ? [] : kinds)
  }

  private func rebuilt(_ values: TextStorage) -> TextStorage {
    var rebuilt = TextStorage()
    for row in 0..<values.count {
      if let text = texts[row] {
        rebuilt.append(text)
      } else {
        rebuilt.append(utf8: values.bytes[values.offsets[row]..<values.offsets[row + 1]])
      }
    }
    return rebuilt
  }
}

extension CellText {
  /// The text for a reader: a missing cell is its kind in brackets, an empty one nothing.
  public var shown: String { kind == .present ? text : kind == .empty ? "" : "(\(kind.name))" }

  /// The cell that a text of that form stands for; nil for a kind that is none.
  public init?(shown: String) {
    if shown.isEmpty {
      self = .missing(.empty)
    } else if shown.hasPrefix("("), shown.hasSuffix(")"),
      let kind = MissingKind(name: String(shown.dropFirst().dropLast()))
    {
      self = .missing(kind)
    } else {
      self.init(shown)
    }
  }
}
