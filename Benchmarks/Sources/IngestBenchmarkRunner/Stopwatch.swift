import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Wall and processor seconds of what is measured.
struct Stopwatch {
  private var wall = 0.0
  private var cpu = 0.0

  mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let (wallStart, cpuStart) = (Self.seconds(CLOCK_MONOTONIC), Self.seconds(CLOCK_PROCESS_CPUTIME_ID))
    let result = try body()
    wall += Self.seconds(CLOCK_MONOTONIC) - wallStart
    cpu += Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - cpuStart
    return result
  }

  var json: String { "\"wall_s\":\(shortestText(wall)),\"cpu_s\":\(shortestText(cpu))" }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
