import CReadStat
public import Diagnostics
public import SurveyModel
import Tables

extension StatisticalFile {
  /// Reads an SPSS file (`.sav`, `.zsav`) or a Stata file (`.dta`).
  ///
  /// - Parameters:
  ///   - bytes: the whole file.
  ///   - file: what messages name.
  ///   - format: `sav` or `dta`.
  ///   - encoding: the encoding of its text, against what the file says; nil: as the file says.
  /// - Throws: ``DiagnosticError`` of kind `content` when it is another file, is cut off or damaged, has more cells than
  ///   allowed, or is in an encoding that does not fit its text.
  public init(
    _ bytes: [UInt8], file: String, format: SourceFormat, encoding: String? = nil
  ) throws(DiagnosticError) {
    try self.init(bytes, file: file, format: format, encoding: encoding, limits: IngestLimits())
  }

  init(
    _ bytes: [UInt8], file: String, format: SourceFormat, encoding: String?, limits: IngestLimits
  ) throws(DiagnosticError) {
    let reader = StatisticalFileReader(file: file, isStata: format == .dta, limits: limits)
    try reader.checkStart(bytes)
    self = try reader.read(bytes, forced: encoding)
  }
}

struct StatisticalFileReader {
  let file: String
  let isStata: Bool
  let limits: IngestLimits

  func problem(_ code: String, _ message: String, advice: String? = nil) -> DiagnosticError {
    DiagnosticError(.content, Diagnostic(.error, code: code, at: SourceLocation(file: file), message, advice: advice))
  }

  func read(_ bytes: [UInt8], forced: String?) throws(DiagnosticError) -> StatisticalFile {
    var (sink, error, input) = StatisticalSink.read(
      bytes, isStata: isStata, encoding: forced.map { encodingName($0) }, cellLimit: limits.cells)
    if sink.isTooLarge {
      throw problem(
        "I-804", "more cells than the \(limits.clause(.cells))",
        advice: IngestLimits.advice(.cells, instead: "Save only the variables wanted"))
    }
    try check(sink, error, input, byteCount: bytes.count)
    let encoding = try encoding(of: sink, forced: forced)
    var file = try assemble(&sink, encoding: encoding, isForced: forced != nil)
    // Cases that are not packed end where the file does.
    let isPacked = isStata || bytes[72..<76] != [0, 0, 0, 0]
    if !isPacked, let input, bytes.count - input.position >= 8 {
      file.notes.append(
        "warning: \(self.file): \(bytes.count - input.position) bytes behind the last case that the header counts are "
          + "not read; are there more cases?")
    }
    return file
  }

  /// - Throws: when the library found fault, or the end of the file was in the middle of something.
  private func check(
    _ sink: StatisticalSink, _ error: readstat_error_t, _ input: StatisticalInput?, byteCount: Int
  ) throws(DiagnosticError) {
    let place = "at byte \(input?.position ?? 0) of \(byteCount)"
    guard error == READSTAT_OK else {
      var said = readstat_error_message(error).map { String(cString: $0) } ?? "unknown problem"
      if let first = sink.messages.first {
        said += ": " + first.split(whereSeparator: \.isNewline).joined(separator: " ")
      }
      let rows = sink.declaredRows > sink.rowCount ? ", after \(sink.rowCount) of \(sink.declaredRows) cases" : ""
      throw problem(
        "I-802", "the file is cut off or damaged \(place)\(rows) (\(said))",
        advice: "Export or copy the file again; if it opens in its program, save it there anew")
    }
    guard !sink.variables.isEmpty else { throw problem("I-802", "the file has no variables") }
    if let short = input?.lastShortRead, isInsideSomething(short) {
      throw problem(
        "I-802", "the file is cut off \(place), after \(sink.rowCount) whole cases",
        advice: "Export or copy the file again")
    }
    if !sink.isComplete || (sink.declaredRows >= 0 && sink.rowCount != sink.declaredRows) {
      throw problem(
        "I-802", "the file is damaged: it holds \(sink.rowCount) whole cases, and says \(sink.declaredRows)",
        advice: "Export or copy the file again")
    }
  }

  /// Whether the end came where a whole file does not end: packed cases are read in pieces of any multiple of 8 bytes,
  /// and in Stata files before 117 nothing but the length of one more set of labels is missing at the end.
  private func isInsideSomething(_ short: (wanted: Int, got: Int)) -> Bool {
    if isStata { return short.got > 0 || short.wanted > 4 }
    return short.wanted == 65_536 ? short.got % 8 != 0 : short.got > 0
  }

  // MARK: Encoding

  private func encoding(of sink: StatisticalSink, forced: String?) throws(DiagnosticError) -> String {
    var chosen: String
    if let forced {
      chosen = encodingName(forced)
    } else {
      // Stata has written UTF-8 since version 118 of its files; earlier ones do not say.
      let declared = isStata ? (sink.version >= 118 ? "UTF-8" : nil) : sink.encoding.map { encodingName($0) }
      chosen = declared ?? ""
      if declared == nil || declared == "WINDOWS-1252" { chosen = census(of: sink).encoding(declared: declared) }
    }
    guard TextDecoder.knows(chosen) else {
      throw problem(
        "I-803", "this system does not know the encoding \(chosen)",
        advice: "Set encoding: to the right one, such as GB18030, or save the file as Unicode")
    }
    return chosen
  }

  private func census(of sink: StatisticalSink) -> TextCensus {
    var census = TextCensus()
    census.count(sink.fileLabel)
    for variable in sink.variables {
      census.count(variable.name)
      census.count(variable.label)
    }
    for key in sink.labelSets.keys { sink.labelSets[key]?.forEach { census.count($0.label) } }
    for texts in sink.texts where texts.isBeyondASCII {
      for row in 0..<texts.count { census.count(texts[row]) }
    }
    return census
  }
}

// MARK: - Other files

extension StatisticalFileReader {
  /// - Throws: when the first bytes are of another kind of file, with what to do about it.
  func checkStart(_ bytes: [UInt8]) throws(DiagnosticError) {
    let stataTag = Array("<stata_dta>".utf8)
    let isOldStata = (0x68...0x73).contains(bytes.first ?? 0) && bytes.count > 2 && (bytes[1] == 1 || bytes[1] == 2)
    let isStataFile = bytes.starts(with: stataTag) || isOldStata
    let isSPSSFile = bytes.starts(with: Array("$FL2".utf8)) || bytes.starts(with: Array("$FL3".utf8))
    if isStata ? isStataFile : isSPSSFile {
      if bytes.starts(with: stataTag) { try checkStataEnd(bytes) }
      return
    }
    let wanted = isStata ? "a Stata file (.dta)" : "an SPSS file (.sav, .zsav)"
    let found = foreignStatistics(bytes, isStataFile: isStataFile, isSPSSFile: isSPSSFile)
    throw problem(
      "I-801", "\(found?.what ?? (bytes.isEmpty ? "the file is empty" : "a file of another kind")), not \(wanted)",
      advice: found?.advice ?? "Look at how the file was saved, and export it again")
  }

  /// The library takes a file whose value labels are cut off as one that has none.
  private func checkStataEnd(_ bytes: [UInt8]) throws(DiagnosticError) {
    var end = bytes.endIndex
    while end > 0, [0x0A, 0x0D, 0x20, 0].contains(bytes[end - 1]) { end -= 1 }
    if bytes[..<end].suffix(12).elementsEqual("</stata_dta>".utf8) { return }
    throw problem(
      "I-802", "the file is cut off: it does not end with </stata_dta> at byte \(bytes.count)",
      advice: "Export or copy the file again")
  }

  private func foreignStatistics(
    _ bytes: [UInt8], isStataFile: Bool, isSPSSFile: Bool
  ) -> (what: String, advice: String)? {
    if isStataFile { return ("a Stata file", "Set format: dta, or name it .dta") }
    if isSPSSFile { return ("an SPSS file", "Set format: sav, or name it .sav") }
    let start = bytes.prefix(400)
    func has(_ mark: String) -> Bool {
      let mark = Array(mark.utf8)
      return start.indices.contains { start[$0...].starts(with: mark) }
    }
    let sas: [UInt8] = [0xC2, 0xEA, 0x81, 0x60, 0xB3, 0x14, 0x11, 0xCF]
    if bytes.count > 20, bytes[12...].starts(with: sas) {
      return ("a SAS data set (.sas7bdat)", "Export it from SAS as .sav, .dta or CSV (PROC EXPORT)")
    }
    if has("SPSS PORT FILE") {
      return ("an SPSS portable file (.por)", "Open it in SPSS or PSPP and save it as .sav")
    }
    if has("HEADER RECORD*******LIB") {
      return ("a SAS transport file (.xpt)", "Export it from SAS as .sav, .dta or CSV (PROC EXPORT)")
    }
    if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) {
      return ("a zip archive or workbook", "Unpack it, or name it .xlsx if it is a workbook")
    }
    if bytes.starts(with: [0x1F, 0x8B]) { return ("a gzip file", "Unpack it first (gunzip)") }
    return nil
  }
}
