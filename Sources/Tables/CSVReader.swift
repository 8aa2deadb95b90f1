public import Diagnostics

/// How to read a delimited text file; what is nil is found out.
public struct CSVOptions: Sendable, Hashable {
  /// Comma, semicolon or tab; nil: the one that cuts the first rows most evenly.
  public var separator: UInt8?
  /// nil: strictly UTF-8 first, GB18030 second.
  public var encoding: TextEncoding?

  public init(separator: UInt8? = nil, encoding: TextEncoding? = nil) {
    self.separator = separator
    self.encoding = encoding
  }
}

/// A delimited text file as read.
public struct CSVReading: Sendable {
  /// All rows including the header; ragged rows stay ragged, blank lines are left out.
  public var grid: CellGrid
  public var encoding: TextEncoding
  public var separator: UInt8
  /// Warnings about cells that could be read but are not well-formed.
  public var diagnostics: [Diagnostic]
}

/// Reads delimited text: RFC 4180 and what the field makes of it.
///
/// Separators `,` `;` or tab; lines end in CR, LF or CRLF, also mixed; quotes inside quoted cells are doubled, quoted
/// cells may hold newlines. A quote inside an unquoted cell is an ordinary character. A byte order mark at the
/// beginning of a row is dropped, as files are also joined end to end. Lines without any character are left out; a row
/// that holds only `""` is a row of one empty cell. An empty cell is empty whether it is quoted or not.
///
/// Text between a closing quote and the next separator is kept as it is, with a warning, if the quoted part is on one
/// line; if it spans lines, the quote counts as never closed.
public struct CSVReader {
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: the path that messages name.
  ///   - options: separator and encoding, where they are known.
  /// - Returns: the cells, all as text, in UTF-8.
  /// - Throws: ``DiagnosticError`` of kind `content` for workbooks, bad bytes, NUL bytes, and a quote that is never
  ///   closed, with the line where it opened.
  public static func read(
    _ bytes: [UInt8], file: String, options: CSVOptions = .init()
  ) throws(DiagnosticError) -> CSVReading {
    if let foreign = foreignContent(bytes, file: file) { throw DiagnosticError(.content, foreign) }
    let text = try decodeText(bytes, file: file, encoding: options.encoding)
    if let offset = text.utf8.firstIndex(of: 0) {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "T-003",
          at: SourceLocation(file: file, line: lineNumber(of: offset, in: text.utf8)),
          "a NUL byte at offset \(offset); this is not delimited text",
          advice: "Save the file again as CSV in UTF-8"))
    }
    let separator = options.separator ?? sniffSeparator(text.utf8, from: text.start)
    switch scanCSV(text.utf8, from: text.start, separator: separator) {
    case .unclosedQuote(let line):
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "T-004", at: SourceLocation(file: file, line: line),
          "the quote that opens a cell in line \(line) is not closed",
          advice: "Close the quote in line \(line), or double it if it is part of the text"))
    case .cells(let grid, let broken):
      let diagnostics = broken.map { [$0.diagnostic(file: file)] } ?? []
      return CSVReading(grid: grid, encoding: text.encoding, separator: separator, diagnostics: diagnostics)
    }
  }
}

extension BrokenQuotes {
  func diagnostic(file: String) -> Diagnostic {
    Diagnostic(
      .warning, code: "T-005", at: SourceLocation(file: file, line: firstLine),
      "\(count) quoted cell\(count == 1 ? " goes" : "s go") on after the closing quote, "
        + "first in line \(firstLine); the text after it was kept",
      advice: "Double the quotes inside quoted cells")
  }
}
