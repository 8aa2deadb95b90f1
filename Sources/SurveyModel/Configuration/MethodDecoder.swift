internal import Diagnostics

/// Words of the configuration for weights.
enum WeightingWord: String, CaseIterable {
  case declared, equal, entropy, critic, cv, pca, ahp, budget
  case benefitOfTheDoubt = "benefit_of_the_doubt"
}

/// Words of the configuration for aggregation.
enum AggregationWord: String, CaseIterable {
  case arithmetic, geometric, harmonic, power, copeland, topsis, wroclaw
  case greyRelation = "grey_relation"
  case mazziottaPareto = "mazziotta_pareto"
  case adjustedMazziottaPareto = "adjusted_mazziotta_pareto"
  case meanMin = "mean_min"
}

enum CombinationWord: String, CaseIterable { case game, linear, multiplicative }

/// Reads how a node comes of its children: weights, aggregation, availability.
struct MethodDecoder {
  let log: ConfigurationLog
  let panels: [ExpertPanel]

  /// The method of a mapping with the keys `weighting`, `aggregation` and `minimum_available`.
  ///
  /// - Parameters:
  ///   - reader: the mapping.
  ///   - standard: what holds for keys that are not given.
  /// - Returns: the method.
  func method(_ reader: MappingReader, standard: NodeMethod = NodeMethod()) -> NodeMethod {
    var method = standard
    if let weighting = weighting(reader) { method.weighting = weighting }
    if let aggregation = aggregation(reader) { method.aggregation = aggregation }
    if let share = reader.number("minimum_available") {
      if !(0...1).contains(share) {
        reader.problem(
          .outOfRange, "minimum_available", "`\(reader.path.appending("minimum_available"))` is a share from 0 to 1",
          advice: "Write `0.6` for six of ten children")
      }
      method.minimumAvailable = share
    }
    if case .benefitOfTheDoubt = method.weighting, method.aggregation != .arithmetic {
      reader.problem(
        .notAllowed, reader.has("aggregation") ? "aggregation" : "weighting",
        "`\(reader.path)`: benefit of the doubt adds up what it weighs, so the aggregation is `arithmetic`",
        advice: "Choose other weights, or leave `aggregation` out")
    }
    switch method.aggregation {
    case .mazziottaPareto, .adjustedMazziottaPareto, .meanMin, .wroclaw:
      if method.weighting != .equal && method.weighting != .declared {
        reader.problem(
          .notAllowed, reader.has("weighting") ? "weighting" : "aggregation",
          "`\(reader.path)`: this aggregation knows no weights", advice: "Use `weighting: equal`")
      }
    default: break
    }
    return method
  }

  private func weighting(_ reader: MappingReader) -> WeightingScheme? {
    reader.node("weighting").flatMap { scheme($0, path: reader.path.appending("weighting"), depth: 0) }
  }

  private func scheme(_ node: ConfigurationNode, path: ConfigurationPath, depth: Int) -> WeightingScheme? {
    if let text = node.scalar {
      guard let word = WeightingWord(rawValue: text) else {
        log.add(
          .notAllowed, at: node.location, "`\(path)` cannot be `\(text)`",
          advice: adviceOnName(text, among: WeightingWord.allCases.map(\.rawValue)))
        return nil
      }
      return simple(word, at: node.location, path: path)
    }
    guard let reader = MappingReader(node, "weighting", path: path, log: log) else { return nil }
    let word = reader.word("method", as: WeightingWord.self)
    let panelName = reader.name("panel", among: panels.map(\.id), what: "panel of experts")
    let bounds = pieShares(reader)
    let combination = reader.word("combine", as: CombinationWord.self)
    let parts = reader.list("of") ?? []
    let shares = (reader.list("shares") ?? []).compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    if reader.has("method") == reader.has("combine") {
      log.add(
        .structure, at: node.location, "`\(path)` must have one of `method` and `combine`",
        advice: "Write `{method: ahp, panel: NAME}` or `{combine: game, of: [declared, entropy]}`")
      return nil
    }
    for (key, needs) in [("panel", "method: ahp` or `budget"), ("pie_shares", "method: benefit_of_the_doubt")]
    where reader.has(key) && reader.has("combine") {
      reader.problem(.notAllowed, key, "`\(path.appending(key))` goes with `\(needs)`")
    }
    if let combination { return combined(combination, parts, shares, reader, depth: depth) }
    for key in ["of", "shares"] where reader.has(key) {
      reader.problem(.notAllowed, key, "`\(path.appending(key))` goes with `combine`")
    }
    guard let word else { return nil }
    switch word {
    case .ahp, .budget:
      guard reader.has("panel") else { return simple(word, at: node.location, path: path) }
      guard let panel = panels.first(where: { $0.id == panelName }) else { return nil }
      let isAsked = panel.experts.allSatisfy { word == .ahp ? $0.judgements != nil : $0.points != nil }
      if !isAsked {
        let key = word == .ahp ? "judgements" : "points"
        reader.problem(
          .structure, "panel", "`\(path).panel`: not every expert of `\(panel.id)` gave `\(key)`",
          advice: "Add `\(key)` to each expert of the panel")
      }
      return word == .ahp ? .analyticHierarchy(panel) : .budgetAllocation(panel)
    case .benefitOfTheDoubt: return .benefitOfTheDoubt(pieShares: bounds)
    default:
      for key in ["panel", "pie_shares"] where reader.has(key) {
        reader.problem(.notAllowed, key, "`\(path.appending(key))` does not go with `method: \(word.rawValue)`")
      }
      return simple(word, at: node.location, path: path)
    }
  }

  private func simple(_ word: WeightingWord, at location: SourceLocation, path: ConfigurationPath) -> WeightingScheme? {
    switch word {
    case .declared: return .declared
    case .equal: return .equal
    case .entropy: return .dataDriven(.entropy)
    case .critic: return .dataDriven(.critic)
    case .cv: return .dataDriven(.variation)
    case .pca: return .dataDriven(.principalComponent)
    case .benefitOfTheDoubt: return .benefitOfTheDoubt(pieShares: nil)
    case .ahp, .budget:
      log.add(
        .missingKey, at: location, "`\(path)`: `\(word.rawValue)` needs a panel of experts",
        advice: "Write `{method: \(word.rawValue), panel: NAME}` and declare the panel in the file named by `experts`")
      return nil
    }
  }

  private func pieShares(_ reader: MappingReader) -> ClosedRange<Double>? {
    guard let items = reader.list("pie_shares") else { return nil }
    let ends = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    guard ends.count == 2, items.count == 2, ends[0] >= 0, ends[0] <= ends[1], ends[1] <= 1 else {
      reader.problem(
        .outOfRange, "pie_shares", "`\(reader.path).pie_shares` must be two shares from 0 to 1, the lower first")
      return nil
    }
    return ends[0]...ends[1]
  }

  private func combined(
    _ word: CombinationWord, _ parts: [(node: ConfigurationNode, path: ConfigurationPath)], _ shares: [Double],
    _ reader: MappingReader, depth: Int
  ) -> WeightingScheme? {
    if parts.count < 2 || depth > 3 {
      reader.problem(
        .structure, "of", "`\(reader.path).of` must list two sets of weights or more",
        advice: "Write `of: [declared, entropy]`")
      return nil
    }
    let schemes = parts.compactMap { scheme($0.node, path: $0.path, depth: depth + 1) }
    for (part, scheme) in zip(parts, schemes) {
      if case .benefitOfTheDoubt = scheme {
        log.add(
          .notAllowed, at: part.node.location, "`\(part.path)`: benefit of the doubt has no common weights to combine",
          advice: "Leave it out")
      }
    }
    if word == .linear && (shares.count != parts.count || shares.contains { $0 < 0 } || shares.allSatisfy { $0 == 0 }) {
      reader.problem(
        .structure, "shares", "`\(reader.path).shares` must have \(parts.count) numbers of 0 or more, one a set",
        advice: "Write for example `shares: [0.5, 0.5]`")
    }
    if word != .linear && reader.has("shares") {
      reader.problem(.notAllowed, "shares", "`\(reader.path).shares` goes with `combine: linear`")
    }
    guard schemes.count == parts.count else { return nil }
    let combination: WeightCombination =
      switch word {
      case .game: .game
      case .linear: .linear(shares: shares)
      case .multiplicative: .multiplicative
      }
    return .combined(schemes, combination)
  }

  private func aggregation(_ reader: MappingReader) -> AggregationMethod? {
    guard let node = reader.node("aggregation") else { return nil }
    let path = reader.path.appending("aggregation")
    let words = AggregationWord.allCases.map(\.rawValue)
    if let text = node.scalar {
      guard let word = AggregationWord(rawValue: text) else {
        log.add(
          .notAllowed, at: node.location, "`\(path)` cannot be `\(text)`", advice: adviceOnName(text, among: words))
        return nil
      }
      if word == .power {
        log.add(
          .missingKey, at: node.location, "`\(path)`: `power` needs an exponent",
          advice: "Write `{method: power, exponent: 0.5}`")
        return nil
      }
      return Self.standard(word)
    }
    guard let own = MappingReader(node, "aggregation", path: path, log: log) else { return nil }
    let exponent = own.number("exponent")
    let distinguishing = own.number("distinguishing")
    let penalty = own.word("penalty", as: IndexPenalty.self)
    let strength = own.number("strength")
    let smoothing = own.number("smoothing")
    guard let word = own.word("method", as: AggregationWord.self) else { return nil }
    let allowed: [AggregationWord: [String]] = [
      .power: ["exponent"], .greyRelation: ["distinguishing"], .mazziottaPareto: ["penalty"],
      .adjustedMazziottaPareto: ["penalty"], .meanMin: ["strength", "smoothing"],
    ]
    for key in ["exponent", "distinguishing", "penalty", "strength", "smoothing"]
    where own.has(key) && !(allowed[word] ?? []).contains(key) {
      own.problem(.notAllowed, key, "`\(path.appending(key))` does not go with `method: \(word.rawValue)`")
    }
    func check(_ key: String, _ value: Double?, _ isFit: (Double) -> Bool, _ expected: String) {
      if let value, !isFit(value) {
        own.problem(.outOfRange, key, "`\(path.appending(key))` must be \(expected), found \(value)")
      }
    }
    check("distinguishing", distinguishing, { $0 > 0 }, "above 0")
    check("strength", strength, { (0...1).contains($0) }, "from 0 to 1")
    check("smoothing", smoothing, { $0 >= 0 }, "0 or more")
    switch word {
    case .power:
      guard let exponent else {
        if !own.has("exponent") {
          log.add(.missingKey, at: node.location, "`\(path.appending("exponent"))` is missing")
        }
        return nil
      }
      return .powerMean(exponent: exponent)
    case .greyRelation: return .greyRelation(distinguishing: distinguishing ?? 0.5)
    case .mazziottaPareto: return .mazziottaPareto(penalty ?? .minus)
    case .adjustedMazziottaPareto: return .adjustedMazziottaPareto(penalty ?? .minus)
    case .meanMin: return .meanMin(strength: strength ?? 0.5, smoothing: smoothing ?? 1)
    default: return Self.standard(word)
    }
  }

  /// A method with its usual constants; for `power` the arithmetic mean.
  static func standard(_ word: AggregationWord) -> AggregationMethod {
    switch word {
    case .arithmetic, .power: .arithmetic
    case .geometric: .powerMean(exponent: 0)
    case .harmonic: .powerMean(exponent: -1)
    case .copeland: .copeland
    case .topsis: .topsis
    case .wroclaw: .wroclaw
    case .greyRelation: .greyRelation(distinguishing: 0.5)
    case .mazziottaPareto: .mazziottaPareto(.minus)
    case .adjustedMazziottaPareto: .adjustedMazziottaPareto(.minus)
    case .meanMin: .meanMin(strength: 0.5, smoothing: 1)
    }
  }
}
