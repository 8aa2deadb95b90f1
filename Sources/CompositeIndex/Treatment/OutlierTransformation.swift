#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A transformation that pulls in a long tail; all keep the order of the values.
public enum OutlierTransformation: Sendable, Hashable {
  /// ln(x - min + 0.01 (max - min)), after the COIN Tool of the Joint Research Centre.
  case logCT
  /// ln(x - min + 1).
  case logCTOriginal
  /// As `logCT` for a skewness above 0, else -ln(max + 0.01 (max - min) - x).
  case logCTPlus
  /// ln((max - 1) (x - min) / (max - min) + 1), after the Global Innovation Index; only for a maximum above 1, below
  /// which it would turn the order round.
  case logGII
  /// (y^λ - 1) / λ with y = x - min + 1; ln y for λ = 0 (Box and Cox 1964).
  case boxCox(lambda: Double)

  /// - Parameter values: NaN stands for missing and stays.
  /// - Returns: the transformed column; nil where it is not defined: for a constant column (but `logCTOriginal` and `boxCox`),
  ///   and under `logGII` for a maximum of 1 or less.
  public func applied(to values: [Double]) -> [Double]? {
    guard let ends = range(values) else { return values }
    let width = ends.greatest - ends.least
    func mapped(_ transform: (Double) -> Double) -> [Double]? {
      let result = values.map { $0.isNaN ? .nan : transform($0) }
      return zip(values, result).allSatisfy { $0.isNaN || $1.isFinite } ? result : nil
    }
    switch self {
    case .logCT:
      return mapped { log($0 - ends.least + 0.01 * width) }
    case .logCTOriginal:
      return mapped { log($0 - ends.least + 1) }
    case .logCTPlus:
      if Moments(values).skewness.map({ $0 > 0 }) ?? true { return Self.logCT.applied(to: values) }
      return mapped { -log(ends.greatest + 0.01 * width - $0) }
    case .logGII:
      return width > 0 && ends.greatest > 1 ? mapped { log((ends.greatest - 1) * ($0 - ends.least) / width + 1) } : nil
    case .boxCox(let lambda):
      return mapped { x in
        let y = x - ends.least + 1
        return lambda == 0 ? log(y) : (pow(y, lambda) - 1) / lambda
      }
    }
  }

  /// The name used in tables.
  public var name: String {
    switch self {
    case .logCT: "log_CT"
    case .logCTOriginal: "log_CT_orig"
    case .logCTPlus: "log_CT_plus"
    case .logGII: "log_GII"
    case .boxCox: "boxcox"
    }
  }
}
