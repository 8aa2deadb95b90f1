import Diagnostics
import Tables

/// Runs one task and prints one line of JSON, or the table of the coverage simulation.
@main
struct EstimationBenchmarkRunner {
  static let usage = """
    usage: EstimationBenchmarkRunner estimates ROWS           means with Taylor standard errors, from a table in memory
           EstimationBenchmarkRunner complete ROWS            the same where no value is missing
           EstimationBenchmarkRunner csv FILE                 the same from a file
           EstimationBenchmarkRunner replicates ROWS          500 Rao-Wu replicates
           EstimationBenchmarkRunner suppression FIRMS        secondary suppression in linked tables of two waves
           EstimationBenchmarkRunner generate ROWS FILE       write the sample for other programs
           EstimationBenchmarkRunner generate-complete ROWS FILE  the one where no value is missing
           EstimationBenchmarkRunner coverage [SAMPLES SEED]  coverage of intervals in repeated samples
           EstimationBenchmarkRunner populations COUNT SAMPLES  the same, mean over populations that are made alike
    """

  static func main() async {
    let arguments = Array(CommandLine.arguments.dropFirst())
    let rows = arguments.count > 1 ? Int(arguments[1]) ?? 0 : 0
    do throws(DiagnosticError) {
      switch arguments.first {
      case "estimates" where rows > 0: print(try await estimatesTask(GeneratedSample(rows: rows)).json("estimates"))
      case "complete" where rows > 0:
        print(try await estimatesTask(GeneratedSample(rows: rows, isComplete: true)).json("estimates"))
      case "csv" where arguments.count == 2: print(try await csvTask(arguments[1]).json("csv"))
      case "suppression" where rows > 0: print(try suppressionTask(firms: rows).json("suppression"))
      case "replicates" where rows > 0: print(try replicatesTask(GeneratedSample(rows: rows)).json("replicates"))
      case "generate" where rows > 0 && arguments.count == 3,
        "generate-complete" where rows > 0 && arguments.count == 3:
        let isComplete = arguments[0] != "generate"
        let bytes = writeCSV(GeneratedSample(rows: rows, isComplete: isComplete).table)
        guard write(bytes, to: arguments[2]) else { exit(failing: "cannot write \(arguments[2])") }
      case "coverage":
        let seed = arguments.count > 2 ? UInt64(arguments[2]) ?? 2 : 2
        if !CoverageSimulation(samples: rows > 0 ? rows : 2000, seed: seed).run() {
          exit(failing: "simulate-coverage: a target was missed")
        }
      case "populations" where rows > 0 && arguments.count == 3:
        if !CoverageSimulation.runOver(populations: rows, samples: Int(arguments[2]) ?? 2000) {
          exit(failing: "simulate-coverage: a target was missed")
        }
      default: print(usage)
      }
    } catch {
      for diagnostic in error.diagnostics { print(diagnostic) }
      exit(failing: "")
    }
  }
}
