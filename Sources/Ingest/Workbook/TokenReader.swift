import Diagnostics

/// What is read from the tags of one part of a workbook.
protocol TokenReader {
  associatedtype Result

  /// Reads a part from its first tag to its end; it may be called again, with other tokens of the same part.
  func read(_ tokens: inout some SheetTokens & ~Copyable) throws(TokenStop) -> Result
}

/// Reads a part with the scanner; when that finds anything that it does not take in, all over again with the full
/// parser, so that what is sound, and what is told about the rest, is for the parser to say.
///
/// - Parameters:
///   - reader: what to read.
///   - file: what messages name.
///   - limits: what the part may cost.
///   - usesParserAlone: leaves out the scanner.
///   - open: opens the part at its beginning; called once or twice.
/// - Returns: what the reader makes of the tags.
/// - Throws: ``DiagnosticError`` when the part is not well-formed, or of what the reader finds wrong.
func readTokens<Reader: TokenReader>(
  by reader: Reader, file: String, limits: IngestLimits, usesParserAlone: Bool,
  _ open: () throws(DiagnosticError) -> any XMLSource
) throws(DiagnosticError) -> Reader.Result {
  if !usesParserAlone {
    do throws(TokenStop) {
      return try scan(by: reader, file: file, limits: limits, open)
    } catch {
      if case .problem(let found) = error { throw found }
    }
  }
  var tokens = try ParsedTokens(open(), file: file, limits: limits)
  do throws(TokenStop) {
    return try reader.read(&tokens)
  } catch {
    if case .problem(let found) = error { throw found }
    // The parser takes every form of XML in, so it never stops as irregular.
    throw tokens.problem("I-210", "not well-formed XML", advice: "Export the file again")
  }
}

private func scan<Reader: TokenReader>(
  by reader: Reader, file: String, limits: IngestLimits, _ open: () throws(DiagnosticError) -> any XMLSource
) throws(TokenStop) -> Reader.Result {
  let source: any XMLSource
  do throws(DiagnosticError) { source = try open() } catch { throw .problem(error) }
  var tokens = ScannedTokens(source, file: file, limits: limits)
  return try reader.read(&tokens)
}
