public import Diagnostics
internal import Tables

/// The configuration of a pipeline, its files read once.
public struct LoadedConfiguration: Sendable {
  public let pipeline: PipelineDefinition
  /// As ``resolvedConfiguration(folder:overrides:)`` gives it, with `.` for where outputs are, which changes no result.
  public let canonical: [UInt8]
  /// The same in parts, for who reads only some of it; how runs are kept and where are left out.
  public let parts: [ConfigurationPart]
}

/// One key at the top of a configuration file.
public struct ConfigurationPart: Sendable, Hashable {
  /// What names the file in pipeline.yaml, such as `framework` or `report.templates`; `pipeline` for that file itself, `report`
  /// for files that are no YAML.
  public var topic: String
  /// The file, as pipeline.yaml names it.
  public var file: String
  /// Empty where the file is one list, or no YAML.
  public var key: String
  /// In the form of ``resolvedConfiguration(folder:overrides:)``; of a file that is no YAML, its digest.
  public var text: String

  public init(topic: String, file: String, key: String, text: String) {
    self.topic = topic
    self.file = file
    self.key = key
    self.text = text
  }
}

/// Reads the configuration once, for its meaning and for its digests.
///
/// - Parameters:
///   - folder: as for ``loadPipeline(folder:overrides:)``.
///   - overrides: as for ``loadPipeline(folder:overrides:)``.
/// - Returns: the checked pipeline and what it was made of.
/// - Throws: as ``loadPipeline(folder:overrides:)``.
public func loadConfiguration(folder: String, overrides: [String]) throws(DiagnosticError) -> LoadedConfiguration {
  let log = ConfigurationLog()
  let files = ConfigurationFiles(folder: folder, overrides: overrides, log: log)
  let pipeline = decodePipeline(files, log: log)
  guard let pipeline, !log.hasProblems else { throw log.error() }
  return LoadedConfiguration(
    pipeline: pipeline, canonical: try files.canonical(outputAt: "."), parts: try files.parts())
}

/// The configuration as resolved, in a canonical form: the same bytes for the same meaning of every file after overrides, whatever
/// the comments, quoting style and folder. For a digest, and to keep with a run. How runs are kept apart and which stay changes
/// no result, so it is left out.
///
/// - Throws: as ``loadPipeline(folder:overrides:)`` when a file cannot be read or parsed.
public func resolvedConfiguration(folder: String, overrides: [String]) throws(DiagnosticError) -> [UInt8] {
  let log = ConfigurationLog()
  let files = ConfigurationFiles(folder: folder, overrides: overrides, log: log)
  guard files.pipeline != nil, !log.hasProblems else { throw log.error() }
  return try files.canonical()
}

extension ConfigurationFiles {
  // `output` stands for the key `output`; nil: what is configured.
  fileprivate func canonical(outputAt output: String? = nil) throws(DiagnosticError) -> [UInt8] {
    var writer = CanonicalYAML()
    if var node = pipeline {
      if case .mapping(var entries) = node.value {
        entries.removeAll { ["lock", "retention"].contains($0.key) }
        if let output {
          let value = ConfigurationNode(value: .scalar(output, .plain), location: node.location)
          if let place = entries.firstIndex(where: { $0.key == "output" }) {
            entries[place].value = value
          } else {
            entries.append(ConfigurationNode.Entry(key: "output", keyLocation: node.location, value: value))
          }
        }
        node.value = .mapping(entries)
      }
      writer.write(file: "pipeline.yaml", node)
    }
    for key in Self.allKeys {
      if let path = paths[key], let node = nodes[key] { writer.write(file: path, node) }
    }
    for path in reportFiles { writer.write(file: path, digest: try digest(of: path)) }
    return writer.bytes
  }

  fileprivate func parts() throws(DiagnosticError) -> [ConfigurationPart] {
    var parts: [ConfigurationPart] = []
    func add(_ topic: String, _ file: String, _ node: ConfigurationNode) {
      guard case .mapping(let entries) = node.value else {
        parts.append(ConfigurationPart(topic: topic, file: file, key: "", text: CanonicalYAML.text(of: node)))
        return
      }
      for entry in entries where topic != "pipeline" || !["lock", "retention", "output"].contains(entry.key) {
        parts.append(
          ConfigurationPart(topic: topic, file: file, key: entry.key, text: CanonicalYAML.text(of: entry.value)))
      }
    }
    if let pipeline { add("pipeline", "pipeline.yaml", pipeline) }
    for key in Self.allKeys {
      if let path = paths[key], let node = nodes[key] { add(key, path, node) }
    }
    for path in reportFiles {
      parts.append(ConfigurationPart(topic: "report", file: path, key: "", text: try digest(of: path)))
    }
    return parts
  }

  private func digest(of path: String) throws(DiagnosticError) -> String {
    let file = Self.joined(folder, path)
    return sha256Hex(try readFile(file, shownAs: file))
  }
}
