import Diagnostics
import Estimation
import Testing

/// Expenditure on fresh milk in 43 areas of the US Consumer Expenditure Survey 1989 (Arora & Lahiri 1997; You & Chapman 2006,
/// table 1): direct estimates, standard errors and the major area of each.
@Suite struct FayHerriotTests {
  private let direct = [
    1.099, 1.075, 1.105, 0.628, 0.753, 0.981, 1.257, 1.095, 1.405, 1.356, 0.615, 1.46, 1.338, 0.854, 1.176, 1.111,
    1.257, 1.43, 1.278, 1.292, 1.002, 1.183, 1.044, 1.267, 1.193, 0.791, 0.795, 0.759, 0.796, 0.565, 0.886, 0.952,
    0.807, 0.582, 0.684, 0.787, 0.44, 0.759, 0.77, 0.8, 0.756, 0.865, 0.64,
  ]
  private let errors = [
    0.163, 0.08, 0.083, 0.109, 0.119, 0.141, 0.202, 0.127, 0.168, 0.178, 0.1, 0.201, 0.148, 0.143, 0.149, 0.145, 0.135,
    0.172, 0.137, 0.163, 0.125, 0.247, 0.14, 0.171, 0.106, 0.121, 0.121, 0.259, 0.106, 0.089, 0.225, 0.205, 0.119,
    0.067, 0.106, 0.126, 0.092, 0.132, 0.1, 0.113, 0.083, 0.121, 0.129,
  ]
  private var predictors: [[Double]] {
    let major =
      [Int](repeating: 1, count: 7) + [Int](repeating: 2, count: 7) + [Int](repeating: 3, count: 11)
      + [Int](repeating: 4, count: 18)
    return (2...4).map { own in major.map { $0 == own ? 1 : 0 } }
  }

  /// σ², β, the first five estimates and mean squared errors, and the sums of both, computed with numpy and scipy from the
  /// model in matrix form (V⁻¹ and P written out). R's `sae` gives 0.01855022 for the first.
  @Test(
    "the model of the milk data has the figures of the definitions",
    arguments: [
      (
        FayHerriot.Method.restrictedLikelihood, 0.018550334762766678,
        [0.9681889869749648, 0.13278030545673883, 0.2269462245205935, -0.24130103994462973],
        [1.0219705441506148, 1.0476019514423371, 1.06795142630424, 0.7608165650885205, 0.84615704377863],
        [0.013460256459645568, 0.005372879732943136, 0.005701994717053254, 0.008541752018645366, 0.009579609713657799],
        40.71457832884385, 0.4572805267299667
      ),
      (
        .moments, 0.01642026365412791,
        [0.9679011495979484, 0.1294501847527162, 0.22679102535152526, -0.24215178686143735],
        [1.0179759242131692, 1.044963859622229, 1.0644807457483765, 0.7706920581259702, 0.8525124077891324],
        [0.012757013880815809, 0.005314466481835381, 0.005632200378019057, 0.008323470645701025, 0.009283518680150565],
        40.661869841341684, 0.4360525287632658
      ),
    ])
  func milk(
    method: FayHerriot.Method, variance: Double, coefficients: [Double], estimates: [Double], errors mse: [Double],
    sum: Double, mseSum: Double
  ) throws {
    let model = try FayHerriot(
      direct: direct, samplingVariances: errors.map { $0 * $0 }, predictors: predictors, method: method)
    #expect(model.hasConverged && abs(model.variance - variance) < 1e-12)
    for (own, wanted) in zip(model.coefficients, coefficients) { #expect(abs(own - wanted) < 1e-10) }
    for (area, wanted) in zip(model.areas, estimates) { #expect(abs(area.estimate - wanted) < 1e-10) }
    for (area, wanted) in zip(model.areas, mse) { #expect(abs(area.meanSquaredError - wanted) < 1e-12) }
    #expect(abs(model.areas.reduce(0) { $0 + $1.estimate } - sum) < 1e-9)
    #expect(abs(model.areas.reduce(0) { $0 + $1.meanSquaredError } - mseSum) < 1e-11)
    for (area, own) in model.areas.enumerated() {
      let ends = [direct[area], own.synthetic].sorted()
      #expect(own.estimate >= ends[0] - 1e-12 && own.estimate <= ends[1] + 1e-12)
    }
  }

  @Test("areas that vary no more than their errors are given the synthetic estimate")
  func noVariance() throws {
    for method in FayHerriot.Method.allCases {
      let model = try FayHerriot(
        direct: (0..<20).map { 5 + ($0 % 2 == 0 ? 0.1 : -0.1) }, samplingVariances: (0..<20).map { _ in 1 },
        predictors: [], method: method)
      #expect(model.variance == 0 && model.areas.allSatisfy { abs($0.estimate - 5) < 1e-12 && $0.directShare == 0 })
    }
  }

  @Test(
    "the mean squared error of the model is that of repeated areas within 10 %", arguments: FayHerriot.Method.allCases)
  func simulated(method: FayHerriot.Method) throws {
    var numbers = TestNumbers(11)
    let sampling = (0..<30).map { 0.3 + 0.05 * Double($0 % 10) }
    let x = (0..<30).map { Double($0) / 10 }
    var (errors, claims) = (0.0, 0.0)
    for _ in 0..<300 {
      let truth = x.map { 1 + 2 * $0 + numbers.normal() }
      let model = try FayHerriot(
        direct: truth.indices.map { truth[$0] + sampling[$0].squareRoot() * numbers.normal() },
        samplingVariances: sampling, predictors: [x], method: method)
      for (area, own) in model.areas.enumerated() {
        errors += (own.estimate - truth[area]) * (own.estimate - truth[area])
        claims += own.meanSquaredError
      }
    }
    #expect(abs(claims / errors - 1) < 0.1, "\(claims / errors)")
  }

  @Test("an area without a direct estimate is one whose sampling variance has no end")
  func synthetic() throws {
    let errors = errors.map { $0 * $0 }
    for method in FayHerriot.Method.allCases {
      let model = try FayHerriot(direct: direct, samplingVariances: errors, predictors: predictors, method: method)
      let own = model.synthetic([0, 1, 0])
      #expect(abs(own.estimate - (model.coefficients[0] + model.coefficients[2])) < 1e-15)
      #expect(own.directShare == 0 && own.synthetic == own.estimate)
      // The moment equation counts areas, so that one more without information would move it.
      guard method == .restrictedLikelihood else { continue }
      let more = try FayHerriot(
        direct: direct + [40], samplingVariances: errors + [1e9],
        predictors: zip(predictors, [0.0, 1, 0]).map { $0.0 + [$0.1] }, method: method)
      #expect(abs(own.estimate / more.areas[43].estimate - 1) < 1e-6)
      #expect(abs(own.meanSquaredError / more.areas[43].meanSquaredError - 1) < 1e-6)
    }
  }

  @Test("impossible areas are told")
  func problems() {
    func codes(_ direct: [Double], _ variances: [Double], _ predictors: [[Double]]) -> [String] {
      do {
        _ = try FayHerriot(direct: direct, samplingVariances: variances, predictors: predictors)
        return []
      } catch { return error.diagnostics.map(\.code) }
    }
    let five = [1.0, 2, 3, 4, 6]
    #expect(codes(five, five, [[1, 1, 1, 1, 1]]) == ["E-177"])
    #expect(codes(five, [1, 0, 1, 1, 1], []) == ["E-178"])
    #expect(codes(five, [1, 1], []) == ["E-178"])
    #expect(codes([1, 2], [1, 1], []) == ["E-178"])
    #expect(codes(five, five, [[1, 4, 2, 2, .nan]]) == ["E-178"])
  }
}
