internal import Diagnostics

/// The text of one configuration file by line, to turn an offset inside a scalar into a line and column.
///
/// Lines break where YAML breaks them: LF, CR LF, CR, NEL, LS and PS. Columns count Unicode scalars from 1.
struct ConfigurationText: Sendable {
  /// The file as an analyst would write it.
  let file: String
  private(set) var lines: [[Unicode.Scalar]]

  init(file: String, text: String) {
    self.file = file
    var all: [[Unicode.Scalar]] = []
    var line: [Unicode.Scalar] = []
    var followsCarriageReturn = false
    for scalar in text.unicodeScalars {
      if scalar == "\n" && followsCarriageReturn {
        followsCarriageReturn = false
        continue
      }
      followsCarriageReturn = scalar == "\r"
      if ["\n", "\r", "\u{85}", "\u{2028}", "\u{2029}"].contains(scalar) {
        all.append(line)
        line = []
      } else {
        line.append(scalar)
      }
    }
    all.append(line)
    lines = all
  }

  /// The place of the character at `offset` (from 0) of a scalar's value.
  ///
  /// Value and source are walked together; white space is skipped on both sides, since YAML folds it.
  func location(of offset: Int, in node: ConfigurationNode) -> SourceLocation {
    guard case .scalar(let text, let style) = node.value, let line = node.location.line,
      let column = node.location.column, lines.indices.contains(line - 1)
    else { return node.location }
    var cursor = Cursor(line: line - 1, column: column - 1)
    switch style {
    case .plain: break
    case .singleQuoted, .doubleQuoted: cursor.column += 1
    case .literal, .folded: cursor = Cursor(line: line, column: 0)
    }
    let before = text.prefix(offset).unicodeScalars
    for scalar in before where !scalar.properties.isWhitespace {
      guard skipWhiteSpace(&cursor) else { return node.location }
      consume(&cursor, style: style)
    }
    // White space right before the error is part of the line it stands in.
    if let next = text.dropFirst(offset).unicodeScalars.first, !next.properties.isWhitespace {
      _ = skipWhiteSpace(&cursor)
    }
    return SourceLocation(file: file, line: cursor.line + 1, column: cursor.column + 1)
  }

  private struct Cursor {
    var line: Int
    var column: Int
  }

  private func skipWhiteSpace(_ cursor: inout Cursor) -> Bool {
    while lines.indices.contains(cursor.line) {
      let line = lines[cursor.line]
      while cursor.column < line.count {
        if !line[cursor.column].properties.isWhitespace { return true }
        cursor.column += 1
      }
      guard cursor.line + 1 < lines.count else { return false }
      cursor = Cursor(line: cursor.line + 1, column: 0)
    }
    return false
  }

  /// Steps over the source of one scalar of the value: one scalar, or an escape.
  private func consume(_ cursor: inout Cursor, style: ConfigurationNode.ScalarStyle) {
    let scalar = lines[cursor.line][cursor.column]
    if style == .singleQuoted && scalar == "'" {
      cursor.column += 2
    } else if style == .doubleQuoted && scalar == "\\" && cursor.column + 1 < lines[cursor.line].count {
      switch lines[cursor.line][cursor.column + 1] {
      case "x": cursor.column += 4
      case "u": cursor.column += 6
      case "U": cursor.column += 10
      default: cursor.column += 2
      }
    } else {
      cursor.column += 1
    }
  }
}
