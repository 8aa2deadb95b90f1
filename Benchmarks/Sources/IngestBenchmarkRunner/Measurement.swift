import Measuring
import Tables

/// Wall and processor seconds of what is measured, in one or several goes.
struct Measurement {
  private var wall = 0.0
  private var cpu = 0.0

  mutating func measure<Result>(_ body: () throws -> Result) rethrows -> Result {
    let watch = Stopwatch()
    defer {
      wall += watch.wallSeconds
      cpu += watch.cpuSeconds
    }
    return try body()
  }

  var json: String { "\"wall_s\":\(shortestText(wall)),\"cpu_s\":\(shortestText(cpu))" }
}
