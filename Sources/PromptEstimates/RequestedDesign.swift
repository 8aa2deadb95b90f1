internal import Diagnostics
public import SurveyModel

/// How the records were drawn, by the names of columns; read from words such as `strata=region+size weights=w`.
public struct RequestedDesign: Sendable, Hashable {
  /// The columns whose crossing makes the strata of the first stage.
  public var strata: [String] = []
  /// One column a stage: what was drawn in it.
  public var clusters: [String] = []
  /// The column of sampling weights.
  public var weights: String?
  /// One column a stage: how many units each stratum holds in the population, or the share of them that was drawn.
  public var populations: [String] = []
  /// Whether unit numbers start anew in each stratum.
  public var areUnitsNested = false
  /// What a stratum with a single unit adds to a variance.
  public var lonelyPolicy = LonelyPolicy.fail
  /// Whether a stratum of which a domain meets a single unit counts as lonely too.
  public var adjustsLonelyInDomains = false

  /// The words that take a value, and those that stand alone.
  public static let words = ["strata", "cluster", "weights", "fpc", "lonely", "nested", "lonely-in-domains"]

  /// One draw of records with replacement, all of the same weight.
  public init() {}

  /// - Parameters:
  ///   - words: such as `strata=region+size`, `cluster=village+household`, `weights=w`, `fpc=n_villages+n_households`,
  ///     `lonely=average`, `nested`, `lonely-in-domains`; strata joined by `+` are crossed, clusters and populations are
  ///     those of the stages in order.
  ///   - problems: gets what is not understood.
  public init(words: [String], problems: inout [String]) {
    var given: Set<String> = []
    for word in words {
      let equals = word.firstIndex(of: "=")
      let key = String(word[..<(equals ?? word.endIndex)])
      let value = equals.map { String(word[word.index(after: $0)...]) }
      let names = value.map { parts($0, at: "+") } ?? []
      guard Self.words.contains(key) else {
        let near = nearestName(to: key, among: Self.words).map { "; did you mean \($0)?" } ?? ""
        problems.append("--design \(word): expected \(Self.words.joined(separator: ", "))\(near)")
        continue
      }
      if !given.insert(key).inserted { problems.append("--design \(word): \(key) is given twice") }
      let standsAlone = key == "nested" || key == "lonely-in-domains"
      if standsAlone != (value == nil) || names.contains("") {
        problems.append("--design \(word): expected " + (standsAlone ? key : "\(key)=…"))
        continue
      }
      switch key {
      case "strata": strata = names
      case "cluster": clusters = names
      case "fpc": populations = names
      case "weights":
        weights = value
      case "nested": areUnitsNested = true
      case "lonely-in-domains": adjustsLonelyInDomains = true
      default:
        if let policy = value.flatMap({ LonelyPolicy(rawValue: $0) }) {
          lonelyPolicy = policy
        } else {
          problems.append(
            "--design \(word): expected " + LonelyPolicy.allCases.map(\.rawValue).joined(separator: ", "))
        }
      }
    }
    let stages = max(1, clusters.count)
    if populations.count > stages {
      problems.append("--design fpc=\(populations.joined(separator: "+")): expected no more stages than cluster= has")
    }
  }
}
