public import Tables

/// How audit and quarantine name a row: its record, its unit, and the file and line it was read from.
public struct RecordLabels: Sendable {
  private let ids: Column?
  let units: Column?
  private let origins: RowOrigins

  public init(_ table: Table) {
    ids = table[recordColumnName]
    units = table[unitColumnName]
    origins = table.origins
  }

  /// The record's number in its export; without one, the number of the row from 1.
  public func id(_ row: Int) -> String {
    let text = ids?.codeText(at: row) ?? ""
    return text.isEmpty ? String(row + 1) : text
  }

  /// Empty for a record of no unit.
  public func unit(_ row: Int) -> String { units?.codeText(at: row) ?? "" }

  public func file(_ row: Int) -> String {
    origins.fileIndex.isEmpty ? "" : origins.files[Int(origins.fileIndex[row])]
  }

  public func line(_ row: Int) -> Int { origins.line.isEmpty ? row + 1 : Int(origins.line[row]) }
}

extension RecordLabels {
  /// Writes ``id(_:)`` as a field.
  func writeID(_ row: Int, to csv: inout CSVWriter) {
    if case .text(let texts)? = ids?.storage, ids?.isMissing(at: row) == false,
      texts.offsets[row] < texts.offsets[row + 1]
    {
      csv.field(texts, row: row)
    } else if let number = ids?.wholeNumber(at: row) {
      csv.field(number)
    } else {
      csv.field(id(row))
    }
  }
}

extension Column {
  /// The number of a cell with a whole number.
  fileprivate func wholeNumber(at row: Int) -> Int? {
    guard !isMissing(at: row) else { return nil }
    switch storage {
    case .int8(let values): return Int(values[row])
    case .int16(let values): return Int(values[row])
    case .int32(let values): return Int(values[row])
    case .int64(let values): return Int(values[row])
    default: return nil
    }
  }
}

extension CSVWriter {
  /// Writes one text as a field.
  mutating func field(_ texts: TextStorage, row: Int) {
    texts.bytes.withUnsafeBufferPointer { bytes in
      field(utf8: UnsafeBufferPointer(rebasing: bytes[texts.offsets[row]..<texts.offsets[row + 1]]))
    }
  }
}
