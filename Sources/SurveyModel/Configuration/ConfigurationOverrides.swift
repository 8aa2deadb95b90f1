internal import Diagnostics

/// Applies `key.path=value` to pipeline.yaml before it is decoded.
///
/// The value is YAML; items of lists go by their number from 0. A key that the file does not give is added when the reference
/// knows it there. An override in the form of an environment variable, `BIZCLIMATE_KEY__PATH=value`, goes by its name.
struct ConfigurationOverrides {
  let log: ConfigurationLog
  /// What stands in the place of the file that a value is from: `--set`, or an environment variable.
  private let location: SourceLocation

  init(log: ConfigurationLog) { self.init(log: log, giver: Self.flag) }

  private init(log: ConfigurationLog, giver: String) {
    self.log = log
    location = SourceLocation(file: giver)
  }

  static let flag = "--set"

  /// What gave a value that stands in the place of a file; nil: a file did.
  static func giver(_ location: SourceLocation) -> String? {
    location.file == flag || EnvironmentOverrides.isVariable(location.file) ? location.file : nil
  }

  func apply(_ overrides: [String], to root: ConfigurationNode) -> ConfigurationNode {
    overrides.reduce(root) { node, text in
      var (giver, written) = (Self.flag, text)
      if let variable = EnvironmentOverrides.named(text) { (giver, written) = variable }
      return ConfigurationOverrides(log: log, giver: giver).apply(written, to: node)
    }
  }

  private func apply(_ text: String, to root: ConfigurationNode) -> ConfigurationNode {
    guard let (path, value) = parse(text) else { return root }
    return setting(path[...], to: value, in: root, at: .root, kind: .section("pipeline")) ?? root
  }

  private func parse(_ text: String) -> (path: [String], value: ConfigurationNode)? {
    guard let equals = text.firstIndex(of: "="), equals != text.startIndex else {
      log.add(.override, at: location, "`\(text)` is not of the form `key.path=value`")
      return nil
    }
    let path = text[..<equals].split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard !path.contains("") else {
      log.add(.override, at: location, "the key path `\(text[..<equals])` has an empty part")
      return nil
    }
    let written = String(text[text.index(after: equals)...])
    if written.allSatisfy(\.isWhitespace) {
      return (path, ConfigurationNode(value: .scalar("", .plain), location: location))
    }
    let inner = ConfigurationLog()
    guard let node = parseYAML(Array(written.utf8), file: location.file, log: inner) else {
      for diagnostic in inner.diagnostics {
        log.add(.override, at: location, "the value of `\(text)`: \(diagnostic.message)")
      }
      return nil
    }
    return (path, relocated(node))
  }

  private func relocated(_ node: ConfigurationNode) -> ConfigurationNode {
    var node = node
    node.location = location
    switch node.value {
    case .scalar: break
    case .sequence(let items): node.value = .sequence(items.map(relocated))
    case .mapping(let entries):
      node.value = .mapping(
        entries.map {
          ConfigurationNode.Entry(key: $0.key, keyLocation: location, value: relocated($0.value))
        })
    }
    return node
  }

  /// The node with the value put at the path; nil after a problem was reported.
  private func setting(
    _ rest: ArraySlice<String>, to value: ConfigurationNode, in node: ConfigurationNode?, at path: ConfigurationPath,
    kind: ConfigurationValue
  ) -> ConfigurationNode? {
    guard let part = rest.first else { return value }
    let place = path.appending(part)
    if case .sequence(var items) = node?.value {
      guard let index = Int(part), items.indices.contains(index) else {
        return fail(
          "`\(path)` is a list of \(items.count), so `\(place)` does not exist",
          advice: items.isEmpty ? nil : "Use a number from 0 to \(items.count - 1)")
      }
      guard let item = setting(rest.dropFirst(), to: value, in: items[index], at: place, kind: itemKind(kind)) else {
        return nil
      }
      items[index] = item
      return ConfigurationNode(value: .sequence(items), location: node?.location ?? location)
    }
    var entries: [ConfigurationNode.Entry] = []
    if case .mapping(let existing) = node?.value { entries = existing }
    guard let childKind = childKind(part, of: kind, entries: entries, at: path) else { return nil }
    let position = entries.firstIndex { $0.key == part }
    let child = position.map { entries[$0].value }
    guard let replaced = setting(rest.dropFirst(), to: value, in: child, at: place, kind: childKind) else { return nil }
    if let position {
      entries[position].value = replaced
    } else {
      entries.append(ConfigurationNode.Entry(key: part, keyLocation: location, value: replaced))
    }
    return ConfigurationNode(value: .mapping(entries), location: node?.location ?? location)
  }

  private func fail(_ message: String, advice: String?) -> ConfigurationNode? {
    log.add(.override, at: location, message, advice: advice)
    return nil
  }

  private func itemKind(_ kind: ConfigurationValue) -> ConfigurationValue {
    switch kind {
    case .list(let item): item
    case .either(let kinds): kinds.lazy.compactMap { if case .list(let item) = $0 { item } else { nil } }.first ?? .text
    default: .text
    }
  }

  /// What may stand under a key of a mapping; nil after a problem was reported.
  private func childKind(
    _ part: String, of kind: ConfigurationValue, entries: [ConfigurationNode.Entry], at path: ConfigurationPath
  ) -> ConfigurationValue? {
    switch kind {
    case .section(let name):
      let section = ConfigurationReference.section(name)
      if let key = section[part] { return key.value }
      _ = fail(
        "there is no key `\(path.appending(part))`", advice: adviceOnName(part, among: section.keys.map(\.name)))
      return nil
    case .named(let value):
      if entries.contains(where: { $0.key == part }) { return value }
      _ = fail(
        "`\(path)` has no `\(part)`", advice: adviceOnName(part, among: entries.map(\.key), what: "There are"))
      return nil
    case .localizedText:
      if ["zh", "en"].contains(part) { return .text }
      _ = fail("there is no key `\(path.appending(part))`", advice: "Allowed here: `zh` and `en`")
      return nil
    case .either(let kinds):
      let nested = kinds.first { if case .section = $0 { true } else { false } }
      return childKind(part, of: nested ?? .text, entries: entries, at: path)
    default:
      _ = fail("`\(path)` has no keys, so `\(path.appending(part))` does not exist", advice: nil)
      return nil
    }
  }
}
