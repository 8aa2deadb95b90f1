internal import Diagnostics

/// Words of the configuration for what a distance leads to.
enum DistanceWord: String, CaseIterable { case maximum, target, unit }

/// Words of the configuration for scores by rank.
enum RankWord: String, CaseIterable { case rank, percentile, borda }

/// Reads the score map of an indicator.
struct ScoreMapDecoder {
  let log: ConfigurationLog
  let likertMaps: [String]
  /// Ids of the ranked units; nil when they are not known here.
  let units: [String]?

  static let maps = [
    "goalpost", "likert", "min_max", "z_score", "distance_to", "fraction_of_maximum", "rank", "efficacy",
    "achievement", "optimal", "climate_index",
  ]

  /// - Parameters:
  ///   - reader: of the section `score`.
  ///   - direction: nil when it could not be read.
  ///   - target: the indicator's target.
  ///   - id: the indicator's code.
  /// - Returns: nil where it cannot be read, which has been reported.
  func scoreMap(_ reader: MappingReader, direction: Direction?, target: Double?, id: String) -> ScoreMap? {
    let given = Self.maps.filter { reader.has($0) }
    // Every key is read, so that none of them goes unchecked.
    let unit = reader.text("unit")
    let capped = reader.boolean("capped")
    let points = pair(reader, "points", form: "[from, to]")
    guard given.count == 1 else {
      log.add(
        .structure, at: reader.location,
        "`\(reader.path)` must have exactly one of \(alternatives(Self.maps))",
        advice: given.isEmpty ? "Add one of them" : "Keep one of \(alternatives(given))")
      return nil
    }
    for (key, maps) in [("unit", ["distance_to"]), ("capped", ["distance_to"]), ("points", ["efficacy"])]
    where reader.has(key) && !maps.contains(given[0]) {
      reader.problem(.notAllowed, key, "`\(reader.path.appending(key))` does not go with `\(given[0])`")
    }
    switch given[0] {
    case "likert":
      return reader.name("likert", among: likertMaps, what: "Likert map").map { .likert(map: $0) }
    case "min_max":
      guard let ends = pair(reader, "min_max", form: "[lower, upper]") else { return nil }
      if ends.0 >= ends.1 {
        reader.problem(.goalposts, "min_max", "`\(reader.path).min_max`: the lower end must lie below the upper end")
      }
      return .minMax(lower: ends.0, upper: ends.1)
    case "z_score":
      guard let values = pair(reader, "z_score", form: "[mean, standard deviation]") else { return nil }
      if values.1 <= 0 {
        reader.problem(.outOfRange, "z_score", "`\(reader.path).z_score`: the standard deviation must be above 0")
      }
      return .zScore(mean: values.0, deviation: values.1)
    case "distance_to":
      return distance(reader, unit: unit, capped: capped ?? true, target: target, id: id)
    case "fraction_of_maximum":
      requireTrue(reader, "fraction_of_maximum")
      return .fractionOfMaximum
    case "rank":
      switch reader.word("rank", as: RankWord.self) {
      case .rank: return .rank
      case .percentile: return .percentileRank
      case .borda: return .borda
      case nil: return nil
      }
    case "efficacy": return efficacy(reader, points: points ?? (60, 100), direction: direction, id: id)
    case "achievement":
      guard let cap = reader.number("achievement") else { return nil }
      if cap <= 0 {
        reader.problem(.outOfRange, "achievement", "`\(reader.path).achievement` is the cap, above 0, found \(cap)")
      }
      guard let target = needed(target, reader, "achievement", id: id) else { return nil }
      if target <= 0 {
        reader.problem(
          .goalposts, "achievement", "the achievement of `\(id)` needs a target above 0, found \(target)",
          advice: "Use `distance_to: target`, which does not depend on the sign")
      }
      return .achievement(target: target, cap: cap)
    case "optimal": return optimal(reader, direction: direction, id: id)
    case "climate_index":
      requireTrue(reader, "climate_index")
      return .climateIndex
    default:
      guard let ends = pair(reader, "goalpost", form: "[worst, best]") else { return nil }
      checkEnds(reader, "goalpost", ScoreEnds(worst: ends.0, best: ends.1), direction: direction, id: id)
      return .goalpost(worst: ends.0, best: ends.1)
    }
  }

  private func distance(
    _ reader: MappingReader, unit: String?, capped: Bool, target: Double?, id: String
  ) -> ScoreMap? {
    guard let word = reader.word("distance_to", as: DistanceWord.self) else { return nil }
    if word != .unit && reader.has("unit") {
      reader.problem(.notAllowed, "unit", "`\(reader.path).unit` goes with `distance_to: unit`")
    }
    switch word {
    case .maximum: return .distanceToMaximum
    case .target:
      return needed(target, reader, "distance_to", id: id).map { .distanceToTarget(target: $0, capped: capped) }
    case .unit:
      guard let unit else {
        reader.problem(
          .missingKey, "distance_to", "`\(reader.path)`: `distance_to: unit` needs `unit`, the unit's id")
        return nil
      }
      if let units, !units.contains(unit) {
        reader.problem(
          .unknownName, "unit", "`\(reader.path).unit`: there is no ranked unit `\(unit)`",
          advice: adviceOnName(unit, among: units, what: "Ranked units"))
      }
      return .distanceToUnit(unit: unit, capped: capped)
    }
  }

  private func efficacy(
    _ reader: MappingReader, points: (Double, Double), direction: Direction?, id: String
  ) -> ScoreMap? {
    if points.0 >= points.1 {
      reader.problem(.outOfRange, "points", "`\(reader.path).points`: the first must lie below the second")
    }
    if reader.node("efficacy")?.scalar == "extremes" { return .efficacy(ends: nil, from: points.0, to: points.1) }
    guard let ends = pair(reader, "efficacy", form: "[unsatisfactory, satisfactory]") else { return nil }
    let scale = ScoreEnds(worst: ends.0, best: ends.1)
    checkEnds(reader, "efficacy", scale, direction: direction, id: id)
    return .efficacy(ends: scale, from: points.0, to: points.1)
  }

  private func optimal(_ reader: MappingReader, direction: Direction?, id: String) -> ScoreMap? {
    guard let items = reader.list("optimal") else { return nil }
    let ends = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    guard ends.count == 4, items.count == 4, ends[0] < ends[1], ends[1] <= ends[2], ends[2] < ends[3] else {
      reader.problem(
        .goalposts, "optimal",
        "`\(reader.path).optimal` must be four rising numbers: worth nothing, best from, best to, worth nothing",
        advice: "Write for example `[0, 40, 60, 100]`")
      return nil
    }
    if direction == .negative {
      reader.problem(
        .goalposts, "optimal", "the optimal range of `\(id)` contradicts its direction `-`",
        advice: "Leave `direction` out: both less and more than the range are worse")
    }
    return .optimal(lower: ends[0], low: ends[1], high: ends[2], upper: ends[3])
  }

  private func needed(_ target: Double?, _ reader: MappingReader, _ key: String, id: String) -> Double? {
    if target == nil {
      reader.problem(
        .missingKey, key, "`\(reader.path.appending(key))` needs a target", advice: "Give `\(id)` a `target`")
    }
    return target
  }

  private func requireTrue(_ reader: MappingReader, _ key: String) {
    if reader.boolean(key) == false {
      reader.problem(.notAllowed, key, "`\(reader.path.appending(key))` can only be `true`", advice: "Leave it out")
    }
  }

  private func pair(_ reader: MappingReader, _ key: String, form: String) -> (Double, Double)? {
    guard let items = reader.list(key) else { return nil }
    let ends = items.compactMap { configurationNumber($0.node, path: $0.path, log: log) }
    guard ends.count == items.count else { return nil }
    guard ends.count == 2 else {
      reader.problem(
        .structure, key, "`\(reader.path.appending(key))` must have two numbers, found \(items.count)",
        advice: "Write `\(form)`")
      return nil
    }
    return (ends[0], ends[1])
  }

  private func checkEnds(
    _ reader: MappingReader, _ key: String, _ ends: ScoreEnds, direction: Direction?, id: String
  ) {
    guard let direction else { return }
    if direction == .positive ? ends.best > ends.worst : ends.best < ends.worst { return }
    let relation = direction == .positive ? "best above worst" : "worst above best"
    reader.problem(
      .goalposts, key,
      "the goalposts of `\(id)` contradict its direction `\(direction.rawValue)`: worst \(ends.worst), best \(ends.best)",
      advice: "With direction `\(direction.rawValue)` write \(relation), as `[worst, best]`, or change the direction")
  }
}
