import Tables

/// Names and values as a dialect writes them. Nothing from outside enters SQL by another way.
extension SQLDialect {
  /// A quoted name. SQLite takes a name in double quotes that it does not know for a text, but not one in back quotes.
  func identifier(_ name: String) throws(SQLUnsupported) -> String {
    try refuseNul(name)
    guard !name.isEmpty else { throw SQLUnsupported("has no empty names") }
    return Self.quoted(name, self == .sqlite ? "`" : "\"")
  }

  func text(_ value: String) throws(SQLUnsupported) -> String {
    try refuseNul(value)
    // Without the E, a server's setting decides whether a backslash stands for itself.
    guard self == .postgresql, value.unicodeScalars.contains("\\") else { return Self.quoted(value, "'") }
    var doubled = String.UnicodeScalarView()
    for scalar in value.unicodeScalars {
      if scalar == "\\" { doubled.append(scalar) }
      doubled.append(scalar)
    }
    return "E" + Self.quoted(String(doubled), "'")
  }

  /// By code points: a quote with a combining mark after it is one Character, and still ends a text.
  private static func quoted(_ text: String, _ quote: Unicode.Scalar) -> String {
    var scalars = String.UnicodeScalarView([quote])
    for scalar in text.unicodeScalars {
      if scalar == quote { scalars.append(quote) }
      scalars.append(scalar)
    }
    scalars.append(quote)
    return String(scalars)
  }

  private func refuseNul(_ text: String) throws(SQLUnsupported) {
    guard text.unicodeScalars.contains("\0") else { return }
    throw SQLUnsupported("cannot hold the character U+0000, which a name or text contains", advice: "remove it")
  }

  func integer(_ value: Int64) -> SQLFragment {
    // The magnitude of the least number alone does not fit.
    if value == .min { return SQLFragment("(-9223372036854775807 - 1)", isWide: true) }
    return SQLFragment("\(value)", value < 0 ? .sign : .atom)
  }

  /// The shortest text that reads back as the value, marked as double precision.
  func double(_ value: Double) -> SQLFragment {
    let digits = value.description
    let binding = value.sign == .minus ? SQLFragment.Binding.sign : .atom
    switch self {
    case .sqlite: return SQLFragment(digits, binding)
    // Without an exponent it would be of type DECIMAL.
    case .duckdb: return SQLFragment(digits.contains("e") ? digits : digits + "e0", binding)
    case .postgresql: return SQLFragment("CAST(\(digits) AS DOUBLE PRECISION)")
    }
  }

  func date(_ day: Int64) -> SQLFragment {
    let text = "'\(isoDateText(days: Int32(clamping: day)))'"
    return SQLFragment(self == .sqlite ? text : "DATE " + text)
  }

  func constant(_ constant: Constant, _ type: ColumnType) throws(SQLUnsupported) -> SQLFragment {
    switch (constant, type) {
    case (.missing, _): SQLFragment(self == .sqlite ? "NULL" : "CAST(NULL AS \(typeName(type)))")
    case (.bool(let value), _): SQLFragment(value ? "TRUE" : "FALSE")
    case (.integer(let value), .date): date(value)
    case (.integer(let value), _): integer(value)
    case (.double(let value), _): double(value)
    case (.text(let value), _): SQLFragment(try text(value.string))
    }
  }

  /// Midnight of a day.
  func dateTime(ofDay day: SQLFragment) -> SQLFragment {
    self == .sqlite
      ? SQLFragment("(\(day.text(from: .atom)) || ' 00:00:00')") : SQLFragment("CAST(\(day.text) AS TIMESTAMP)")
  }

  /// NULL for what is infinite or not a number. SQLite has no NaN: it is NULL there.
  func finite(_ text: String) -> String {
    guard self != .sqlite else { return "NULLIF(NULLIF(\(text), 9e999), -9e999)" }
    let type = typeName(.double)
    return "NULLIF(NULLIF(NULLIF(\(text), CAST('Infinity' AS \(type))), CAST('-Infinity' AS \(type))), "
      + "CAST('NaN' AS \(type)))"
  }
}
