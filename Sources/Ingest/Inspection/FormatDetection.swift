import Diagnostics
import SurveyModel
import Tables

/// The container of a file, by its first bytes, then by its ending.
///
/// - Parameters:
///   - path: where the file is; no more than its beginning is read.
///   - shown: what messages name; its ending counts where the first bytes do not tell.
/// - Returns: what a gzip file holds, where it is one.
/// - Throws: kind `missingInput` when there is no such file, `content` when it is a damaged gzip file.
func detectFormat(path: String, shownAs shown: String) throws(DiagnosticError) -> SourceFormat {
  var bytes = try start(of: FileXMLSource(try FileStream(path, shownAs: shown)))
  if bytes.starts(with: [0x50, 0x4B, 0x03, 0x04]) || bytes.starts(with: [0xD0, 0xCF, 0x11, 0xE0]) { return .xlsx }
  var endings = shown.split(separator: ".").map { $0.lowercased() }
  if isGzip(bytes) {
    // The sizes are compared when the file is read as a whole.
    let packed = FileXMLSource(try FileStream(path, shownAs: shown))
    bytes = try start(of: try GzipSource(packed, packedBytes: bytes.count, file: shown, limits: IngestLimits()))
    if endings.last == "gz" { endings.removeLast() }
  }
  let ending = endings.last ?? ""
  if let format = statisticalFormat(bytes) { return format }
  let start = bytes.prefix(64).filter { $0 != 0 && $0 < 0x80 && $0 > 0x20 }
  if ending == "xml" || ending == "lss" || start.starts(with: Array("<?xml".utf8)) { return .xml }
  return .csv
}

/// The first bytes of a file, enough to tell its kind.
private func start(of source: any XMLSource) throws(DiagnosticError) -> [UInt8] {
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 512, alignment: 1)
  defer { buffer.deallocate() }
  var filled = 0
  while filled < buffer.count {
    let count = try source.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[filled...]))
    guard count > 0 else { break }
    filled += count
  }
  return Array(buffer[..<filled])
}

/// SPSS and Stata files name themselves in their first bytes.
private func statisticalFormat(_ bytes: [UInt8]) -> SourceFormat? {
  if bytes.starts(with: Array("$FL2".utf8)) || bytes.starts(with: Array("$FL3".utf8)) {
    return SourceFormat(rawValue: "sav")
  }
  if bytes.starts(with: Array("<stata_dta>".utf8)) { return SourceFormat(rawValue: "dta") }
  // Older Stata files: version 104 to 115, byte order 1 or 2, then 1 and 0.
  if bytes.count > 109, (104...115).contains(bytes[0]), bytes[1] == 1 || bytes[1] == 2, bytes[2] == 1, bytes[3] == 0 {
    return SourceFormat(rawValue: "dta")
  }
  return nil
}

/// The path of the elements that repeat, nearest to the root: what a ledger's records are.
///
/// - Returns: a path such as `/ledger/case`; nil when no element below the root repeats, and for submissions of forms,
///   which need none.
/// - Throws: kind `content` when the document is not well-formed.
func proposedRecordPath(path: String, shownAs shown: String) throws(DiagnosticError) -> String? {
  guard var input = try XMLFiles(path, folder: ".").inputs.first else { return nil }
  input.file = shown
  guard case .other = try XMLDocumentKind(try input.stream(IngestLimits())) else { return nil }
  let stream = try input.stream(IngestLimits())
  var open: [String] = []
  var counts: [String: (count: Int, depth: Int)] = [:]
  let deepest = 4
  while true {
    switch try stream.next() {
    case .start:
      if open.count >= stream.depth { open.removeLast(open.count - stream.depth + 1) }
      open.append(stream.name.map { String(cString: $0) } ?? "")
      guard open.count <= deepest else { continue }
      let path = "/" + open.joined(separator: "/")
      counts[path, default: (0, open.count)].count += 1
    case .finished:
      let repeated = counts.filter { $0.value.count > 1 }
      return repeated.min { a, b in
        (a.value.depth, -a.value.count, a.key) < (b.value.depth, -b.value.count, b.key)
      }?.key
    default: continue
    }
  }
}
