import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The scale on which values are judged.
enum ValueScale: String, Sendable, CaseIterable {
  case raw
  /// Natural logarithms, for amounts that spread over orders of magnitude; only values above 0 have one.
  case log

  /// The values on this scale, NaN where they have none, and how many that had a value have none here.
  func applied(to values: [Double]) -> (values: [Double], unjudged: Int) {
    guard self == .log else { return (values, 0) }
    var unjudged = 0
    let scaled = values.map { value -> Double in
      if value > 0 { return logarithm(value) }
      if !value.isNaN { unjudged += 1 }
      return .nan
    }
    return (scaled, unjudged)
  }

  /// What to tell about values that this scale cannot judge.
  func notes(_ what: String, _ variable: String, unjudged: Int) -> [Diagnostic] {
    guard unjudged > 0 else { return [] }
    return [
      Diagnostic(
        .info, code: "Q-011",
        "\(what): \(unjudged) \(unjudged == 1 ? "value" : "values") of \(variable) are not above 0, have no logarithm "
          + "and were not judged", advice: "Judge them by a rule of their own, or on the raw scale")
    ]
  }
}

private func logarithm(_ value: Double) -> Double { log(value) }
