import CLibZip
import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A zip archive in memory, read only; parts are inflated as they are read, never to a file.
final class ZipArchive {
  let file: String
  private let limits: IngestLimits
  private var archive: OpaquePointer?

  /// - Throws: ``DiagnosticError`` when the bytes are no whole and consistent zip archive: a damaged, cut-off,
  ///   encrypted or otherwise different file, with advice.
  init(_ bytes: [UInt8], file: String, limits: IngestLimits) throws(DiagnosticError) {
    self.file = file
    self.limits = limits
    if let problem = notAnArchive(bytes) { throw refused(problem.message, advice: problem.advice) }
    guard let copy = malloc(max(bytes.count, 1)) else { throw refused("not enough memory to open it") }
    bytes.withUnsafeBytes { all in
      if let base = all.baseAddress { copy.copyMemory(from: base, byteCount: all.count) }
    }
    var error = zip_error_t()
    zip_error_init(&error)
    defer { zip_error_fini(&error) }
    guard let source = zip_source_buffer_create(copy, zip_uint64_t(bytes.count), 1, &error) else {
      free(copy)
      throw refused("cannot be opened: \(String(cString: zip_error_strerror(&error)))")
    }
    guard let opened = zip_open_from_source(source, Int32(ZIP_RDONLY) | Int32(ZIP_CHECKCONS), &error) else {
      zip_source_free(source)
      throw refused(
        "the workbook is damaged or cut off: \(String(cString: zip_error_strerror(&error)))",
        advice: "Open and save it in a spreadsheet program, or ask for it again")
    }
    archive = opened
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
  func open(_ name: String) throws(DiagnosticError) -> ZipPart? {
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
    let allowed = min(limits.inflatedBytes, max(limits.ratioFloor, limits.inflationRatio * Int(information.comp_size)))
    if information.size > zip_uint64_t(allowed) { throw tooLarge(name, allowed) }
    guard let handle = zip_fopen_index(archive, index, 0) else { throw refused("the part \(name) cannot be read") }
    return ZipPart(handle, name: name, archive: self, allowed: allowed)
  }

  func refused(_ message: String, advice: String? = nil) -> DiagnosticError {
    DiagnosticError(
      .content, Diagnostic(.error, code: "I-301", at: SourceLocation(file: file), message, advice: advice))
  }

  fileprivate func tooLarge(_ name: String, _ allowed: Int) -> DiagnosticError {
    DiagnosticError(
      .content,
      Diagnostic(
        .error, code: "I-302", at: SourceLocation(file: file),
        "the part \(name) inflates to more than \(allowed >> 20) MB (at most \(limits.inflatedBytes >> 20) MB, and "
          + "\(limits.inflationRatio) times its packed size)",
        advice: "This is no table a department sends; look where it comes from"))
  }

  /// What the file is when it does not begin like a zip archive.
  private func notAnArchive(_ bytes: [UInt8]) -> (message: String, advice: String)? {
    if bytes.isEmpty { return ("the file is empty", "Export or copy it again") }
    if bytes.starts(with: [0x50, 0x4B]) { return nil }
    if bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) {
      // The directory of a compound file holds names in UTF-16.
      let mark = Array("EncryptedPackage".utf8.map { [$0, 0] }.joined())
      if bytes.indices.contains(where: { bytes[$0...].starts(with: mark) }) {
        return ("the workbook is encrypted", "Open it with its password, remove the password, and save it again")
      }
      return (
        "an old binary workbook (.xls), not .xlsx", "Open it in a spreadsheet program and save it as .xlsx or CSV"
      )
    }
    return ("not an .xlsx workbook", "If it is text, name it .csv; else open it and save it as .xlsx")
  }
}

/// One part of an archive while it is inflated.
final class ZipPart: XMLSource {
  let name: String
  private let handle: OpaquePointer
  private let archive: ZipArchive
  private let allowed: Int
  private var total = 0

  fileprivate init(_ handle: OpaquePointer, name: String, archive: ZipArchive, allowed: Int) {
    self.handle = handle
    self.name = name
    self.archive = archive
    self.allowed = allowed
  }

  deinit { zip_fclose(handle) }

  func read(into buffer: UnsafeMutableRawBufferPointer) throws(DiagnosticError) -> Int {
    let count = zip_fread(handle, buffer.baseAddress, zip_uint64_t(buffer.count))
    guard count >= 0 else {
      throw archive.refused(
        "the part \(name) is damaged: its packed data cannot be read", advice: "Ask for the file again")
    }
    total += Int(count)
    if total > allowed { throw archive.tooLarge(name, allowed) }
    return Int(count)
  }
}
