internal import Diagnostics
internal import Tables

/// The text of a scalar; anything else is reported.
func configurationText(_ node: ConfigurationNode, path: ConfigurationPath, log: ConfigurationLog) -> String? {
  if let text = node.scalar, !node.isNull { return text }
  log.add(.wrongType, at: node.location, "`\(path)` must be a text, found \(node.found)")
  return nil
}

func configurationList(
  _ node: ConfigurationNode, path: ConfigurationPath, log: ConfigurationLog
) -> [(node: ConfigurationNode, path: ConfigurationPath)]? {
  guard case .sequence(let items) = node.value else {
    log.add(
      .wrongType, at: node.location, "`\(path)` must be a list, found \(node.found)",
      advice: "Write `[a, b]`, or one item a line, each after `- `")
    return nil
  }
  return items.enumerated().map { ($0.element, path.appending($0.offset)) }
}

func configurationInteger(
  _ node: ConfigurationNode, in range: ClosedRange<Int>, path: ConfigurationPath, log: ConfigurationLog
) -> Int? {
  guard case .scalar(let text, .plain) = node.value, let value = Int(text) else {
    log.add(.wrongType, at: node.location, "`\(path)` must be a whole number, found \(node.found)")
    return nil
  }
  guard range.contains(value) else {
    let limit =
      range.upperBound == .max
      ? "at least \(range.lowerBound)" : "between \(range.lowerBound) and \(range.upperBound)"
    log.add(.outOfRange, at: node.location, "`\(path)` must be \(limit), found `\(text)`")
    return nil
  }
  return value
}

/// A finite decimal number such as `-1.5e3`; hexadecimal, `nan` and `inf` are no numbers here.
func configurationNumber(_ node: ConfigurationNode, path: ConfigurationPath, log: ConfigurationLog) -> Double? {
  if case .scalar(let text, .plain) = node.value, let value = Double(text), value.isFinite,
    text.unicodeScalars.allSatisfy({ "0123456789+-.eE".unicodeScalars.contains($0) })
  {
    return value
  }
  log.add(.wrongType, at: node.location, "`\(path)` must be a number, found \(node.found)")
  return nil
}

/// Days since 1970-01-01 of an ISO date.
func configurationDate(_ node: ConfigurationNode, path: ConfigurationPath, log: ConfigurationLog) -> Int? {
  let shape = [4, 2, 2]
  guard let text = node.scalar, text.split(separator: "-", omittingEmptySubsequences: false).map(\.utf8.count) == shape,
    let days = parseDate(text)
  else {
    log.add(
      .wrongType, at: node.location, "`\(path)` must be a date, found \(node.found)",
      advice: "Write it as year-month-day, such as `2026-03-31`")
    return nil
  }
  return Int(days)
}

func checkedName(
  _ name: String, _ node: ConfigurationNode, among known: [String], what: String, path: ConfigurationPath,
  log: ConfigurationLog
) -> Bool {
  guard !known.contains(name) else { return true }
  // What could not be declared is told where it is declared.
  guard !log.brokenNames.contains(name) else { return false }
  log.add(
    .unknownName, at: node.location, "`\(path)`: there is no \(what) `\(name)`",
    advice: adviceOnName(name, among: known, what: "There are"))
  return false
}

/// Names of a list, each one of `known` (nil: anything) and none twice; what is wrong is reported and left out.
func checkedNames(
  _ items: [(node: ConfigurationNode, path: ConfigurationPath)], among known: [String]?, what: String,
  log: ConfigurationLog
) -> [String] {
  var names: [String] = []
  for item in items {
    guard let name = configurationText(item.node, path: item.path, log: log) else { continue }
    if names.contains(name) {
      log.add(.duplicateName, at: item.node.location, "`\(item.path)`: the \(what) `\(name)` is listed twice")
      continue
    }
    if let known, !checkedName(name, item.node, among: known, what: what, path: item.path, log: log) { continue }
    names.append(name)
  }
  return names
}
