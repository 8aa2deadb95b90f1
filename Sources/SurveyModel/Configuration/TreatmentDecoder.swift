internal import Diagnostics

/// Words of the configuration for transformations of columns with outliers.
enum TreatmentWord: String, CaseIterable {
  case none
  case logCT = "log_CT"
  case logCTOriginal = "log_CT_orig"
  case logCTPlus = "log_CT_plus"
  case logGII = "log_GII"
  case boxCox = "box_cox"
}

/// Reads the treatment of outliers.
struct TreatmentDecoder {
  let log: ConfigurationLog

  /// The treatment that a mapping's key `treatment` gives; `none` takes away the standard one.
  func treatment(_ reader: MappingReader, standard: IndicatorTreatment?) -> IndicatorTreatment? {
    guard let node = reader.node("treatment") else { return standard }
    let path = reader.path.appending("treatment")
    if let text = node.scalar {
      if text == "none" { return nil }
      log.add(
        .notAllowed, at: node.location, "`\(path)` cannot be `\(text)`",
        advice: "Write `none`, or a mapping such as `{winsorise: 5, transform: log_CT}`")
      return nil
    }
    guard let own = MappingReader(node, "treatment", path: path, log: log) else { return nil }
    var treatment = IndicatorTreatment(
      maximumWinsorised: own.integer("winsorise", in: 1...1_000_000), isForced: own.boolean("force") ?? false,
      isCombined: own.boolean("combine") ?? false, skewness: own.number("skewness") ?? 2,
      kurtosis: own.number("kurtosis") ?? 3.5)
    let lambda = own.number("lambda")
    let word = own.word("transform", as: TreatmentWord.self)
    treatment.transformation = word.flatMap { Self.transformation($0, lambda: lambda ?? 0) }
    if lambda != nil && word != .boxCox {
      own.problem(.notAllowed, "lambda", "`\(path).lambda` goes with `transform: box_cox`")
    }
    if !own.has("winsorise") && treatment.transformation == nil {
      log.add(
        .structure, at: node.location, "`\(path)` does nothing", advice: "Give it `winsorise` or `transform`")
    }
    if treatment.skewness <= 0 {
      own.problem(.outOfRange, "skewness", "`\(path).skewness` must be above 0, found \(treatment.skewness)")
    }
    return treatment
  }

  private static func transformation(_ word: TreatmentWord, lambda: Double) -> IndicatorTreatment.Transformation? {
    switch word {
    case .none: nil
    case .logCT: .logCT
    case .logCTOriginal: .logCTOriginal
    case .logCTPlus: .logCTPlus
    case .logGII: .logGII
    case .boxCox: .boxCox(lambda: lambda)
    }
  }
}
