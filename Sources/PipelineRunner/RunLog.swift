import Diagnostics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How lines of a log are written.
public enum LogFormat: String, Sendable, CaseIterable {
  case text, json

  func bytes(_ line: LogLine) -> [UInt8] {
    switch self {
    case .text: [UInt8]((line.text + "\n").utf8)
    case .json: [UInt8]((line.json + "\n").utf8)
    }
  }
}

/// Where the lines of one run go: the log of the attempt, a file that was asked for, whoever listens.
///
/// Files are opened anew for every line and only added to, so that a rotated log needs no signal. A line that cannot be
/// written is no reason to stop a run.
final class RunLog: Sendable {
  private struct State {
    var run: String?
    var attemptFile: String?
    var last: [LogLine] = []
    var counts: [LogLevel: Int] = [:]
  }

  /// How many lines are kept for the message of a failure; what was found in sources is left to `bizclimate log`.
  static let keptLines = 20

  private let file: String?
  private let format: LogFormat
  private let echo: (@Sendable (LogLine) -> Void)?
  private let state = Mutex(State())

  init(file: String?, format: LogFormat, echo: (@Sendable (LogLine) -> Void)?) {
    self.file = file
    self.format = format
    self.echo = echo
  }

  /// - Throws: kind `cannotCreate` or `noPermission` when the file that was asked for cannot be written to.
  func check() throws(DiagnosticError) {
    guard let file else { return }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      let code = errno
      throw DiagnosticError(
        code == EACCES || code == EPERM ? .noPermission : .cannotCreate,
        Diagnostic(
          .error, code: "O-012", at: SourceLocation(file: file),
          "the log cannot be written: \(String(cString: strerror(code)))",
          advice: "Give another file with --log-file"))
    }
    close(descriptor)
  }

  /// From here on lines go to the log of an attempt too; those that came before are written there first.
  func follow(attemptFile: String) {
    state.withLock { state in
      state.attemptFile = attemptFile
      for line in state.last { Self.append(LogFormat.json.bytes(line), to: attemptFile, mode: 0o600) }
    }
  }

  func name(run: String) { state.withLock { $0.run = run } }

  /// Adds a line, and gives it to whoever listens.
  func add(
    _ level: LogLevel, stage: String? = nil, code: String, _ message: String, data: [String: LogValue] = [:]
  ) {
    let line = state.withLock { state in
      let line = LogLine(
        t: Clock.text(Clock.now()), level: level, run: state.run, stage: stage, code: code, msg: message, data: data)
      if level > .debug { state.last = state.last.suffix(Self.keptLines - 1) + [line] }
      state.counts[level, default: 0] += 1
      if let path = state.attemptFile { Self.append(LogFormat.json.bytes(line), to: path, mode: 0o600) }
      if let file { Self.append(format.bytes(line), to: file, mode: 0o644) }
      return line
    }
    echo?(line)
  }

  var lastLines: [LogLine] { state.withLock { $0.last } }

  func count(_ level: LogLevel) -> Int { state.withLock { $0.counts[level] ?? 0 } }

  private static func append(_ bytes: [UInt8], to path: String, mode: mode_t) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, mode)
    guard descriptor >= 0 else { return }
    // One call a line: lines of two writers do not mix.
    _ = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
    close(descriptor)
  }
}
