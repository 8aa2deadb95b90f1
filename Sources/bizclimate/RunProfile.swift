import PipelineRunner
import Synchronization
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Where the time and the memory of a run went. It listens to the log and knows nothing of what a run writes.
final class RunProfile: Sendable {
  private struct Step {
    var name: String
    var seconds: Double
    /// Of all threads together.
    var processorSeconds: Double
    /// Bytes; nil where the system does not tell.
    var peak: Int?
  }

  private struct State {
    var steps: [Step] = []
    var clock = ProcessUse.seconds(CLOCK_MONOTONIC)
    var processorClock = ProcessUse.seconds(CLOCK_PROCESS_CPUTIME_ID)
  }

  private let state = Mutex(State())
  /// Whether the peak of each step is its own; elsewhere it is the highest until its end.
  private let isPeakByStep = ProcessUse.resetPeak()

  /// Ends a step where the log says that one came to its end.
  func note(_ line: LogLine) {
    // An attempt begins once the configuration is read and the lock is held.
    if line.code == "L-001" { end("configuration") }
    if ["L-002", "L-007"].contains(line.code), let stage = line.stage { end(stage) }
  }

  /// Ends the last step: what comes after the last stage.
  func finish() { end("finish") }

  private func end(_ name: String) {
    state.withLock { state in
      let now = ProcessUse.seconds(CLOCK_MONOTONIC)
      let processor = ProcessUse.seconds(CLOCK_PROCESS_CPUTIME_ID)
      state.steps.append(
        Step(
          name: name, seconds: now - state.clock, processorSeconds: processor - state.processorClock,
          peak: ProcessUse.peak()))
      (state.clock, state.processorClock) = (now, processor)
    }
    _ = ProcessUse.resetPeak()
  }

  /// The table, a step a line, and their sum.
  var lines: [String] {
    let steps = state.withLock { $0.steps }
    let total = Step(
      name: "total", seconds: steps.reduce(0) { $0 + $1.seconds },
      processorSeconds: steps.reduce(0) { $0 + $1.processorSeconds }, peak: steps.compactMap(\.peak).max())
    var lines = ["stage".padded(to: 15) + Self.cells(["seconds", "CPU s", "peak MB"])]
    for step in steps + [total] {
      let peak = step.peak.map { formatFixed(Double($0) / 1_048_576, decimals: 1) } ?? "-"
      lines.append(
        step.name.padded(to: 15)
          + Self.cells([
            formatFixed(step.seconds, decimals: 3), formatFixed(step.processorSeconds, decimals: 3), peak,
          ]))
    }
    if !isPeakByStep { lines.append("Peak memory is the highest from the start to the end of each stage.") }
    return lines
  }

  private static func cells(_ texts: [String]) -> String {
    texts.map { String(repeating: " ", count: max(1, 10 - $0.count)) + $0 }.joined()
  }
}

/// What the system says that this process has used.
private enum ProcessUse {
  static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }

  /// The largest resident memory in bytes, on Linux since it was last reset; nil where it is not told.
  static func peak() -> Int? {
    #if canImport(Darwin)
      var usage = rusage()
      return getrusage(RUSAGE_SELF, &usage) == 0 ? usage.ru_maxrss : nil
    #else
      let descriptor = open("/proc/self/status", O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      defer { close(descriptor) }
      var bytes = [UInt8](repeating: 0, count: 8192)
      let count = bytes.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      for line in bytes.prefix(max(0, count)).split(separator: UInt8(ascii: "\n")) {
        let words = String(decoding: line, as: UTF8.self).split(whereSeparator: \.isWhitespace)
        if words.count > 1, words[0] == "VmHWM:" { return Int(words[1]).map { $0 * 1024 } }
      }
      return nil
    #endif
  }

  /// Lets the peak count anew (Linux, `clear_refs`); false where that cannot be done.
  static func resetPeak() -> Bool {
    #if canImport(Darwin)
      return false
    #else
      let descriptor = open("/proc/self/clear_refs", O_WRONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return false }
      defer { close(descriptor) }
      return write(descriptor, "5", 1) == 1
    #endif
  }
}
