internal import Diagnostics
internal import Yams

/// Parses one YAML document, UTF-8 with or without a byte order mark, into nodes with positions.
///
/// Problems go to the log; nil when nothing can be made of the document.
func parseYAML(_ bytes: [UInt8], file: String, log: ConfigurationLog) -> ConfigurationNode? {
  let body = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? Array(bytes.dropFirst(3)) : bytes
  guard let text = String(validating: body, as: UTF8.self) else {
    log.add(
      .unreadableText, at: SourceLocation(file: file, line: lineOfFirstBadByte(body)),
      "the file is not UTF-8 text", advice: "Save it as UTF-8")
    return nil
  }
  let source = ConfigurationText(file: file, text: text)
  log.remember(source)
  for (line, scalars) in source.lines.enumerated() {
    if let column = scalars.firstIndex(where: { !isAllowedInYAML($0) }) {
      log.add(
        .unreadableText, at: SourceLocation(file: file, line: line + 1, column: column + 1),
        "the control character U+\(hexadecimal(scalars[column])) is not allowed in YAML", advice: "Remove it")
      return nil
    }
  }
  guard nestingIsSane(source, log: log) else { return nil }
  var parsing = YAMLParsing(source: source, text: text, log: log)
  return parsing.root()
}

/// The document of one file while its duplicate keys are told apart.
private struct YAMLParsing {
  let source: ConfigurationText
  let text: String
  let log: ConfigurationLog
  /// Where a mark was put before a repeated key, by line from 0: columns in the text as written, ascending.
  private var marks: [Int: [Int]] = [:]

  init(source: ConfigurationText, text: String, log: ConfigurationLog) {
    self.source = source
    self.text = text
    self.log = log
  }

  /// Composes the document. The parser stops at the first repeated key of a mapping, so that key gets a mark that makes it
  /// another key, and the document is composed again, until every repeated key is known.
  mutating func root() -> ConfigurationNode? {
    for _ in 0..<1_000 {
      do {
        guard let node = try compose(yaml: markedText()) else {
          log.add(.structure, at: SourceLocation(file: source.file, line: 1), "the file is empty")
          return nil
        }
        var budget = 500_000
        let converted = convert(node, budget: &budget)
        if budget <= 0 {
          log.add(
            .structure, at: SourceLocation(file: source.file, line: 1), "the file has more than 500,000 values",
            advice: "Look for aliases (`*name`) that repeat each other")
          return nil
        }
        return converted
      } catch YamlError.duplicatedKeysInMapping(let names, let context) {
        guard mark(context.mark) else {
          log.add(.duplicateKey, at: location(context.mark), "keys given twice: \(alternatives(names))")
          return nil
        }
      } catch let error as YamlError {
        report(error)
        return nil
      } catch {
        log.add(.syntax, at: SourceLocation(file: source.file), "the file is not YAML: \(error)")
        return nil
      }
    }
    log.add(.duplicateKey, at: SourceLocation(file: source.file), "the file has more than 1,000 repeated keys")
    return nil
  }

  /// Notes the repeated key at a position of the marked text; false when the position is outside the text.
  private mutating func mark(_ position: Mark) -> Bool {
    let line = position.line - 1
    guard source.lines.indices.contains(line) else { return false }
    var column = originalColumn(line: line, column: position.column - 1)
    if column < source.lines[line].count, ["\"", "'"].contains(source.lines[line][column]) { column += 1 }
    guard column <= source.lines[line].count else { return false }
    marks[line, default: []].append(column)
    marks[line]?.sort()
    return true
  }

  private static let markScalar: Unicode.Scalar = "\u{E000}"

  private func markedText() -> String {
    guard !marks.isEmpty else { return text }
    var scalars = String.UnicodeScalarView()
    for (index, line) in source.lines.enumerated() {
      let columns = marks[index] ?? []
      for (column, scalar) in line.enumerated() {
        for marked in columns where marked == column { scalars.append(Self.markScalar) }
        scalars.append(scalar)
      }
      for marked in columns where marked >= line.count { scalars.append(Self.markScalar) }
      scalars.append("\n")
    }
    return String(scalars)
  }

  /// The column in the text as written, from 0, of a column in the marked text.
  private func originalColumn(line: Int, column: Int) -> Int {
    var shift = 0
    for marked in marks[line] ?? [] where marked + shift < column { shift += 1 }
    return column - shift
  }

  private func location(_ mark: Mark?) -> SourceLocation {
    guard let mark else { return SourceLocation(file: source.file) }
    return SourceLocation(
      file: source.file, line: mark.line, column: originalColumn(line: mark.line - 1, column: mark.column - 1) + 1)
  }

  private func convert(_ node: Node, budget: inout Int) -> ConfigurationNode {
    budget -= 1
    let place = location(node.mark)
    guard budget > 0 else { return ConfigurationNode(value: .sequence([]), location: place) }
    switch node {
    case .scalar(let scalar):
      return ConfigurationNode(value: .scalar(scalar.string, style(scalar.style)), location: place)
    case .sequence(let sequence):
      var items: [ConfigurationNode] = []
      for item in sequence { items.append(convert(item, budget: &budget)) }
      return ConfigurationNode(value: .sequence(items), location: place)
    case .mapping(let mapping):
      return ConfigurationNode(value: .mapping(entries(mapping, budget: &budget)), location: place)
    case .alias:
      return ConfigurationNode(value: .scalar("", .plain), location: place)
    }
  }

  /// Entries in written order; of a repeated key the first stays and the others are reported.
  private func entries(_ mapping: Node.Mapping, budget: inout Int) -> [ConfigurationNode.Entry] {
    var entries: [ConfigurationNode.Entry] = []
    var places: [String: SourceLocation] = [:]
    for (key, value) in mapping {
      let place = location(key.mark)
      guard case .scalar(let scalar) = key else {
        log.add(
          .structure, at: place, "a key must be one word, not a list or a mapping",
          advice: "Quote a value that begins with `[` or `{`")
        continue
      }
      let isMarked = !marks.isEmpty && scalar.string.unicodeScalars.first == Self.markScalar
      let name = isMarked ? withoutMarks(scalar.string) : scalar.string
      let converted = convert(value, budget: &budget)
      if let first = places[name] {
        log.add(
          .duplicateKey, at: place, "the key `\(name)` is given twice; it was first given at \(first)",
          advice: "Keep one of them")
      } else {
        places[name] = place
        entries.append(ConfigurationNode.Entry(key: name, keyLocation: place, value: converted))
      }
    }
    return entries
  }

  private func withoutMarks(_ key: String) -> String {
    String(String.UnicodeScalarView(key.unicodeScalars.drop { $0 == Self.markScalar }))
  }

  private func style(_ style: Node.Scalar.Style) -> ConfigurationNode.ScalarStyle {
    switch style {
    case .singleQuoted: .singleQuoted
    case .doubleQuoted: .doubleQuoted
    case .literal: .literal
    case .folded: .folded
    default: .plain
    }
  }

  private func report(_ error: YamlError) {
    switch error {
    case .scanner(let context, let problem, let mark, _), .parser(let context, let problem, let mark, _),
      .composer(let context, let problem, let mark, _):
      let opening = context.map { " (\($0.text), begun at line \($0.mark.line), column \($0.mark.column))" } ?? ""
      log.add(.syntax, at: location(mark), "the YAML cannot be read: \(problem)\(opening)", advice: advice(problem))
    case .reader(let problem, let offset, _, _):
      log.add(
        .unreadableText, at: SourceLocation(file: source.file),
        "the YAML cannot be read: \(problem)\(offset.map { " at character \($0 + 1)" } ?? "")")
    default:
      log.add(.syntax, at: SourceLocation(file: source.file), "the YAML cannot be read: \(error)")
    }
  }

  private func advice(_ problem: String) -> String {
    if problem.contains("mapping values are not allowed") {
      return "Put a text that holds `: ` in quotes, and check the indentation of this line"
    }
    if problem.contains("cannot start any token") {
      return "Indent with spaces, not tabs, and quote special characters"
    }
    if problem.contains("undefined alias") { return "Quote a text that begins with `*`" }
    return "Check the indentation, quotes and brackets at and before this line"
  }
}

private func isAllowedInYAML(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.value {
  case 0x09, 0x20...0x7E, 0xA0...0xD7FF, 0xE000...0xFEFE, 0xFF00...0xFFFD, 0x10000...0x10FFFF: true
  default: false
  }
}

private func hexadecimal(_ scalar: Unicode.Scalar) -> String {
  let digits = String(scalar.value, radix: 16, uppercase: true)
  return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
}

private func lineOfFirstBadByte(_ bytes: [UInt8]) -> Int {
  var line = 1
  for chunk in bytes.split(separator: 0x0A, omittingEmptySubsequences: false) {
    if String(validating: chunk, as: UTF8.self) == nil { return line }
    line += 1
  }
  return line
}

/// The parser recurses into brackets: refuses a text that nests them more deeply than any person writes.
private func nestingIsSane(_ source: ConfigurationText, log: ConfigurationLog) -> Bool {
  var openings = 0
  for (index, line) in source.lines.enumerated() {
    openings += line.count { $0 == "[" || $0 == "{" } - line.count { $0 == "]" || $0 == "}" }
    openings = max(0, openings)
    let dashes = line.prefix { $0 == "-" || $0 == " " || $0 == "?" }.count { $0 != " " }
    if openings > 200 || dashes > 200 {
      log.add(
        .structure, at: SourceLocation(file: source.file, line: index + 1),
        "more than 200 lists or mappings are open at the end of this line",
        advice: "Write the configuration with fewer levels")
      return false
    }
  }
  return true
}
