#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Wall and processor time from a moment on, in seconds.
public struct Stopwatch: Sendable {
  private let wall = seconds(CLOCK_MONOTONIC)
  private let cpu = seconds(CLOCK_PROCESS_CPUTIME_ID)

  public init() {}

  public var wallSeconds: Double { seconds(CLOCK_MONOTONIC) - wall }

  /// Of all threads of the process, user and system time together.
  public var cpuSeconds: Double { seconds(CLOCK_PROCESS_CPUTIME_ID) - cpu }
}

private func seconds(_ clock: clockid_t) -> Double {
  var time = timespec()
  clock_gettime(clock, &time)
  return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
}
