import Ingest

/// Looks at a file of any kind as `bizclimate inspect` would; its rows and columns.
func inspectFile(_ file: String, _ clock: inout Measurement) throws -> [Double] {
  let inspection = try clock.measure { try inspectSource(path: file, shownAs: file) }
  return [Double(inspection.rowCount), Double(inspection.columns.count)]
}
