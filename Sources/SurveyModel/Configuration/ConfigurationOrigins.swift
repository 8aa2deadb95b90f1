public import Diagnostics

/// A key of the configuration that is in force, its value, and where that comes from.
public struct ConfigurationOrigin: Sendable, Hashable {
  /// What gave a value.
  public enum Giver: Sendable, Hashable {
    /// A `key.path=value` that was applied to pipeline.yaml: `--set`, or the environment variable.
    case override(String)
    /// The line of a file.
    case line(SourceLocation)
    /// The key is not given, so the default holds.
    case standard
  }

  /// The configuration file, as pipeline.yaml names it.
  public var file: String
  /// As one would write it behind `--set`: `sources.survey.path`; items of lists by their number from 0.
  public var key: String
  /// As it is written, lists and texts in two languages on one line; a default that is no fixed value in words.
  public var value: String
  public var giver: Giver
}

/// Where the value of every key comes from.
///
/// Of pipeline.yaml and of the keys of the other files' own all defaults are listed; of what is nested in the other files, such
/// as a question, what is written, since there the default of a key often depends on the keys beside it.
///
/// - Parameters:
///   - folder: the pipeline's folder.
///   - overrides: as for ``loadPipeline(folder:overrides:)``.
/// - Returns: files in the order they are read in, keys in that of the reference.
/// - Throws: as ``loadPipeline(folder:overrides:)`` when a file cannot be read or parsed.
public func configurationOrigins(
  folder: String, overrides: [String]
) throws(DiagnosticError) -> [ConfigurationOrigin] {
  let log = ConfigurationLog()
  let files = ConfigurationFiles(folder: folder, overrides: overrides, log: log)
  guard let pipeline = files.pipeline, !log.hasProblems else { throw log.error() }
  var origins = OriginList(file: "pipeline.yaml", hasNestedDefaults: true)
  origins.add(pipeline, ConfigurationReference.section("pipeline"), at: .root)
  var found = origins.found
  for key in ConfigurationFiles.keys {
    guard let path = files.paths[key], let node = files.nodes[key] else { continue }
    var origins = OriginList(file: path, hasNestedDefaults: false)
    origins.add(node, ConfigurationReference.section(key), at: .root)
    found += origins.found
  }
  return found
}

/// The keys of one file.
private struct OriginList {
  let file: String
  let hasNestedDefaults: Bool
  private(set) var found: [ConfigurationOrigin] = []

  init(file: String, hasNestedDefaults: Bool) {
    self.file = file
    self.hasNestedDefaults = hasNestedDefaults
  }

  // `node` is nil for a mapping that is not given.
  mutating func add(_ node: ConfigurationNode?, _ section: ConfigurationSection, at path: ConfigurationPath) {
    let hasDefaults = hasNestedDefaults || path == .root
    for key in section.keys {
      let place = path.appending(key.name)
      if let value = node?[key.name], !value.isNull {
        add(value, key.value, at: place)
      } else if let standard = key.defaultText {
        if hasDefaults { add(place, standard, .standard) }
      } else if hasDefaults, let nested = Self.optionalSection(key.value) {
        add(nil, nested, at: place)
      }
    }
  }

  /// The section of a mapping whose defaults hold when it is not given; nil when it would need keys.
  private static func optionalSection(_ value: ConfigurationValue) -> ConfigurationSection? {
    guard case .section(let name) = value else { return nil }
    let section = ConfigurationReference.section(name)
    return section.keys.contains(where: \.isRequired) ? nil : section
  }

  private mutating func add(_ node: ConfigurationNode, _ value: ConfigurationValue, at path: ConfigurationPath) {
    switch (node.value, Self.form(value, of: node)) {
    case (.mapping, .section(let name)):
      add(node, ConfigurationReference.section(name), at: path)
    case (.mapping(let entries), let form) where !entries.isEmpty && !(form == .localizedText && Self.isUniform(node)):
      for entry in entries {
        if case .named(let item) = form {
          add(entry.value, item, at: path.appending(entry.key))
        } else {
          add(entry.value, .text, at: path.appending(entry.key))
        }
      }
    case (.sequence(let items), let form) where !(Self.isFlat(node) && Self.isUniform(node)):
      for (index, item) in items.enumerated() {
        if case .list(let kind) = form {
          add(item, kind, at: path.appending(index))
        } else {
          add(item, .text, at: path.appending(index))
        }
      }
    default: add(path, Self.shown(node), Self.giver(node))
    }
  }

  private mutating func add(_ path: ConfigurationPath, _ value: String, _ giver: ConfigurationOrigin.Giver) {
    found.append(ConfigurationOrigin(file: file, key: path.description, value: value, giver: giver))
  }

  /// What of alternatives a node is.
  private static func form(_ value: ConfigurationValue, of node: ConfigurationNode) -> ConfigurationValue {
    guard case .either(let values) = value else { return value }
    let fitting = values.first { value in
      switch (value, node.value) {
      case (.section, .mapping), (.localizedText, .mapping), (.named, .mapping), (.list, .sequence): true
      default: false
      }
    }
    return fitting ?? .text
  }

  private static func giver(_ node: ConfigurationNode) -> ConfigurationOrigin.Giver {
    if let giver = ConfigurationOverrides.giver(node.location) { return .override(giver) }
    return .line(SourceLocation(file: node.location.file, line: node.location.line))
  }

  /// Lists of scalars, and lists of those.
  private static func isFlat(_ node: ConfigurationNode) -> Bool {
    switch node.value {
    case .scalar: true
    case .sequence(let items): items.allSatisfy(isFlat)
    case .mapping: false
    }
  }

  /// Whether all of it was given by the same: a file, or overrides.
  private static func isUniform(_ node: ConfigurationNode) -> Bool {
    children(node).allSatisfy { $0.location.file == node.location.file && isUniform($0) }
  }

  private static func children(_ node: ConfigurationNode) -> [ConfigurationNode] {
    switch node.value {
    case .scalar: []
    case .sequence(let items): items
    case .mapping(let entries): entries.map(\.value)
    }
  }

  private static func shown(_ node: ConfigurationNode) -> String {
    switch node.value {
    case .scalar(let text, _): text
    case .sequence(let items): "[" + items.map(shown).joined(separator: ", ") + "]"
    case .mapping(let entries): "{" + entries.map { "\($0.key): \(shown($0.value))" }.joined(separator: ", ") + "}"
    }
  }
}
