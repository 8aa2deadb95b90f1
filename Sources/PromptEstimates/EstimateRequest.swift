public import Estimation

/// One statistic that is asked for.
public struct RequestedStatistic: Sendable, Hashable {
  /// What is estimated.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    case mean, total
    /// The number of units in the population.
    case count
    /// A total over another total.
    case ratio
    /// The share of units for which a condition holds.
    case share
    /// The share of units in each category of a column.
    case proportion
    case quantile
  }

  public var kind: Kind
  /// A column, or an expression; empty for a count.
  public var text: String
  /// Which quantile; nil for other kinds.
  public var probability: Double?

  /// - Parameters:
  ///   - kind: what is estimated.
  ///   - text: a column, or an expression.
  ///   - probability: which quantile.
  public init(_ kind: Kind, _ text: String, probability: Double? = nil) {
    self.kind = kind
    self.text = text
    self.probability = probability
  }
}

/// How weights are adjusted before anything is estimated: trimmed, then raked or calibrated.
public struct RequestedAdjustment: Sendable, Hashable {
  /// The least and the greatest weight wanted; nil: none are trimmed.
  public var trimming: ClosedRange<Double>?
  /// Files of margins: columns of the data, and behind them the count in the population.
  public var margins: [String] = []
  /// A file of totals: an expression, and its total in the population.
  public var totals: String?
  /// How far calibrated weights may be from those before.
  public var distance = CalibrationDistance.linear

  /// No adjustment.
  public init() {}
}

/// What is wanted of a file: which estimates, in which domains, under which design.
public struct EstimateRequest: Sendable {
  /// How the records were drawn.
  public var design = RequestedDesign()
  public var adjustment = RequestedAdjustment()
  public var statistics: [RequestedStatistic] = []
  /// Crossings of columns; each of their combinations is a domain.
  public var domains: [[String]] = []
  /// Whether the whole sample is estimated beside the domains.
  public var includesWhole = false
  /// The condition of the records that count; the design is that of all records.
  public var condition: String?
  /// Codes that are no answer in any column.
  public var missing: [String] = []
  /// The sheet of a workbook.
  public var sheet: String?
  /// The confidence level.
  public var level = 0.95
  /// How intervals of shares and proportions are made.
  public var interval = ProportionIntervalMethod.logit
  /// How quantiles are read off.
  public var quantileRule = QuantileRule.hf7

  /// Nothing yet.
  public init() {}
}

/// Splits a list at its commas, those inside brackets and quotes left alone: `a, LEAST(b, c)` are two.
///
/// - Parameter text: what an analyst wrote.
/// - Returns: the parts, without space around them.
public func listParts(_ text: String) -> [String] { parts(text, at: ",") }

func parts(_ text: String, at separator: Character) -> [String] {
  var parts = [""]
  var depth = 0
  var quote: Character?
  for character in text {
    if let open = quote {
      if character == open { quote = nil }
    } else if character == "'" || character == "`" {
      quote = character
    } else if character == "(" {
      depth += 1
    } else if character == ")" {
      depth -= 1
    } else if character == separator, depth == 0 {
      parts.append("")
      continue
    }
    parts[parts.count - 1].append(character)
  }
  return parts.map { part in
    var rest = Substring(part)
    while rest.first?.isWhitespace == true { rest.removeFirst() }
    while rest.last?.isWhitespace == true { rest.removeLast() }
    return String(rest)
  }
}
