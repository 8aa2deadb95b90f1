import Diagnostics
import Tables

/// Reads one file of a kind and prints one line of JSON: `IngestBenchmarkRunner KIND FILE`. Of a file
/// that is refused, the messages are printed.
///
/// A kind is an entry of ``kinds``: what is timed, and numbers by which contestants are compared.
@main
struct IngestBenchmarkRunner {
  /// Reads the file within the clock's block; the numbers are made after it.
  typealias Task = @Sendable (_ file: String, _ clock: inout Measurement) throws -> [Double]

  static let kinds: [String: Task] = [
    "inspect": inspectFile, "sav": readStatistical, "xlsx": readWorkbook, "xml": readLedger,
  ]

  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    guard arguments.count == 2, let task = kinds[arguments[0]] else {
      print("usage: IngestBenchmarkRunner \(kinds.keys.sorted().joined(separator: "|")) FILE")
      return
    }
    var clock = Measurement()
    do {
      let result = try task(arguments[1], &clock)
      let numbers = result.map { shortestText($0) }.joined(separator: ",")
      print("{\"task\":\"\(arguments[0])\",\(clock.json),\"result\":[\(numbers)]}")
    } catch let error as DiagnosticError {
      for diagnostic in error.diagnostics { print(diagnostic) }
    }
  }
}
