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

extension AuditLog {
  /// Writes some lines as rows of ``auditColumns``; the log's first line has the number after `sequence`.
  func write(_ lines: Range<Int>, to csv: inout CSVWriter, after sequence: Int) {
    guard !lines.isEmpty else { return }
    let origin = CSVWriter.Fields([source, String(wave)])
    let units = UnitFields(labels)
    let nothing = CSVWriter.Fields([MissingKind.empty.name, "", MissingKind.empty.name, "", "", ""])
    let kinds = MissingKind.allCases.map { CSVWriter.Fields([$0.name]) }
    var line = lines.lowerBound
    while line < lines.upperBound {
      let place = place(of: line)
      let stretch = stretches[place]
      let what = CSVWriter.Fields([stretch.variable, stretch.rule, stretch.action.rawValue])
      let end = min(lines.upperBound, self.lines(of: place).upperBound)
      while line < end {
        let row = row(line)
        csv.field(sequence + line + 1)
        csv.fields(origin)
        labels.writeID(row, to: &csv)
        units.write(row, to: &csv)
        csv.fields(what)
        if let first = stretch.firstCell {
          let cell = first + line - stretch.firstLine
          csv.fields(kinds[Int(before.kinds[cell].rawValue)])
          csv.field(before.texts, row: cell)
          csv.fields(kinds[Int(after.kinds[cell].rawValue)])
          csv.field(after.texts, row: cell)
          let donor = donors.isEmpty ? nil : donors[line]
          csv.field(donor?.record ?? "")
          csv.field(donor?.draw)
        } else {
          csv.fields(nothing)
        }
        csv.endRow()
        line += 1
      }
    }
  }
}

/// The units of records as fields, written once where they are few.
private struct UnitFields {
  private let labels: RecordLabels
  private var known: [CSVWriter.Fields] = []

  init(_ labels: RecordLabels) {
    self.labels = labels
    if case .category(let values)? = labels.units?.storage, values.dictionary.count <= 4096 {
      known = values.dictionary.map { CSVWriter.Fields([$0]) }
    }
  }

  func write(_ row: Int, to csv: inout CSVWriter) {
    if !known.isEmpty, let units = labels.units, case .category(let values) = units.storage, !units.isMissing(at: row) {
      csv.fields(known[values[row]])
    } else {
      csv.field(labels.unit(row))
    }
  }
}
