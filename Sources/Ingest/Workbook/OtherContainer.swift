import Diagnostics
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a file is that is named as a workbook but does not begin like a zip archive.
struct OtherContainer {
  let message: String
  let advice: String

  private init(_ message: String, _ advice: String) {
    self.message = message
    self.advice = advice
  }

  /// Nil for a file in memory that begins like a zip archive.
  init?(_ bytes: [UInt8]) {
    if bytes.starts(with: Self.zip) { return nil }
    let isEncrypted = bytes.starts(with: Self.compound) && bytes.withUnsafeBytes { Self.holdsEncryptedPackage($0) }
    self = Self.named(start: bytes.prefix(Self.startBytes), isEncrypted: isEncrypted)
  }

  /// Nil for a file on disk that begins like a zip archive.
  ///
  /// - Throws: ``DiagnosticError`` when it cannot be read.
  init?(path: String, shownAs file: String) throws(DiagnosticError) {
    guard let stream = fopen(path, "r") else {
      // Says why, in the words for every file.
      self.init(try readFile(path, shownAs: file))
      return
    }
    defer { fclose(stream) }
    var chunk = [UInt8](repeating: 0, count: 1 << 20)
    var count = fread(&chunk, 1, chunk.count, stream)
    if count == 0 {
      // A folder, or an empty file.
      self.init(try readFile(path, shownAs: file))
      return
    }
    let start = chunk[..<min(count, Self.startBytes)]
    if start.starts(with: Self.zip) { return nil }
    var isEncrypted = false
    if start.starts(with: Self.compound) {
      // Chunks overlap by more than the mark, which may lie across their border.
      let overlap = 64
      var kept = 0
      while count > 0, !isEncrypted {
        let end = kept + count
        isEncrypted = chunk.withUnsafeBytes { Self.holdsEncryptedPackage(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
        let tail = Array(chunk[max(0, end - overlap)..<end])
        kept = tail.count
        chunk.replaceSubrange(..<kept, with: tail)
        count = chunk.withUnsafeMutableBytes { all in
          fread(all.baseAddress.map { $0 + kept }, 1, all.count - kept, stream)
        }
      }
    }
    self = Self.named(start: start, isEncrypted: isEncrypted)
  }

  /// Bytes that tell what a file is.
  private static let startBytes = 4096
  private static let zip: [UInt8] = [0x50, 0x4B]
  /// The compound file of old office programs, which also wraps encrypted workbooks.
  private static let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

  private static func named(start: ArraySlice<UInt8>, isEncrypted: Bool) -> OtherContainer {
    if start.isEmpty { return OtherContainer("the file is empty", "Export or copy it again") }
    if start.starts(with: compound) {
      return isEncrypted
        ? OtherContainer(
          "the workbook is encrypted", "Open it with its password, remove the password, and save it again")
        : OtherContainer(
          "an old binary workbook (.xls), not .xlsx", "Open it in a spreadsheet program and save it as .xlsx or CSV")
    }
    let text = start.drop { $0 >= 0xBB || isSpace($0) }
    if text.first == UInt8(ascii: "<") {
      return OtherContainer(
        "not an .xlsx workbook but a page of HTML or XML", "Open it in a spreadsheet program and save it as .xlsx")
    }
    if start.contains(0) {
      return OtherContainer("not an .xlsx workbook", "Open it in the program that made it and save it as .xlsx")
    }
    return OtherContainer(
      "not an .xlsx workbook, but probably text", "If it is a CSV file, name it .csv; else save it as .xlsx")
  }

  /// The directory of a compound file holds names in UTF-16.
  private static func holdsEncryptedPackage(_ bytes: UnsafeRawBufferPointer) -> Bool {
    let mark = Array("EncryptedPackage".unicodeScalars.map { [UInt8(ascii: $0), 0] }.joined())
    var rest = bytes[...]
    while let start = rest.firstIndex(of: mark[0]) {
      if bytes[start...].starts(with: mark) { return true }
      rest = bytes[(start + 1)...]
    }
    return false
  }
}
