import Diagnostics
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Writes the responses as CSV for programs that know neither sets nor kinds of missing cells: a set is a number with
/// bit c for code c, and a column `NAME_kind` beside each question with missing cells holds their kinds as numbers.
func writePeerFile(_ survey: GeneratedSurvey, to path: String) throws(DiagnosticError) {
  let table = survey.dataset.table
  var pairs: [(name: String, column: Column)] = []
  for (name, column) in zip(table.names, table.columns)
  where ParadataColumn(rawValue: name) != nil || survey.dataset.codebook[name]?.kind != .open {
    pairs.append((name, column.withBitsOfCodes))
    guard name.hasPrefix("Q"), !column.missing.isEmpty else { continue }
    pairs.append((name + "_kind", Column(.int8(column.missing.map { Int8(truncatingIfNeeded: $0.rawValue) }))))
  }
  let bytes = writeCSV(Table(pairs, rowCount: table.rowCount))
  guard let file = fopen(path, "wb") else {
    throw DiagnosticError(
      .noPermission, Diagnostic(.error, code: "B-002", "cannot create \(path)", advice: "Name a file in a folder"))
  }
  fwrite(bytes, 1, bytes.count, file)
  fclose(file)
}

extension Column {
  fileprivate var withBitsOfCodes: Column {
    guard case .set(let values) = storage else { return self }
    let codes = values.options.map { Int64($0) ?? 0 }
    return Column(
      .int64(
        values.masks.map { mask in
          codes.indices.reduce(0) { mask >> UInt64($1) & 1 == 1 ? $0 | 1 << codes[$1] : $0 }
        }), missing: missing)
  }
}
