/// What delimited text holds, as read one character at a time.
enum CSVReference: Equatable {
  struct Row: Equatable {
    /// The line where the row begins, from 1.
    var line: Int
    /// UTF-8.
    var cells: [[UInt8]]
  }

  /// The rows, and how many quoted cells go on after their closing quote.
  case rows([Row], broken: Int)
  case unclosedQuote(line: Int)

  /// Reads as the documentation of `CSVReader` says, with no thought of speed: what every faster reader is compared to.
  init(_ text: String, separator: Unicode.Scalar) {
    var reader = ReferenceReader(text: Array(text.unicodeScalars), separator: separator)
    self = reader.read()
  }
}

private struct ReferenceReader {
  let text: [Unicode.Scalar]
  let separator: Unicode.Scalar
  var position = 0
  var line = 1
  var broken = 0

  var here: Unicode.Scalar? { position < text.count ? text[position] : nil }

  mutating func read() -> CSVReference {
    var rows: [CSVReference.Row] = []
    while here != nil {
      // Files are joined end to end, each with its byte order mark.
      while here == "\u{FEFF}" { position += 1 }
      if here == nil || takeLineEnd() != nil { continue }
      var row = CSVReference.Row(line: line, cells: [])
      repeat {
        let opened = line
        guard let cell = here == "\"" ? quotedCell() : restOfCell() else { return .unclosedQuote(line: opened) }
        row.cells.append(cell.flatMap { Array(String($0).utf8) })
      } while take(separator)
      rows.append(row)
      _ = takeLineEnd()
    }
    return .rows(rows, broken: broken)
  }

  mutating func take(_ scalar: Unicode.Scalar) -> Bool {
    guard here == scalar else { return false }
    position += 1
    return true
  }

  /// Steps over CR, LF or CRLF.
  mutating func takeLineEnd() -> [Unicode.Scalar]? {
    let start = position
    let hasReturn = take("\r")
    guard take("\n") || hasReturn else { return nil }
    line += 1
    return Array(text[start..<position])
  }

  /// Everything up to the separator or the line's end.
  mutating func restOfCell() -> [Unicode.Scalar]? {
    var cell: [Unicode.Scalar] = []
    while let scalar = here, scalar != separator, scalar != "\r", scalar != "\n" {
      cell.append(scalar)
      position += 1
    }
    return cell
  }

  /// nil when the quote is never closed.
  mutating func quotedCell() -> [Unicode.Scalar]? {
    let opened = line
    position += 1
    var cell: [Unicode.Scalar] = []
    while true {
      if let lineEnd = takeLineEnd() {
        cell += lineEnd
      } else if take("\"") {
        guard take("\"") else { break }
        cell.append("\"")
      } else if let scalar = here {
        cell.append(scalar)
        position += 1
      } else {
        return nil
      }
    }
    guard let rest = restOfCell(), !rest.isEmpty else { return cell }
    // A cell of several lines that goes on after a quote: the quote was the opening one of another cell.
    if line != opened { return nil }
    broken += 1
    return cell + rest
  }
}
