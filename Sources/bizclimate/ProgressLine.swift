import PipelineRunner
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// One line at the bottom of a terminal that says how far a run has come; elsewhere nothing.
final class ProgressLine: Sendable {
  private struct State {
    var isShown = false
    var last: Double = 0
    var step = ""
    var start: Double = 0
  }

  private let state = Mutex(State())
  private let isTerminal: Bool

  /// - Parameter isWanted: false with `--quiet`, and where a program reads.
  init(isWanted: Bool) {
    let terminal = getenv("TERM").map { String(cString: $0) } ?? ""
    isTerminal = isWanted && isatty(STDERR_FILENO) != 0 && !terminal.isEmpty && terminal != "dumb"
  }

  /// Takes the line away before anything else is printed.
  func clear() {
    state.withLock { state in
      guard state.isShown else { return }
      state.isShown = false
      Self.put("\r\u{1B}[K")
    }
  }

  func show(_ progress: RunProgress) {
    guard isTerminal else { return }
    let now = Self.seconds
    state.withLock { state in
      if state.step != progress.step {
        state.step = progress.step
        state.start = now
      }
      guard now - state.last > 0.1 || progress.done == progress.total else { return }
      state.last = now
      state.isShown = progress.done < progress.total
      Self.put("\r\u{1B}[K" + (state.isShown ? Self.text(progress, seconds: now - state.start) : ""))
    }
  }

  /// `aggregate   re-draws 2025: 420 of 1,000 (42 %), 3 s left`.
  static func text(_ progress: RunProgress, seconds: Double) -> String {
    let share = progress.total > 0 ? Double(progress.done) / Double(progress.total) : 0
    var text = "\(progress.stage.rawValue)  \(progress.step): \(progress.done) of \(progress.total)"
    text += " (\(Int(share * 100)) %)"
    if share > 0, seconds > 1 { text += ", \(Int((seconds * (1 - share) / share).rounded(.up))) s left" }
    return text
  }

  private static var seconds: Double {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  private static func put(_ text: String) {
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}
