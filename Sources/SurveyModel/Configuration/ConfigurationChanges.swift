internal import Diagnostics

/// A key that two resolved configurations give differently.
public struct ConfigurationChange: Sendable, Hashable {
  /// The configuration file, as pipeline.yaml names it.
  public var file: String
  /// Where it stands, such as `rules[R08].max`; empty for a whole file.
  public var key: String
  /// nil: it was not there. Mappings and lists are shown as `{…}` and `[…]`.
  public var old: String?
  /// nil: it is no longer there.
  public var new: String?
}

extension ConfigurationChange: CustomStringConvertible {
  /// `cleaning.yaml rules[R08].max changed: 400 → 300`.
  public var description: String {
    let place = key.isEmpty ? file : "\(file) \(key)"
    return switch (old, new) {
    case (nil, let new?): "\(place) is new: \(new)"
    case (let old?, nil): "\(place) is gone, it was: \(old)"
    default: "\(place) changed: \(old ?? "") → \(new ?? "")"
    }
  }
}

/// What differs between two configurations in the form of ``resolvedConfiguration(folder:overrides:)``.
///
/// - Parameters:
///   - old: the bytes of one.
///   - new: the bytes of the other.
/// - Returns: the keys that differ, in the order of files and keys; of a mapping or list that is only in one, the whole.
public func configurationChanges(from old: [UInt8], to new: [UInt8]) -> [ConfigurationChange] {
  let before = documents(old)
  let after = documents(new)
  var changes: [ConfigurationChange] = []
  for file in after.map(\.file) + before.map(\.file).filter({ name in !after.contains { $0.file == name } }) {
    var comparison = ConfigurationComparison(file: file)
    comparison.compare(
      before.first { $0.file == file }?.node, after.first { $0.file == file }?.node, key: "")
    changes += comparison.changes
  }
  return changes
}

/// The files of a resolved configuration.
private func documents(_ bytes: [UInt8]) -> [(file: String, node: ConfigurationNode)] {
  let mark = "--- # "
  let text = String(decoding: bytes, as: UTF8.self)
  var files: [(name: String, lines: [Substring])] = []
  for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
    if line.hasPrefix(mark) {
      files.append((String(line.dropFirst(mark.count)), []))
    } else if !files.isEmpty {
      files[files.count - 1].lines.append(line)
    }
  }
  return files.compactMap { file in
    let body = Array(file.lines.joined(separator: "\n").utf8)
    return parseYAML(body, file: file.name, log: ConfigurationLog()).map { (file.name, $0) }
  }
}

private struct ConfigurationComparison {
  let file: String
  var changes: [ConfigurationChange] = []

  init(file: String) { self.file = file }

  mutating func compare(_ old: ConfigurationNode?, _ new: ConfigurationNode?, key: String) {
    switch (old?.value, new?.value) {
    case (.mapping(let before)?, .mapping(let after)?):
      for name in after.map(\.key) + before.map(\.key).filter({ name in !after.contains { $0.key == name } }) {
        compare(
          before.first { $0.key == name }?.value, after.first { $0.key == name }?.value,
          key: key.isEmpty ? name : "\(key).\(name)")
      }
    case (.sequence(let before)?, .sequence(let after)?):
      let (left, right) = (labels(before), labels(after))
      for label in right + left.filter({ !right.contains($0) }) {
        compare(
          left.firstIndex(of: label).map { before[$0] }, right.firstIndex(of: label).map { after[$0] },
          key: "\(key)[\(label)]")
      }
    default:
      let (was, now) = (old.map(shown), new.map(shown))
      if was != now { changes.append(ConfigurationChange(file: file, key: key, old: was, new: now)) }
    }
  }

  /// What an analyst calls the items of a list: by their id, code or name where all have one of their own, else by number.
  private func labels(_ items: [ConfigurationNode]) -> [String] {
    for name in ["id", "code", "name"] {
      let found = items.compactMap { $0[name]?.scalar }
      if found.count == items.count, Set(found).count == items.count { return found }
    }
    return items.indices.map(String.init)
  }

  private func shown(_ node: ConfigurationNode) -> String {
    switch node.value {
    case .scalar(let text, _): text
    case .sequence: "[…]"
    case .mapping: "{…}"
    }
  }
}
