import Estimation

/// A seeded stream of uniform numbers for test data (SplitMix64).
struct TestNumbers {
  private var state: UInt64

  init(_ seed: UInt64) { state = seed }

  mutating func uniform() -> Double {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return Double((z ^ (z >> 31)) >> 11) * 0x1p-53
  }

  /// Roughly normal: the sum of twelve uniforms less six.
  mutating func normal() -> Double { (0..<12).reduce(-6.0) { sum, _ in sum + uniform() } }
}

/// A stratified sample of firms in districts by size, raked to a margin of sectors.
struct SyntheticSample {
  var sample: WeightedSample
  var block: [Int] = []
  var stratum: [Int] = []
  /// Columns of 0…100 answers, correlated within firms.
  var columns: [[Double]] = []
  let blockCount: Int

  init(
    blocks: Int, sizes: Int = 4, perStratum: Int, columns count: Int, seed: UInt64, raked: Bool = true,
    fraction: Double = 0.2
  ) {
    var numbers = TestNumbers(seed)
    var sector: [Int] = []
    var populations: [Double] = []
    blockCount = blocks
    for cell in 0..<blocks * sizes {
      let n = perStratum + cell % 5
      populations.append((Double(n) / fraction).rounded(.up))
      for _ in 0..<n {
        block.append(cell / sizes)
        stratum.append(cell)
        sector.append(Int(numbers.uniform() * 6))
      }
    }
    let records = block.count
    let blockOfRecord = block
    var own: [[Double]] = []
    let firm = (0..<records).map { _ in numbers.normal() }
    for column in 0..<count {
      own.append(
        (0..<records).map { record in
          50 + 3 * Double(blockOfRecord[record]) + 2 * Double(sector[record]) + 8 * firm[record] + 10 * numbers.normal()
            + Double(column)
        })
    }
    columns = own
    let design = ClusterDesign(
      stratumOfRecord: stratum, names: populations.indices.map { "s\($0)" }, populations: populations)
    let respondents = design.strata.map { Double($0.psus.count) }
    let strata = stratum
    let base = strata.map { populations[$0] / respondents[$0] }
    guard raked else {
      sample = WeightedSample(design: design, weights: base)
      return
    }
    let total = populations.reduce(0, +)
    let shares = [0.3, 0.2, 0.15, 0.15, 0.1, 0.1]
    let margins = [
      Margin(
        name: "stratum", classes: populations.indices.map { "s\($0)" }, population: populations, classOfRecord: stratum),
      Margin(
        name: "sector", classes: ["0", "1", "2", "3", "4", "5"], population: shares.map { $0 * total },
        classOfRecord: sector),
    ]
    sample = WeightedSample.raked(design: design, baseWeights: base, margins: margins).sample
  }
}
