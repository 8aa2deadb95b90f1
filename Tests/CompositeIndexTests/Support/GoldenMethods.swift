import CompositeIndex

/// What a configuration says, and which words of it were not understood.
struct GoldenMethod {
  var method = IndexMethod(normalisation: .minMax(lower: 0, upper: 100))
  /// The name of a table of weights; nil: those of the metadata.
  var weights: String?
  var notUnderstood: [String] = []

  /// - Parameters:
  ///   - steps: in COINr's words.
  ///   - groups: the grouping columns of the data by name.
  init(steps: [String], groups: [String: [String]]) {
    var levels: (aggregators: [Aggregator], availability: [Double])?
    for step in steps {
      let words = MethodWords(step)
      let name = words.calls.first?.name ?? ""
      switch name {
      case "Raw", "raw": break
      case "full", "Full": prepareFully(groups)
      case "Denominate": method.preparation.append(.denominate)
      case "Impute": impute(words.words, groups)
      case "Screen": screen(words.words)
      case "Treat": treat(words.words)
      case _ where name.hasPrefix("n_"): normalise(words)
      case _ where name.hasPrefix("a_"): levels = aggregate(words)
      default: notUnderstood.append(step)
      }
    }
    if let levels {
      method.aggregation = IndexAggregation(levels.aggregators, availability: levels.availability)
    } else {
      notUnderstood.append("no aggregation in \(steps)")
    }
  }

  /// The preparation of COINr's worked example.
  private mutating func prepareFully(_ groups: [String: [String]]) {
    method.preparation.append(.denominate)
    impute(["i_mean_grp", "EurAsia_group"], groups)
    method.preparation.append(.screen(Screening(.availability, availability: 0.9)))
    method.preparation.append(.treat(OutlierTreatment()))
  }

  private mutating func impute(_ words: [String], _ groups: [String: [String]]) {
    let name = words.joined(separator: "_")
    if let imputation = Self.imputation(name, groups: groups) {
      method.preparation.append(.impute(imputation))
    } else {
      notUnderstood.append("Impute \(name)")
    }
  }

  /// `i_mean`, `i_median_grp_GDPpc`, `row_mean_pillar`, `row_median_all`.
  static func imputation(_ name: String, groups: [String: [String]]) -> Imputation? {
    let parts = name.split(separator: "_").map(String.init)
    guard parts.count >= 2, let average = ["mean": ImputedAverage.mean, "median": .median][parts[1]] else { return nil }
    switch (parts[0], parts.count) {
    case ("i", 2): return .column(average)
    case ("i", 4...) where parts[2] == "grp":
      let column = parts[3...].filter { $0 != "group" }.joined(separator: "_")
      return groups[column + "_group"].map { .group(average, groups: $0) }
    case ("row", 3) where parts[2] == "all": return .wholeRow(average)
    case ("row", 3) where parts[2] == "pillar": return .row(average, level: 2)
    case ("row", 3) where parts[2].hasPrefix("level"):
      return Int(parts[2].dropFirst(5)).map { .row(average, level: $0) }
    default: return nil
    }
  }

  private mutating func screen(_ words: [String]) {
    let thresholds = words.dropFirst().compactMap { Double($0) }
    guard let screening = Self.screening(words.first ?? "", thresholds) else {
      notUnderstood.append("Screen \(words)")
      return
    }
    method.preparation.append(.screen(screening))
  }

  static func screening(_ name: String, _ thresholds: [Double]) -> Screening? {
    guard let first = thresholds.first else { return nil }
    let last = thresholds.count > 1 ? thresholds[1] : first
    switch name.lowercased() {
    case "byna": return Screening(.availability, availability: first, nonZero: thresholds.count > 1 ? last : 0)
    case "byzeros": return Screening(.nonZero, availability: thresholds.count > 1 ? first : 0, nonZero: last)
    case "bynaandzeros": return Screening(.both, availability: first, nonZero: last)
    default: return nil
    }
  }

  /// `winsorise<=5 else log_CT`, with `combine` or `default`.
  private mutating func treat(_ words: [String]) {
    var treatment = OutlierTreatment()
    var position = 0
    while position < words.count {
      let word = words[position]
      if word == "default" {
        treatment = OutlierTreatment()
      } else if word.hasPrefix("winsorise<="), let maximum = Int(word.dropFirst(11)) {
        treatment.maximumWinsorised = maximum
      } else if word.hasPrefix("winmax="), let maximum = Int(word.dropFirst(7)) {
        treatment.maximumWinsorised = maximum
      } else if word == "combine" || word == "combine_treat" || word == "combine_treat=TRUE" {
        treatment.combined = true
      } else if word == "else", position + 1 < words.count, let name = Self.transformation(words[position + 1]) {
        treatment.transformation = name
        position += 1
      } else {
        notUnderstood.append("Treat \(word)")
      }
      position += 1
    }
    method.preparation.append(.treat(treatment))
  }

  static func transformation(_ name: String, lambda: Double? = nil) -> OutlierTransformation? {
    switch name {
    case "log_CT": .logCT
    case "log_CT_orig": .logCTOriginal
    case "log_CT_plus": .logCTPlus
    case "log_GII", "log_GII_fixed": .logGII
    case "boxcox": .boxCox(lambda: lambda ?? 0)
    default:
      if name.hasPrefix("boxcox("),
        let numbers = MethodWords.numbers(
          String(name.dropFirst(7).dropLast().replacing("lambda=", with: ""))), let first = numbers.first
      {
        .boxCox(lambda: first)
      } else {
        nil
      }
    }
  }

  private mutating func normalise(_ words: MethodWords) {
    guard let call = words.calls.first, words.calls.count == 1 else {
      notUnderstood.append("\(words.calls)")
      return
    }
    var arguments = WordArguments(arguments: call.arguments, words: words.words)
    if let normalisation = Self.normalisation(call.name, &arguments) {
      method.normalisation = normalisation
    } else {
      notUnderstood.append(call.name)
    }
    notUnderstood += arguments.left.map { "\(call.name) \($0)" }
  }

  static func normalisation(_ name: String, _ arguments: inout WordArguments) -> Normalisation? {
    _ = arguments.flag("use_iMeta")
    func pair(_ numbers: [Double]?, _ first: Double, _ second: Double) -> (Double, Double)? {
      guard let numbers else { return (first, second) }
      return numbers.count == 2 ? (numbers[0], numbers[1]) : nil
    }
    switch name {
    case "n_minmax":
      return pair(arguments.numbers("l_u"), 0, 100).map { .minMax(lower: $0, upper: $1) }
    case "n_zscore":
      return pair(arguments.numbers("m_sd"), 0, 1).map { .zScore(mean: $0, standardDeviation: $1) }
    case "n_scaled":
      return pair(arguments.numbers("npara"), 0, 100).map { .scaled(lower: $0, upper: $1) }
    case "n_dist2max": return .distanceToMaximum
    case "n_dist2ref":
      // R counts from 1, over units in the order of their codes.
      guard let reference = arguments.numbers("iref")?.first else { return nil }
      return .distanceToReference(unit: Int(reference) - 1, capped: arguments.flag("cap", "cap_max") ?? false)
    case "n_dist2targ": return .distanceToTarget(capped: arguments.flag("cap", "cap_max") ?? false)
    case "n_fracmax": return .fractionOfMaximum
    case "n_goalposts":
      if arguments.flag("notrunc", "untruncated") == true { return .goalposts(truncated: false) }
      return .goalposts(truncated: arguments.flag("trunc", "trunc2posts"))
    case "n_rank": return .rank
    case "n_prank": return .percentileRank
    case "n_borda": return .borda
    default: return nil
    }
  }

  private mutating func aggregate(_ words: MethodWords) -> ([Aggregator], [Double]) {
    var last = WordArguments(arguments: words.calls.last?.arguments ?? [], words: words.words)
    weights = last.text("w")
    _ = last.flag("by_df", "by_df=TRUE")
    let availability = last.numbers("dat_thresh", positions: false) ?? []
    let exponent = last.numbers("p")?.first
    var aggregators: [Aggregator] = []
    for (position, call) in words.calls.enumerated() {
      var own = WordArguments(arguments: position + 1 < words.calls.count ? call.arguments : [], words: [])
      if let aggregator = Self.aggregator(call.name, exponent: own.numbers("p")?.first ?? exponent) {
        aggregators.append(aggregator)
      } else {
        notUnderstood.append(call.name)
      }
    }
    notUnderstood += last.left.map { "aggregation \($0)" }
    return (aggregators, availability)
  }

  static func aggregator(_ name: String, exponent: Double? = nil) -> Aggregator? {
    switch name {
    case "a_amean": .arithmetic
    case "a_gmean": .geometric
    case "a_hmean": .harmonic
    case "a_genmean": exponent.map { .mean(.generalised(exponent: $0)) }
    case "a_copeland": .copeland
    default: nil
    }
  }
}
