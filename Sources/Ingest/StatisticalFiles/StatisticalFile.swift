public import SurveyModel
public import Tables

/// What a data file of a statistics program holds: values with the names, labels and missing codes that belong to them.
public struct StatisticalFile: Sendable {
  /// One column a variable, in the order of the file. Missing cells keep their kind; their codes are in `variables`.
  public internal(set) var table: Table
  /// One a column.
  var variables: [StatisticalVariable]
  public internal(set) var codebook: Codebook
  /// The title of the file.
  public internal(set) var label: String
  /// The encoding that its text was read in.
  public internal(set) var encoding: String
  /// The name of the variable that weights the cases; nil: none is set.
  public internal(set) var weight: String?
  /// What the analyst should know, for the log.
  public internal(set) var notes: [String]
}

/// The level of measurement, as the file says.
enum StatisticalMeasure: String, Sendable, Hashable {
  case unknown, nominal, ordinal, scale
}

/// One variable of a statistics file.
struct StatisticalVariable: Sendable {
  var name: String
  /// The wording of the question; empty: none.
  var label: String
  /// How the program shows it: `F8.2`, `EDATE10`, `%td`.
  var format: String
  var measure: StatisticalMeasure
  /// The name of the set of value labels; nil: none.
  var labelSet: String?
  var content: StatisticalContent
  /// In the order of the file.
  var valueLabels: [StatisticalValueLabel]
  /// User-missing values and ranges, as declared.
  var missingRanges: [StatisticalMissingRange]
  /// The kind of missing of each code that is no answer: those declared or labelled so, and those found in ranges.
  var missingCodes: [String: MissingKind]
  /// The codes of the cells that hold such a code.
  var codedCells: CodedCells
}

/// A value and what it stands for.
struct StatisticalValueLabel: Sendable, Hashable {
  /// The value as text: `1`, `-9`, `.a`, `M`.
  var code: String
  /// The value of a number; nil for text and tagged missing values.
  var number: Double?
  var label: String
}

/// Values that a variable declares missing; a single value is a range of one.
enum StatisticalMissingRange: Sendable, Hashable {
  case numbers(ClosedRange<Double>)
  case text(String)
}

/// The cells of one column that hold a missing code, in order of rows.
struct CodedCells: Sendable {
  private(set) var rows: [Int32] = []
  private var entries: [UInt32] = []
  /// The distinct codes in order of first appearance.
  private(set) var codes: [String] = []
  private var positions: [String: UInt32] = [:]

  var count: Int { rows.count }

  /// The number of a code, given one if it is new.
  mutating func entry(of code: String) -> UInt32 {
    if let known = positions[code] { return known }
    let entry = UInt32(codes.count)
    codes.append(code)
    positions[code] = entry
    return entry
  }

  /// - Parameters:
  ///   - row: above every row appended before.
  ///   - entry: the number of the code.
  mutating func append(row: Int, entry: UInt32) {
    rows.append(Int32(truncatingIfNeeded: row))
    entries.append(entry)
  }

  /// The code that the cell holds; nil when it holds a value, or nothing.
  func code(row: Int) -> String? {
    var low = 0
    var high = rows.count
    while low < high {
      let middle = (low + high) / 2
      if rows[middle] < row { low = middle + 1 } else { high = middle }
    }
    return low < rows.count && rows[low] == row ? codes[Int(entries[low])] : nil
  }
}

/// The code of a number as an analyst writes it: `-9`, `1.5`.
func codeText(_ number: Double) -> String {
  abs(number) < 1e15 && number == number.rounded() ? "\(Int64(number))" : shortestText(number)
}
