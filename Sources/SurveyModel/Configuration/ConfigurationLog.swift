internal import Diagnostics

/// Collects the problems of one configuration while its files are decoded, so that all are told at once.
///
/// A class, since every reader of every nested mapping writes to the same list; it never leaves one call of `loadPipeline`.
final class ConfigurationLog {
  private(set) var diagnostics: [Diagnostic] = []
  private(set) var isFileMissing = false
  private var texts: [String: ConfigurationText] = [:]
  /// Keys that decoders asked for, by section name: a test holds them against the table of keys.
  private(set) var keysRead: [String: Set<String>] = [:]

  /// Names whose own declaration could not be read: what refers to them is not reported again.
  private(set) var brokenNames: Set<String> = []

  func noteBroken(_ name: String) { if !name.isEmpty { brokenNames.insert(name) } }

  var hasProblems: Bool { !diagnostics.isEmpty }

  func add(
    _ problem: ConfigurationProblem, at location: SourceLocation?, _ message: String, advice: String? = nil
  ) {
    if problem == .missingFile { isFileMissing = true }
    let diagnostic = Diagnostic(.error, code: problem.rawValue, at: location, message, advice: advice)
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  func add(_ diagnostic: Diagnostic) {
    if !diagnostics.contains(diagnostic) { diagnostics.append(diagnostic) }
  }

  func remember(_ text: ConfigurationText) { texts[text.file] = text }

  func noteRead(_ key: String, in section: String) { keysRead[section, default: []].insert(key) }

  /// The place of a character inside a scalar.
  func location(of offset: Int, in node: ConfigurationNode) -> SourceLocation {
    texts[node.location.file]?.location(of: offset, in: node) ?? node.location
  }

  /// All problems, by file in the order files were read, then by position.
  func error() -> DiagnosticError {
    var order: [String: Int] = [:]
    for diagnostic in diagnostics {
      let file = diagnostic.location?.file ?? ""
      if order[file] == nil { order[file] = order.count }
    }
    let sorted = diagnostics.enumerated().sorted { first, second in
      let a = first.element.location
      let b = second.element.location
      let left = (order[a?.file ?? ""] ?? 0, a?.line ?? 0, a?.column ?? 0, first.offset)
      let right = (order[b?.file ?? ""] ?? 0, b?.line ?? 0, b?.column ?? 0, second.offset)
      return left < right
    }
    return DiagnosticError(isFileMissing ? .missingInput : .configuration, sorted.map(\.element))
  }
}

/// A list in words: `a, b or c`.
func alternatives(_ names: some Sequence<String>) -> String {
  let all = Array(names).map { "`\($0)`" }
  guard let last = all.last else { return "nothing" }
  return all.count == 1 ? last : all.dropLast().joined(separator: ", ") + " or " + last
}

/// Advice for a name that is not known: the nearest name if there is one, and what there is.
func adviceOnName(_ name: String, among known: [String], what: String = "Allowed here") -> String {
  var names: [String] = []
  for candidate in known where !names.contains(candidate) { names.append(candidate) }
  guard !names.isEmpty else { return "There is none" }
  var listed = "\(what): \(alternatives(names))"
  if names.count > 40 {
    listed = "\(what): \(names.prefix(40).map { "`\($0)`" }.joined(separator: ", ")) and \(names.count - 40) more"
  }
  return nearestName(to: name, among: names).map { "Did you mean `\($0)`? \(listed)" } ?? listed
}
