public import Diagnostics

/// Names of columns from the cells of a header row: unique and never empty.
///
/// White space, the ideographic space included, and byte order marks at both ends of a cell are dropped. An empty cell
/// names its column `column_N`, where N is the column's number from 1. Of equal names the first stays as it is; the
/// others get `_2`, `_3` and so on. A made-up name is never one that another cell of the header has, so names that the
/// file gives never change because of those that it does not give.
///
/// - Parameters:
///   - cells: the header row.
///   - file: the path that messages name.
///   - line: the line of the header row, from 1.
/// - Returns: one name a cell, and a warning for every name that is not the cell's own.
public func columnNames(
  _ cells: [String], file: String, line: Int
) -> (names: [String], diagnostics: [Diagnostic]) {
  var names = cells.map(trimmingName)
  var taken = Set(names)
  var firstColumns: [String: Int] = [:]
  var nextSuffix: [String: Int] = [:]
  var diagnostics: [Diagnostic] = []

  func unique(_ name: String) -> String {
    var suffix = nextSuffix[name, default: 2]
    while taken.contains("\(name)_\(suffix)") { suffix += 1 }
    nextSuffix[name] = suffix + 1
    return "\(name)_\(suffix)"
  }

  for (index, name) in names.enumerated() {
    let column = index + 1
    if name.isEmpty {
      let plain = "column_\(column)"
      names[index] = taken.contains(plain) ? unique(plain) : plain
      diagnostics.append(
        Diagnostic(
          .warning, code: "T-011", at: SourceLocation(file: file, line: line),
          "column \(column) has no name in the header; it is called \(names[index])",
          advice: "Name the column in line \(line)"))
    } else if let first = firstColumns[name] {
      names[index] = unique(name)
      diagnostics.append(
        Diagnostic(
          .warning, code: "T-012", at: SourceLocation(file: file, line: line),
          "column \(column) is called \(name) like column \(first); it is read as \(names[index])",
          advice: "Give the columns different names in line \(line)"))
    } else {
      firstColumns[name] = column
    }
    taken.insert(names[index])
  }
  return (names, diagnostics)
}

/// Without white space and byte order marks at both ends.
private func trimmingName(_ cell: String) -> String {
  // By scalars: a byte order mark before a combining character is one Character with it.
  let scalars = cell.unicodeScalars
  func isKept(_ scalar: Unicode.Scalar) -> Bool { !scalar.properties.isWhitespace && scalar != "\u{FEFF}" }
  guard let start = scalars.firstIndex(where: isKept), let end = scalars.lastIndex(where: isKept) else { return "" }
  return String(scalars[start...end])
}
