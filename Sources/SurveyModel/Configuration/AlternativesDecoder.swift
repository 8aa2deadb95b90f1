internal import Diagnostics

/// Reads the alternatives of method under `uncertainty` in pipeline.yaml.
struct AlternativesDecoder {
  let log: ConfigurationLog

  func decode(_ reader: MappingReader) -> MethodAlternatives {
    var alternatives = MethodAlternatives()
    alternatives.draws = reader.integer("draws", in: 100...1_000_000) ?? 1_000
    alternatives.bootstrap = reader.integer("bootstrap", in: 0...100_000) ?? 100
    guard let own = reader.mapping("alternatives", "alternatives") else { return alternatives }
    alternatives.normalisation = words(own, "normalisation", as: NormalisationAlternative.self)
    alternatives.weighting = words(own, "weighting", as: WeightingAlternative.self)
    alternatives.aggregation = words(own, "aggregation", as: AggregationAlternative.self)
    alternatives.weightNoise = noise(own)
    alternatives.dropsOne = own.boolean("drop_one") ?? false
    return alternatives
  }

  private func words<Word: RawRepresentable & CaseIterable & Sendable & Hashable>(
    _ reader: MappingReader, _ key: String, as type: Word.Type
  ) -> [MethodAlternative<Word>] where Word.RawValue == String {
    let known = Word.allCases.map(\.rawValue)
    var found: [MethodAlternative<Word>] = []
    for item in reader.list(key) ?? [] {
      var weight = 1.0
      var word: Word?
      if item.node.scalar != nil {
        guard let text = configurationText(item.node, path: item.path, log: log) else { continue }
        word = Word(rawValue: text)
        if word == nil {
          log.add(
            .notAllowed, at: item.node.location, "`\(item.path)` cannot be `\(text)`",
            advice: adviceOnName(text, among: known))
        }
      } else if let own = MappingReader(item.node, "alternative", path: item.path, log: log) {
        weight = own.number("weight") ?? 1
        if weight <= 0 {
          own.problem(.outOfRange, "weight", "`\(item.path).weight` must be above 0, found \(weight)")
        }
        if let text = own.text("method") {
          word = Word(rawValue: text)
          if word == nil {
            own.problem(
              .notAllowed, "method", "`\(item.path).method` cannot be `\(text)`",
              advice: adviceOnName(text, among: known))
          }
        }
      }
      guard let word else { continue }
      if found.contains(where: { $0.method == word }) {
        log.add(.duplicateName, at: item.node.location, "`\(item.path)`: `\(word.rawValue)` is listed twice")
        continue
      }
      found.append(MethodAlternative(method: word, weight: weight))
    }
    if reader.has(key) && found.count == 1 {
      reader.problem(
        .structure, key, "`\(reader.path.appending(key))` lists one method, so nothing varies",
        advice: "List two or more, `declared` being what the framework says")
    }
    return found
  }

  private func noise(_ reader: MappingReader) -> WeightNoise? {
    guard let own = reader.mapping("weight_noise", "weight_noise") else { return nil }
    let factor = own.number("factor")
    let concentration = own.number("concentration")
    let draws = own.integer("draws", in: 2...10_000) ?? 50
    if (factor == nil) == (concentration == nil) {
      log.add(
        .structure, at: own.location, "`\(own.path)` must have one of `factor` and `concentration`",
        advice: "Write `{factor: 0.25}` for weights times 0.75 to 1.25, or `{concentration: 50}` for Dirichlet weights")
      return nil
    }
    if let factor, !(factor > 0 && factor <= 1) {
      own.problem(.outOfRange, "factor", "`\(own.path).factor` must be above 0 and at most 1, found \(factor)")
    }
    if let concentration, concentration <= 0 {
      own.problem(.outOfRange, "concentration", "`\(own.path).concentration` must be above 0, found \(concentration)")
    }
    return WeightNoise(
      kind: factor.map { .uniform(factor: $0) } ?? .dirichlet(concentration: concentration ?? 1), draws: draws)
  }
}
