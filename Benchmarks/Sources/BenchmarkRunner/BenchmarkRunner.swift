import Diagnostics
import Expressions
import Measuring
import Tables

/// Runs one task over one file and prints one line of JSON: `BenchmarkRunner TASK FILE`.
@main
struct BenchmarkRunner {
  static func main() throws {
    let arguments = Array(CommandLine.arguments.dropFirst())
    switch arguments.first {
    case "generate" where arguments.count == 3:
      try Files.write(SurveyFile.bytes(rows: Int(arguments[1]) ?? 0), to: arguments[2])
    case "read" where arguments.count == 2: try report("read", readTask(arguments[1]))
    case "groups" where arguments.count == 2: try report("groups", groupsTask(arguments[1]))
    case "rules" where arguments.count == 3:
      try report("rules", rulesTask(arguments[1], rules: arguments[2]))
    case "each" where arguments.count == 3: try eachRule(arguments[1], rules: arguments[2])
    case "scaling" where arguments.count == 2: try scaling(folder: arguments[1])
    default:
      print(
        "usage: BenchmarkRunner generate ROWS FILE | read FILE | groups FILE | rules FILE RULES | each FILE RULES | scaling FOLDER"
      )
    }
  }

  /// Reading time against the number of rows, from files made for it; the seconds a million rows should stay the same.
  private static func scaling(folder: String) throws {
    print("rows      seconds  seconds per million rows")
    for rows in [10_000, 100_000, 1_000_000, 5_000_000] {
      let file = "\(folder)/survey-\(rows).csv"
      try Files.write(SurveyFile.bytes(rows: rows), to: file)
      var times: [Double] = []
      for _ in 0..<5 { times.append(try readTask(file).wall) }
      let median = times.sorted()[2]
      let perMillion = formatFixed(median * 1_000_000 / Double(rows), decimals: 3)
      print("\(rows)\t\(formatFixed(median, decimals: 4))\t\(perMillion)")
    }
  }

  private static func report(_ task: String, _ measured: Measured) throws {
    let result = measured.result.map { shortestText($0) }.joined(separator: ",")
    print(
      "{\"task\":\"\(task)\",\"wall_s\":\(shortestText(measured.wall)),\"cpu_s\":\(shortestText(measured.cpu)),"
        + "\"result\":[\(result)]}")
  }
}

/// A task's times in seconds, and its numbers, by which contestants are compared.
struct Measured {
  var wall: Double
  var cpu: Double
  var result: [Double]

  init(_ body: () throws -> [Double]) rethrows {
    let watch = Stopwatch()
    result = try body()
    wall = watch.wallSeconds
    cpu = watch.cpuSeconds
  }
}

/// Reads the file typed; the row count and the sum of each number column, which are taken after the clock has stopped.
func readTask(_ file: String) throws -> Measured {
  var table: Table?
  var measured = try Measured {
    table = try CSVTableReader.read(file, shownAs: file).table
    return []
  }
  guard let table else { return measured }
  measured.result = [Double(table.rowCount)]
  for column in table.columns where column.type.isNumeric { measured.result.append(sum(of: column)) }
  return measured
}

private func sum(of column: Column) -> Double {
  var total = 0.0
  var whole = 0
  switch column.storage {
  case .int8(let values): for value in values { whole += Int(value) }
  case .int16(let values): for value in values { whole += Int(value) }
  case .int32(let values): for value in values { whole += Int(value) }
  case .int64(let values): for value in values { whole += Int(value) }
  case .double(let values): for value in values { total += value }
  default: break
  }
  return total + Double(whole)
}
