internal import Diagnostics
internal import Tables

/// The YAML files of one pipeline, parsed, with overrides applied to pipeline.yaml.
struct ConfigurationFiles {
  /// The keys of pipeline.yaml that name another configuration file, in reading order.
  static let keys = [
    "units", "framework", "questionnaire", "cleaning", "calendar", "decisions", "experts", "measures",
  ]

  /// What stands for `templates` of `report` among the keys, and all of them with it.
  static let templates = "report.templates"
  static let allKeys = keys + [templates]

  let folder: String
  let pipeline: ConfigurationNode?
  /// By key; absent when the key is not given or nothing could be made of the file.
  private(set) var nodes: [String: ConfigurationNode] = [:]
  /// Paths as written in pipeline.yaml, by key.
  private(set) var paths: [String: String] = [:]

  init(folder: String, overrides: [String], log: ConfigurationLog) {
    self.folder = folder
    pipeline = Self.pipeline(folder: folder, overrides: overrides, log: log)
    guard let pipeline else { return }
    for key in Self.allKeys {
      let written = key == Self.templates ? pipeline["report"]?["templates"] : pipeline[key]
      guard let node = written, let path = node.scalar, !node.isNull else { continue }
      paths[key] = path
      nodes[key] = Self.parse(path, folder: folder, at: node.location, log: log)
    }
  }

  /// Files that are no YAML but part of what is configured: the logo and the chapters of the analyst's own.
  var reportFiles: [String] {
    guard let report = pipeline?["report"] else { return [] }
    var paths = [report["logo"]?.scalar].compactMap(\.self)
    if case .sequence(let items) = report["chapters"]?.value {
      for item in items {
        let own =
          item.scalar.map { $0.hasSuffix(".md") ? [$0] : [] } ?? [item["zh"], item["en"]].compactMap { $0?.scalar }
        for path in own where !paths.contains(path) { paths.append(path) }
      }
    }
    return paths
  }

  /// pipeline.yaml alone, with overrides applied.
  static func pipeline(folder: String, overrides: [String], log: ConfigurationLog) -> ConfigurationNode? {
    let node = parse("pipeline.yaml", folder: folder, at: nil, log: log)
    return node.map { ConfigurationOverrides(log: log).apply(overrides, to: $0) }
  }

  private static func parse(
    _ path: String, folder: String, at location: SourceLocation?, log: ConfigurationLog
  ) -> ConfigurationNode? {
    let file = joined(folder, path)
    do throws(DiagnosticError) {
      let bytes = try readFile(file, shownAs: file)
      return parseYAML(bytes, file: file, log: log)
    } catch {
      for diagnostic in error.diagnostics {
        // Told where the name was written, since that is what may be wrong.
        let message = location == nil ? diagnostic.message : "`\(file)`: \(diagnostic.message)"
        let advice =
          location == nil && diagnostic.advice?.hasPrefix("Did you mean") != true
          ? "Name the folder of a pipeline, which holds pipeline.yaml" : diagnostic.advice
        log.add(.missingFile, at: location ?? diagnostic.location, message, advice: advice)
      }
      return nil
    }
  }

  /// A path relative to a folder; an absolute path stays.
  static func joined(_ folder: String, _ path: String) -> String {
    if path.hasPrefix("/") || folder.isEmpty || folder == "." { return path }
    return folder.hasSuffix("/") ? folder + path : folder + "/" + path
  }
}
