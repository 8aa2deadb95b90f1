import CLibZip
import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A zip archive, read only; parts are inflated as they are read, never to a file.
final class ZipArchive {
  let file: String
  private let limits: IngestLimits
  private var archive: OpaquePointer?

  /// Opens an archive that is in memory.
  ///
  /// - Throws: ``DiagnosticError`` when the bytes are no whole and consistent zip archive: a damaged, cut-off,
  ///   encrypted or otherwise different file, with advice.
  init(_ bytes: [UInt8], file: String, limits: IngestLimits) throws(DiagnosticError) {
    self.file = file
    self.limits = limits
    if let other = OtherContainer(bytes) { throw refused(other.message, advice: other.advice) }
    guard let copy = malloc(max(bytes.count, 1)) else { throw refused("not enough memory to open it") }
    bytes.withUnsafeBytes { all in
      if let base = all.baseAddress { copy.copyMemory(from: base, byteCount: all.count) }
    }
    archive = try open { error in
      let source = zip_source_buffer_create(copy, zip_uint64_t(bytes.count), 1, error)
      if source == nil { free(copy) }
      return source
    }
  }

  /// Opens an archive on disk, of which only the list of parts is read here.
  ///
  /// - Throws: ``DiagnosticError`` as for one in memory, and when there is no such file.
  init(path: String, file: String, limits: IngestLimits) throws(DiagnosticError) {
    self.file = file
    self.limits = limits
    if let other = try OtherContainer(path: path, shownAs: file) {
      throw refused(other.message, advice: other.advice)
    }
    archive = try open { error in zip_source_file_create(path, 0, -1, error) }
  }

  private func open(
    _ source: (UnsafeMutablePointer<zip_error_t>) -> OpaquePointer?
  ) throws(DiagnosticError) -> OpaquePointer {
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = source(&error) else {
      throw refused("cannot be opened: \(String(cString: zip_error_strerror(&error)))")
    }
    guard let opened = zip_open_from_source(source, Int32(ZIP_RDONLY) | Int32(ZIP_CHECKCONS), &error) else {
      zip_source_free(source)
      throw refused(
        "the workbook is damaged or cut off: \(String(cString: zip_error_strerror(&error)))",
        advice: "Open and save it in a spreadsheet program, or ask for it again")
    }
    return opened
  }

  deinit {
    if let archive { zip_discard(archive) }
  }

  func contains(_ name: String) -> Bool { index(of: name) != nil }

  private func index(of name: String) -> zip_uint64_t? {
    let exact = zip_name_locate(archive, name, zip_flags_t(ZIP_FL_ENC_GUESS))
    if exact >= 0 { return zip_uint64_t(exact) }
    let close = zip_name_locate(archive, name, zip_flags_t(ZIP_FL_NOCASE))
    return close >= 0 ? zip_uint64_t(close) : nil
  }

  /// Opens a part for reading; nil when there is none of that name.
  ///
  /// - Parameters:
  ///   - name: its name in the archive.
  ///   - limit: the limit of its size after inflating.
  /// - Returns: the part at its beginning.
  /// - Throws: ``DiagnosticError`` when it is encrypted, or larger than the limits say.
  func open(_ name: String, within limit: IngestLimits.Name = .partBytes) throws(DiagnosticError) -> ZipPart? {
    guard let index = index(of: name) else { return nil }
    var information = zip_stat_t()
    zip_stat_init(&information)
    guard zip_stat_index(archive, index, 0, &information) == 0 else {
      throw refused("the part \(name) cannot be read")
    }
    if information.encryption_method != UInt16(ZIP_EM_NONE) {
      throw refused(
        "the part \(name) is encrypted", advice: "Remove the password in a spreadsheet program and save it again")
    }
    let packed = Int(clamping: information.comp_size)
    let (product, overflow) = packed.multipliedReportingOverflow(by: limits.inflationRatio)
    let ratioBytes = max(IngestLimits.ratioFloor, overflow ? .max : product)
    let allowed = min(limits[limit], ratioBytes)
    let exceeded = ratioBytes < limits[limit] ? IngestLimits.Name.inflationRatio : limit
    if information.size > zip_uint64_t(allowed) { throw tooLarge(name, exceeded) }
    guard let handle = zip_fopen_index(archive, index, 0) else { throw refused("the part \(name) cannot be read") }
    return ZipPart(handle, name: name, archive: self, allowed: allowed, exceeded: exceeded)
  }

  /// Reads the tags of a part that may be large: a sheet or the table of texts.
  func read<Reader: TokenReader>(
    _ name: String, shownAs shown: String, by reader: Reader, usesParserAlone: Bool = false
  ) throws(DiagnosticError) -> Reader.Result {
    try readTokens(by: reader, file: "\(file)!\(shown)", limits: limits, usesParserAlone: usesParserAlone) {
      () throws(DiagnosticError) in
      guard let part = try open(name, within: .inflatedBytes) else { throw refused("the part \(name) is not there") }
      return part
    }
  }

  func refused(_ message: String, advice: String? = nil) -> DiagnosticError {
    DiagnosticError(
      .content, Diagnostic(.error, code: "I-301", at: SourceLocation(file: file), message, advice: advice))
  }

  /// What a zip archive without the main part of a workbook is.
  func notAWorkbook(lacking main: String) -> DiagnosticError {
    let others = [
      ("xl/workbook.bin", "a binary workbook (.xlsb)"), ("content.xml", "an OpenDocument file, such as .ods"),
      ("word/document.xml", "a text document (.docx)"), ("ppt/presentation.xml", "a presentation (.pptx)"),
    ]
    if let (_, what) = others.first(where: { contains($0.0) }) {
      return refused("\(what), not .xlsx", advice: "Open it in its program and save the table as .xlsx or CSV")
    }
    return refused(
      "a zip archive, but not a workbook: it has no \(main)", advice: "Unpack it, and name the table that is in it")
  }

  fileprivate func tooLarge(_ name: String, _ exceeded: IngestLimits.Name) -> DiagnosticError {
    let times = exceeded == .inflationRatio ? " times its packed size" : " bytes"
    return DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-302", at: SourceLocation(file: file),
        "the part \(name) inflates to more than the \(limits.clause(exceeded))\(times)",
        advice: IngestLimits.advice(
          exceeded, instead: "Tables that departments send are smaller; look where it comes from")))
  }
}

/// One part of an archive while it is inflated.
final class ZipPart: XMLSource {
  let name: String
  private let handle: OpaquePointer
  private let archive: ZipArchive
  private let allowed: Int
  private let exceeded: IngestLimits.Name
  private var total = 0

  fileprivate init(
    _ handle: OpaquePointer, name: String, archive: ZipArchive, allowed: Int, exceeded: IngestLimits.Name
  ) {
    self.handle = handle
    self.name = name
    self.archive = archive
    self.allowed = allowed
    self.exceeded = exceeded
  }

  deinit { zip_fclose(handle) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    let count = zip_fread(handle, buffer.baseAddress, zip_uint64_t(buffer.count))
    guard count >= 0 else {
      throw archive.refused(
        "the part \(name) is damaged: its packed data cannot be read", advice: "Ask for the file again")
    }
    total += Int(count)
    if total > allowed { throw archive.tooLarge(name, exceeded) }
    return Int(count)
  }
}
