import ArgumentParser
import Diagnostics
import PipelineRunner
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What a command prints: the course of a run on standard output, problems on standard error.
struct Console: Sendable {
  var isQuiet: Bool
  var isVerbose: Bool

  /// A file as it is, whether quiet or not.
  func say(data bytes: [UInt8]) { write(bytes[...], to: STDOUT_FILENO) }

  /// What a program reads: one document of JSON on standard output, whether quiet or not.
  func say(json value: some Encodable) throws {
    write(try jsonDocument(value)[...], to: STDOUT_FILENO)
  }

  func tell(_ event: RunEvent) {
    switch event {
    case .stageFinished(let stage, let summary, let seconds):
      let name = stage.rawValue.padded(to: 12)
      let milliseconds = Int((seconds * 1000).rounded())
      say(name + summary + "  " + "\(milliseconds) ms")
    case .stageSkipped(let stage): say(stage.rawValue.padded(to: 12) + "fresh, skipped")
    case .note(let stage, let text):
      if isVerbose { say("  \(stage.rawValue): \(text)") }
    case .warning(let stage, let text):
      if !isQuiet { complain("bizclimate: warning: \(stage.rawValue): \(text)") }
    case .revised(let text): say(text)
    case .identified, .published, .progress: break
    }
  }

  /// The last lines of a run: every row accounted for, and where to look.
  func tell(_ result: RunResult) {
    say("Rows in = kept + quarantined at every stage:")
    for count in result.counts where count.rowsIn > 0 {
      say(
        "  \(count.stage.padded(to: 10))\("\(count.source) \(count.wave)".padded(to: 22))"
          + "\(count.rowsIn) = \(count.rowsKept) + \(count.rowsQuarantined)")
    }
    if let report = result.report {
      say("Run \(result.runID)")
      say("Report: \(report) (\((result.reportBytes + 512) / 1024) KB)")
    } else {
      say("Stopped after \(result.lastStage.rawValue); its outputs: \(result.folder)")
    }
  }

  func say(_ line: String) {
    if !isQuiet { write(line, to: STDOUT_FILENO) }
  }

  /// Lines with their ends, as they are.
  func say(bytes: [UInt8]) {
    if !isQuiet { write(bytes[...], to: STDOUT_FILENO) }
  }

  func complain(_ line: String) {
    write(line, to: STDERR_FILENO)
  }

  /// A closed pipe at the other end ends the output, not the run.
  private func write(_ line: String, to descriptor: Int32) {
    write(Array((line + "\n").utf8)[...], to: descriptor)
  }

  private func write(_ lines: ArraySlice<UInt8>, to descriptor: Int32) {
    var bytes = lines
    while !bytes.isEmpty {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress, buffer.count)
        #else
          Darwin.write(descriptor, buffer.baseAddress, buffer.count)
        #endif
      }
      guard count > 0 else { return }
      bytes = bytes.dropFirst(count)
    }
  }
}

/// Runs a command's body; prints every problem on a line of its own and exits with the failure's code.
func reporting(_ console: Console, _ body: () async throws -> Void) async throws {
  do {
    try await body()
  } catch let error as DiagnosticError {
    for diagnostic in error.diagnostics { console.complain("bizclimate: \(diagnostic)") }
    throw ExitCode(error.kind.exitCode)
  }
}

extension String {
  /// Filled with spaces on the right; full-width characters count double.
  func padded(to width: Int) -> String {
    self + String(repeating: " ", count: max(1, width - terminalWidth(self)))
  }
}
