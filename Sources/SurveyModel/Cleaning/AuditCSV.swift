import Tables

/// The columns of `audit.csv`.
public let auditColumns = [
  "sequence", "source", "wave", "record_id", "unit_id", "variable", "rule_id", "action",
  "before_kind", "before",
  "after_kind", "after", "donor", "draw",
]

/// Records of edits as CSV: `audit.csv`, lossless.
///
/// - Parameter logs: of all data sets, in their order; lines are numbered through.
/// - Returns: the bytes of the file.
public func auditCSV(_ logs: [AuditLog]) -> [UInt8] {
  var csv = CSVWriter()
  csv.row(auditColumns)
  var bytes = csv.bytes
  var sequence = 0
  for log in logs {
    append(log, after: sequence, to: &bytes)
    sequence += log.count
  }
  return bytes
}

/// Pieces are written on all cores, a few at a time, so that little is held twice.
private func append(_ log: AuditLog, after sequence: Int, to bytes: inout [UInt8]) {
  let size = 1 << 14
  let threads = availableCores()
  for first in stride(from: 0, to: log.count, by: size * threads) {
    let pieces = parallelMap(count: threads, threads: threads) { piece in
      let start = min(first + piece * size, log.count)
      var csv = CSVWriter()
      log.write(start..<min(start + size, log.count), to: &csv, after: sequence)
      return csv.bytes
    }
    if first == 0, log.count > size * threads {
      // The first pieces tell how much all of them will take.
      let known = pieces.reduce(0) { $0 + $1.count }
      bytes.reserveCapacity(bytes.count + known / (size * threads) * log.count * 17 / 16)
    }
    for piece in pieces { bytes.append(contentsOf: piece) }
  }
}
