internal import Diagnostics

/// Keys of pipeline.yaml from the environment: `BIZCLIMATE_SEED=7` is `seed=7`, `BIZCLIMATE_UNCERTAINTY__REPLICATES=200` is
/// `uncertainty.replicates=200`. They go before the file, and flags go before them.
public enum EnvironmentOverrides {
  private static let prefix = "BIZCLIMATE_"

  /// The overrides that variables stand for.
  ///
  /// - Parameter variables: the environment.
  /// - Returns: as for ``loadPipeline(folder:overrides:)``, in order of names, so that problems are told in one order. A
  ///   variable whose name is nearly a key of pipeline.yaml is among them, and is refused with the key that may have been
  ///   meant; others that have the prefix, and empty ones, are none.
  public static func overrides(_ variables: [String: String]) -> [String] {
    let keys = ConfigurationReference.section("pipeline").keys.map(\.name)
    return variables.filter { name, value in
      guard isVariable(name), !value.isEmpty, let top = path(name).split(separator: ".").first.map(String.init) else {
        return false
      }
      return keys.contains(top) || nearestName(to: top, among: keys) != nil
    }.map { "\($0.key)=\($0.value)" }.sorted()
  }

  static func isVariable(_ name: String) -> Bool { name.hasPrefix(prefix) && name.utf8.count > prefix.utf8.count }

  /// The variable of an override in this form, and the same with the key path; nil for one that has another form.
  static func named(_ text: String) -> (variable: String, text: String)? {
    guard let equals = text.firstIndex(of: "="), isVariable(String(text[..<equals])) else { return nil }
    let name = String(text[..<equals])
    return (name, path(name) + text[equals...])
  }

  private static func path(_ name: String) -> String {
    name.dropFirst(prefix.count).lowercased().replacing("__", with: ".")
  }
}
