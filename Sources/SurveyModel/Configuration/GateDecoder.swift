internal import Diagnostics

/// Reads limits: thresholds of rules, gates of figures of quality.
struct GateDecoder {
  let log: ConfigurationLog

  func thresholds(_ reader: MappingReader) -> RuleThresholds? {
    guard let limits = reader.mapping("thresholds", "thresholds") else { return nil }
    let warn = limit(limits, "warn_above", isShare: true)
    let error = limit(limits, "error_above", isShare: true)
    checkOrder(limits, lower: warn, "warn_above", upper: error, "error_above")
    return RuleThresholds(
      warnAbove: warn, errorAbove: error, isByUnit: limits.boolean("by_unit") ?? false)
  }

  func gates(_ file: MappingReader) -> [QualityGate] {
    file.named("gates").compactMap { entry in
      let path = ConfigurationPath(parts: ["gates", entry.key])
      guard let reader = MappingReader(entry.value, "gate", path: path, keyLocation: entry.keyLocation, log: log) else {
        return nil
      }
      let isByUnit = reader.boolean("by_unit") ?? false
      let measure = QualityMeasure(rawValue: entry.key)
      guard let measure, !measure.isInformation else {
        log.add(
          .notAllowed, at: entry.keyLocation,
          measure == nil
            ? "`\(path)` is no figure of quality"
            : "`\(path)` is for information only: honest answers show it too, so it takes no limits",
          advice: adviceOnName(entry.key, among: QualityMeasure.gated.map(\.rawValue), what: "Allowed here"))
        return nil
      }
      let limits = ["warn_above", "error_above", "warn_below", "error_below"].map {
        limit(reader, $0, isShare: measure.isShare)
      }
      checkOrder(reader, lower: limits[0], "warn_above", upper: limits[1], "error_above")
      checkOrder(reader, lower: limits[3], "error_below", upper: limits[2], "warn_below")
      return QualityGate(
        measure: measure, warnAbove: limits[0], errorAbove: limits[1], warnBelow: limits[2], errorBelow: limits[3],
        isByUnit: isByUnit, location: entry.keyLocation)
    }
  }

  private func checkOrder(
    _ reader: MappingReader, lower: Double?, _ lowerKey: String, upper: Double?, _ upperKey: String
  ) {
    guard let lower, let upper, lower > upper else { return }
    reader.problem(
      .outOfRange, upperKey, "`\(reader.path.appending(upperKey))` lies below `\(lowerKey)`: it would never be reached",
      advice: "Exchange the two")
  }

  /// `5%`, `0.05`, or for counts and seconds a number.
  func limit(_ reader: MappingReader, _ key: String, isShare: Bool) -> Double? {
    guard let text = reader.text(key) else { return nil }
    let isPercent = text.hasSuffix("%")
    let number = Double(isPercent ? String(text.dropLast()) : text).map { isPercent ? $0 / 100 : $0 }
    let allowed = isShare ? 0...10 : 0...Double.greatestFiniteMagnitude
    guard let number, number.isFinite, allowed.contains(number), isShare || !isPercent else {
      reader.problem(
        .outOfRange, key,
        "`\(reader.path.appending(key))` must be \(isShare ? "a share, such as `5%` or `0.05`" : "a number"), found `\(text)`"
      )
      return nil
    }
    return number
  }
}

/// The file named by `decisions`.
func decodeDecisions(
  _ node: ConfigurationNode, rules: [CleaningRule], wave: Int, log: ConfigurationLog
) -> [ReviewDecision] {
  guard let file = MappingReader(node, "decisions", path: .root, log: log) else { return [] }
  let dropping = rules.filter(\.action.dropsRecords).map(\.id)
  var seen: Set<String> = []
  return file.mappings("decisions", "decision").compactMap { reader in
    let record = reader.text("record")
    // A rule whose own declaration is broken has been told of.
    let isBroken = reader.text("rule").map(log.brokenNames.contains) ?? false
    let rule = isBroken ? nil : reader.name("rule", among: dropping, what: "rule that drops records")
    let reason = reader.text("reason")
    let author = reader.text("by")
    let fingerprint = reader.text("fingerprint")
    let itsWave = reader.integer("wave", in: 1900...2999) ?? wave
    guard let record, let rule, let reason, let author, let fingerprint else { return nil }
    if !seen.insert("\(itsWave)\n\(record)\n\(rule)").inserted {
      reader.problem(
        .duplicateName, "record", "there are two decisions on record `\(record)` and rule `\(rule)`",
        advice: "Keep one")
    }
    return ReviewDecision(
      record: record, rule: rule, reason: reason, author: author, fingerprint: fingerprint, wave: itsWave,
      location: reader.location)
  }
}
