import Diagnostics

/// What can be wrong with a delimited file, as it is told.
struct CSVTableProblems: Sendable {
  let file: String

  func error(_ code: String, line: Int?, _ message: String, _ advice: String) -> DiagnosticError {
    DiagnosticError(
      .content, Diagnostic(.error, code: code, at: SourceLocation(file: file, line: line), message, advice: advice))
  }

  func nulByte(_ offset: Int?, _ line: Int) -> DiagnosticError {
    let place = offset.map { " at offset \($0)" } ?? ""
    return error(
      "T-003", line: line, "a NUL byte\(place); this is not delimited text", "Save the file again as CSV in UTF-8")
  }

  func unclosedQuote(_ line: Int) -> DiagnosticError {
    error(
      "T-004", line: line, "the quote that opens a cell in line \(line) is not closed",
      "Close the quote in line \(line), or double it if it is part of the text")
  }

  func rowTooLong(_ line: Int) -> DiagnosticError {
    error(
      "T-006", line: line, "the row that begins in line \(line) is longer than \(RowBatch.byteLimit >> 20) MiB",
      "Look for a quote that is not closed, or export the file again")
  }

  func noHeader() -> DiagnosticError {
    error("T-007", line: nil, "the file holds no row", "Export it again; the first row names the columns")
  }

  func notText(_ encoding: TextEncoding) -> DiagnosticError {
    error("T-001", line: nil, "the text is not \(encoding.rawValue)", "Save the file again as UTF-8")
  }

  func oddRows(_ count: Int, _ first: CSVTableReading.SetAsideRow, expected: Int) -> Diagnostic {
    Diagnostic(
      .warning, code: "T-008", at: SourceLocation(file: file, line: first.line),
      "\(count) row\(count == 1 ? " does" : "s do") not have the \(expected) cells of the header and "
        + "\(count == 1 ? "was" : "were") set aside; the first has \(first.cells)",
      advice: "Look for a separator or a quote inside a cell that is not quoted")
  }
}
