import Diagnostics
import SurveyModel
import Synchronization

/// What surrounds the work of one run: the lock, the record of the attempt, its log, and what is left when it is stopped.
public final class RunSession: Sendable {
  private struct State {
    var root: String?
    var lock: RunLock?
    var attempt: Attempt
    /// Whether the record of the attempt is kept on disk.
    var isRecorded = false
    var stage: String?
    var start = Clock.now()
  }

  /// As it was typed.
  let command: String
  private let waiting: Int64
  private let log: RunLog
  private let state: Mutex<State>
  let scratch = RunScratch()

  /// - Parameters:
  ///   - command: what is run, as it was typed, for the lock and the record.
  ///   - seconds: how long to wait for another run to end.
  ///   - logFile: a file that the log is added to as well.
  ///   - format: how lines are written there.
  ///   - echo: is given each line.
  public init(
    command: String = "bizclimate", waiting seconds: Int = 0, logFile: String? = nil, format: LogFormat = .text,
    echo: (@Sendable (LogLine) -> Void)? = nil
  ) {
    self.command = command
    waiting = Int64(seconds) * 1000
    log = RunLog(file: logFile, format: format, echo: echo)
    state = Mutex(State(attempt: Attempt(command: command, to: nil)))
  }

  /// The last lines of the log.
  public var lastLines: [LogLine] { log.lastLines }

  /// Whether anything was written down that `bizclimate log` shows.
  public var isRecorded: Bool { state.withLock { $0.isRecorded } }

  /// Takes the lock and removes what killed runs left.
  ///
  /// - Throws: kind `locked` when another run has it, and where the output root cannot be written to.
  func lock(_ root: String, _ locking: RunLocking) async throws(DiagnosticError) {
    try log.check()
    try scratch.step { () throws(DiagnosticError) in try FileSystem.createFolder(root + "/.state", mode: 0o700) }
    guard locking == .flock else { return state.withLock { $0.root = root } }
    let lock = try await RunLock(root: root, command: command, waiting: waiting)
    state.withLock { ($0.root, $0.lock) = (root, lock) }
    try scratch.step { () throws(DiagnosticError) in
      try RunFolder(root: root, scratch: scratch).removeLeftovers()
    }
  }

  /// Takes the lock and begins the record of an attempt.
  func begin(_ root: String, _ locking: RunLocking, to stage: Stage?) async throws(DiagnosticError) {
    try await lock(root, locking)
    try record(root, to: stage)
  }

  private func record(_ root: String, to stage: Stage?) throws(DiagnosticError) {
    try FileSystem.createFolder(Attempt.folder(root), mode: 0o700)
    let attempt = state.withLock {
      $0.root = root
      $0.attempt.to = stage?.rawValue
      $0.isRecorded = true
      return $0.attempt
    }
    try attempt.save(root: root)
    log.follow(attemptFile: Attempt.logFile(attempt.attempt, root: root))
    log.add(.info, code: "L-001", command, data: ["pid": .number(Double(attempt.pid)), "host": .text(attempt.host)])
  }

  /// Writes down what happens in a run.
  func note(_ event: RunEvent) {
    switch event {
    case .identified(let run):
      log.name(run: run)
      state.withLock { $0.attempt.run = run }
    case .stageFinished(let stage, let summary, let seconds):
      state.withLock {
        $0.stage = stage.rawValue
        $0.attempt.stages.append(Attempt.StageTime(name: stage.rawValue, seconds: seconds, summary: summary))
      }
      log.add(.info, stage: stage.rawValue, code: "L-002", summary, data: ["seconds": .number(seconds)])
    case .stageSkipped(let stage):
      state.withLock {
        $0.stage = stage.rawValue
        $0.attempt.stages.append(Attempt.StageTime(name: stage.rawValue, seconds: 0, summary: "fresh, skipped"))
      }
      log.add(.info, stage: stage.rawValue, code: "L-007", "fresh, skipped")
    case .note(let stage, let text): log.add(.debug, stage: stage.rawValue, code: "L-003", text)
    case .warning(let stage, let text): log.add(.warn, stage: stage.rawValue, code: "R-030", text)
    case .progress: break
    case .published(let run):
      state.withLock { $0.attempt.published = true }
      log.add(.info, code: "L-004", "published \(run)")
    case .revised(let text): log.add(.info, code: "L-008", text)
    }
  }

  /// Ends the record of a run that did all that was asked, and lets go of the lock.
  func succeed() { end(0) }

  /// Writes down why a run failed, ends its record and lets go of the lock.
  ///
  /// - Parameters:
  ///   - error: every problem.
  ///   - root: where the record goes when the run failed before that was certain; nil: unknown.
  func fail(_ error: DiagnosticError, root: String?) {
    let isBegun = state.withLock { $0.isRecorded }
    // A run that another one kept out has not been attempted.
    if !isBegun, error.kind != .locked, let root, FileSystem.isFolder(root) { try? record(root, to: nil) }
    let stage = state.withLock { state -> String? in
      state.attempt.problem = error.diagnostics.first?.description
      guard isBegun else { return nil }
      guard let finished = state.stage.flatMap(Stage.init(rawValue:)) else { return Stage.ingest.rawValue }
      return Stage.allCases.first { finished < $0 }?.rawValue
    }
    for diagnostic in error.diagnostics {
      var data: [String: LogValue] = [:]
      if let location = diagnostic.location {
        data["file"] = .text(location.file)
        data["line"] = location.line.map { .number(Double($0)) }
        data["column"] = location.column.map { .number(Double($0)) }
      }
      log.add(
        diagnostic.severity == .error ? .error : .warn, stage: stage, code: diagnostic.code, diagnostic.description,
        data: data)
    }
    end(error.kind.exitCode)
  }

  private func end(_ exitCode: Int32) {
    let isRecorded = state.withLock { $0.isRecorded }
    log.add(
      exitCode == 0 ? .info : .error, code: "L-005", exitCode == 0 ? "done" : "failed with exit code \(exitCode)",
      data: ["exit_code": .number(Double(exitCode))])
    let (root, attempt, lock) = state.withLock { state in
      let now = Clock.now()
      state.attempt.ended = Clock.text(now)
      state.attempt.seconds = Double(now - state.start) / 1000
      state.attempt.exitCode = exitCode
      state.attempt.warnings = log.count(.warn)
      // The last line is not a problem of its own.
      state.attempt.errors = log.count(.error) - (exitCode == 0 ? 0 : 1)
      let lock = state.lock
      state.lock = nil
      return (state.root, state.attempt, lock)
    }
    // What was done stays done when the record of it cannot be written.
    if isRecorded, let root { try? attempt.save(root: root) }
    lock?.release()
  }

  /// Lets go of the lock of what keeps no record.
  func unlock() {
    let lock = state.withLock { state in
      let lock = state.lock
      state.lock = nil
      return lock
    }
    lock?.release()
  }

  /// Ends a run because of a signal: passing files are removed, the record is ended, the lock let go.
  ///
  /// - Parameters:
  ///   - signal: its name, for the log.
  ///   - exitCode: what the program ends with.
  ///   - leave: tells the user, and leaves the program.
  public func stop(signal: String, exitCode: Int32, _ leave: (_ isPublished: Bool) -> Never) -> Never {
    scratch.stop(within: 700) {
      let (stage, isPublished) = state.withLock { ($0.stage, $0.attempt.published) }
      log.add(.error, code: "L-006", "stopped by \(signal)" + (stage.map { ", after \($0)" } ?? ""))
      end(exitCode)
      leave(isPublished)
    }
  }
}
