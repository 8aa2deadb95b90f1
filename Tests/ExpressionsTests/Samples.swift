import Expressions
import Tables

/// A small table with every type and every kind of missing, and the schema of it.
enum Samples {
  static let schema: ExpressionSchema = {
    var schema = ExpressionSchema()
    schema.columns = [
      "Q02": .integer, "Q05": .category, "Q06": .integer, "Q07": .double, "Q12": .set, "Q13": .integer, "Q14": .set,
      "Q15_a": .integer, "Q15_b": .integer, "Q15_c": .integer, "Q28": .integer, "region": .category,
      "note": .text, "企业名称": .text, "received": .date, "closed": .date, "submitted_at": .dateTime,
      "is_new": .bool, "two words": .integer,
    ]
    schema.codes = [
      "Q05": ["IND", "CON", "REA"], "Q12": ["0", "1", "2", "3"], "Q14": ["1", "2", "3"], "region": ["GX", "YL"],
    ]
    schema.sets = [
      "likert_rows": ["Q15_a", "Q15_b", "Q15_c"], "required": ["Q02", "Q13", "Q05"], "broken": ["Q15_x"],
    ]
    schema.visibility = ["Q13": "NOT HAS(Q12, 0)", "Q15_b": "VISIBLE(Q13) AND Q06 > 10"]
    schema.scaleScores = [
      "Q15_a": ["1": 0, "2": 25, "3": 50, "4": 75, "5": 100], "Q05": ["IND": 10, "CON": 20],
    ]
    schema.validRanges = ["Q06": 0...200_000, "Q07": -0.5...Double.infinity]
    schema.constants = ["survey_year": 2025, "rate": 0.5]
    return schema
  }()

  static let kinds: [MissingKind] = [
    .present, .notAsked, .empty, .dontKnow, .refused, .notApplicable, .unreadable, .setByRule,
  ]

  /// Eight rows.
  static let table = Table(
    [
      ("Q02", integers([1, 2, 3, 4, 5, 6, nil, 8])),
      ("Q05", categories(["IND", "CON", nil, "REA", "IND", "IND", "CON", nil], ["IND", "CON", "REA"])),
      ("Q06", integers([0, 10, 20, 300, nil, 1000, 5, 6])),
      ("Q07", decimals([1.5, -2, nil, 0, 100, 1e300, 7, 8])),
      ("Q12", sets([["0"], ["1", "2"], [], nil, ["0", "3"], ["1"], ["2"], ["3"]], ["0", "1", "2", "3"])),
      ("Q13", Column(.int8([3, 0, 0, 0, 0, 0, 0, 0]), missing: kinds)),
      ("Q14", sets([["1"], nil, ["1", "2", "3"], [], ["2"], ["3"], ["1"], ["1"]], ["1", "2", "3"])),
      ("Q15_a", integers([1, 2, 3, 4, 5, 6, nil, 1])),
      ("Q15_b", integers([1, 2, 3, 4, nil, 5, nil, 2])),
      ("Q15_c", integers([1, 2, 4, nil, 5, 5, nil, 1])),
      ("Q28", integers([2, 2, 2, 1, 2, nil, 2, 2])),
      ("region", categories(["GX", "GX", "YL", "YL", nil, nil, "GX", "YL"], ["YL", "GX"])),
      ("note", texts(["", "a", "  税务 ", "100%", nil, "Abc", "中文字", "a_b"])),
      ("企业名称", texts(["甲", "乙", "丙", nil, "戊", "己", "庚", "辛"])),
      ("received", Column(.date([0, 19_782, 19_783, 20_000, 0, -1, 20_089, 20_000]), missing: missing(at: 4))),
      ("closed", Column(.date([1, 19_785, 19_783, 19_999, 0, 5, 20_096, 0]), missing: missing(at: 7))),
      (
        "submitted_at",
        Column(.dateTime([0, 86_399, 86_400, -1, 1_735_689_600, 0, 5, 6]), missing: missing(at: 5))
      ),
      ("is_new", Column(.bool([true, false, true, false, false, true, false, true]), missing: missing(at: 4))),
      ("two words", integers([1, 2, 3, 4, 5, 6, 7, 8])),
      ("flag:R02", Column(.bool([true, false, true, false, false, true, false, true]))),
    ], rowCount: 8)

  private static func missing(at row: Int) -> [MissingKind] { (0..<8).map { $0 == row ? .empty : .present } }

  static func integers(_ values: [Int?]) -> Column {
    let widest = values.compactMap { $0?.magnitude }.max() ?? 0
    let kinds = values.map { $0 == nil ? MissingKind.empty : .present }
    return Column(
      widest < 128 ? .int8(values.map { Int8($0 ?? 0) }) : .int32(values.map { Int32($0 ?? 0) }), missing: kinds)
  }

  static func decimals(_ values: [Double?]) -> Column {
    Column(.double(values.map { $0 ?? 0 }), missing: values.map { $0 == nil ? .empty : .present })
  }

  static func texts(_ values: [String?]) -> Column {
    Column(.text(TextStorage(values.map { $0 ?? "" })), missing: values.map { $0 == nil ? .empty : .present })
  }

  static func categories(_ values: [String?], _ codes: [String]) -> Column {
    let places = values.map { value in value.flatMap { codes.firstIndex(of: $0) } ?? 0 }
    return Column(
      .category(CategoryStorage(codes: places, dictionary: codes)),
      missing: values.map { $0 == nil ? .empty : .present })
  }

  static func sets(_ values: [[String]?], _ options: [String]) -> Column {
    let masks = values.map { codes -> UInt64 in
      (codes ?? []).reduce(0) { mask, code in mask | 1 << UInt64(options.firstIndex(of: code) ?? 0) }
    }
    return Column(
      .set(SetStorage(masks: masks, options: options)), missing: values.map { $0 == nil ? .empty : .present })
  }
}

/// A cell as tests compare it.
enum Cell: Equatable, CustomStringConvertible {
  case missing
  case truth(Bool)
  case whole(Int64)
  case decimal(Double)
  case text(String)
  case codes(Set<String>)
  case day(Int)
  case second(Int64)

  init(_ column: Column, _ row: Int) {
    if column.isMissing(at: row) {
      self = .missing
      return
    }
    switch column.storage {
    case .bool(let values): self = .truth(values[row])
    case .int8(let values): self = .whole(Int64(values[row]))
    case .int16(let values): self = .whole(Int64(values[row]))
    case .int32(let values): self = .whole(Int64(values[row]))
    case .int64(let values): self = .whole(values[row])
    case .double(let values): self = .decimal(values[row])
    case .category(let storage): self = .text(storage.dictionary[storage[row]])
    case .set(let storage):
      self = .codes(
        Set(storage.options.enumerated().filter { storage.masks[row] >> UInt64($0.offset) & 1 == 1 }.map(\.element)))
    case .text(let storage): self = .text(storage[row])
    case .date(let values): self = .day(Int(values[row]))
    case .dateTime(let values): self = .second(values[row])
    }
  }

  var number: Double? {
    switch self {
    case .whole(let value): Double(value)
    case .decimal(let value): value
    default: nil
    }
  }

  /// Equal, or numbers equal to 1e-12 relative.
  func isClose(to other: Cell) -> Bool {
    if self == other { return true }
    guard let first = number, let second = other.number else { return false }
    return (first - second).magnitude <= 1e-12 * max(first.magnitude, second.magnitude)
  }

  var description: String {
    switch self {
    case .missing: "·"
    case .truth(let value): value ? "T" : "F"
    case .whole(let value): "\(value)"
    case .decimal(let value): value == value.rounded() && value.magnitude < 1e15 ? "\(Int(value))" : "\(value)"
    case .text(let value): "'\(value)'"
    case .codes(let codes): "{\(codes.sorted().joined(separator: ","))}"
    case .day(let value): "day \(value)"
    case .second(let value): "second \(value)"
    }
  }
}

/// The values of an expression over the sample table, in short: `·` missing, `T` and `F`, numbers, quoted texts.
func show(
  _ text: String, schema: ExpressionSchema = Samples.schema, table: Table = Samples.table,
  expecting: ColumnType? = nil
) throws -> String {
  let column = try RowExpression(text, schema: schema, expecting: expecting).evaluate(table)
  return (0..<column.count).map { Cell(column, $0).description }.joined(separator: " ")
}

/// The value of an expression without columns.
func constant(_ text: String) throws -> String {
  try show(text, schema: ExpressionSchema(), table: Table([], rowCount: 1))
}

/// The error of an expression, or nil when it has none.
func failure(_ text: String, schema: ExpressionSchema = Samples.schema, expecting: ColumnType? = nil)
  -> ExpressionError?
{
  do throws(ExpressionError) {
    _ = try RowExpression(text, schema: schema, expecting: expecting)
    return nil
  } catch {
    return error
  }
}

/// Reproducible random numbers (SplitMix64).
struct Randomness: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }

  mutating func below(_ limit: Int) -> Int { Int(next() % UInt64(limit)) }

  mutating func pick<Element>(_ choices: [Element]) -> Element { choices[below(choices.count)] }
}
