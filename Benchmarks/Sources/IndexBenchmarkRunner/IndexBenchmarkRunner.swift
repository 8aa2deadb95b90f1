import CompositeIndex
import Diagnostics

/// Builds composite indices and their uncertainty, and prints one line of JSON for each measurement.
@main
struct IndexBenchmarkRunner {
  static let usage = """
    usage: IndexBenchmarkRunner asem IDATA IMETA    the worked example of COINr, its uncertainty and sensitivity
           IndexBenchmarkRunner large               1,000 units, 100 indicators, 1,000 draws of weights
    """

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    do throws(DiagnosticError) {
      switch (arguments.first, arguments.count) {
      case ("asem", 3): for line in try asemTask(data: arguments[1], metadata: arguments[2]) { print(line) }
      case ("large", 1): print(try largeTask())
      default: print(usage)
      }
    } catch {
      for diagnostic in error.diagnostics { print(diagnostic) }
    }
  }
}
