import Diagnostics
import Expressions
import Ingest
import Promises
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads any bytes as an XML source: as records at a path that the first byte chooses, and as submissions or a message
/// without a path. A promise of the reader that is broken stops the process, which libFuzzer reports with the bytes
/// that did it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzXML(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let bytes = Array(UnsafeBufferPointer(start: start, count: count))
  let path = fuzzedFile.path
  write(bytes, to: path)
  for record in [nil, "/l/c", "/data/r", "/data/g/r/s"] {
    let (first, second) = (attempt(path, record), attempt(path, record))
    switch (first, second) {
    case (.success(let result), .success(let again)):
      promise(result.counts == again.counts && result.notes == again.notes, "the same bytes give the same reading")
      promise(result.dataset.table.columns == again.dataset.table.columns, "the same bytes give the same table")
      check(result, of: bytes)
    case (.failure(let error), .failure(let again)):
      promise(error.diagnostics == again.diagnostics, "the same bytes give the same error")
      check(error, of: bytes)
    default: promise(false, "the same bytes are always read or always refused")
    }
  }
  return 0
}

/// A file in memory where the system has such, since a source is a file.
private struct FuzzedFile {
  let path: String

  init() {
    let folder = access("/dev/shm", W_OK) == 0 ? "/dev/shm" : "/tmp"
    path = "\(folder)/fuzz-xml-\(getpid()).xml"
  }
}

private let fuzzedFile = FuzzedFile()

private func write(_ bytes: [UInt8], to path: String) {
  let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
  promise(descriptor >= 0, "the fuzzer can write its file")
  defer { close(descriptor) }
  _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
}

private func attempt(_ path: String, _ record: String?) -> Result<IngestResult, DiagnosticError> {
  // Published figures need no declared columns: every field becomes one.
  let source = SourceDefinition(name: "f", role: .published, path: path, format: .xml, recordPath: record)
  do throws(DiagnosticError) {
    return .success(try ingest(source, wave: 2025, pipeline: pipeline, folder: "/"))
  } catch {
    return .failure(error)
  }
}

private func check(_ error: DiagnosticError, of bytes: [UInt8]) {
  promise(!error.diagnostics.isEmpty, "a refusal says something")
  for diagnostic in error.diagnostics {
    promise(diagnostic.severity == .error && !diagnostic.message.isEmpty, "an error says something")
    if let line = diagnostic.location?.line {
      promise((1...bytes.count + 1).contains(line), "the error is in a line of the file")
    }
  }
}

private func check(_ result: IngestResult, of bytes: [UInt8]) {
  let counts = result.counts
  promise(counts.rowsIn == counts.rowsKept + counts.rowsQuarantined, "rows in are rows kept and rows set aside")
  promise(result.quarantine.count == counts.rowsQuarantined, "every row set aside is told of")
  promise(result.dataset.table.rowCount == counts.rowsKept, "rows kept are in the table")
  promise(result.dataset.table.rowCount <= bytes.count, "every row has a tag of its own")
  for column in result.dataset.table.columns {
    promise(column.count == counts.rowsKept, "every column has every row")
  }
}

private let pipeline = PipelineDefinition(
  id: "fuzz", title: LocalizedText("fuzz"), edition: "1", wave: 2025, asOf: "2025-12-31", output: "out")
