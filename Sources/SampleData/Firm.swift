/// One enterprise of the fictional city, the same in every wave it answers in.
struct Firm {
  var key: UInt64
  var district: Int
  var size: Int
  var sector: Int
  var creditCode: String
  var founded: Int
  /// How it tends to answer: standard normal.
  var mood: Double

  /// The firm at a place, from 0, of its district and size class; epoch 0 may be in both waves, 1 came later.
  init(seed: UInt64, district: Int, size: Int, place: Int, epoch: Int) {
    var stream = RandomStream(seed, "firm", district * 10 + size, place, epoch)
    self.district = district
    self.size = size
    key = stream.bits()
    sector = stream.choice(City.sectorWeights(district: district, size: size))
    creditCode = CreditCode.valid(registryCode: City.districts[district].registryCode, stream: &stream)
    // Older the bigger it is; all have a full year behind them in the first wave they can answer.
    let oldest = [1993, 1997, 2001, 2006][size]
    let youth = stream.quantile(of: [(0, 0), (0.3, 0.45), (0.7, 0.8), (1, 1)])
    founded = oldest + Int(Double(2022 - oldest) * youth)
    mood = stream.normal()
  }

  /// Employees, revenue and assets (10,000 yuan) in the year before a wave, inside the limits of the size class.
  func accounts(wave: Int) -> (employees: Int, revenue: Int, assets: Int) {
    var stream = RandomStream(key: key, 7, wave)
    let limits = SizeLimits.of(City.sectors[sector].id)
    /// A value between the lower limit of the class and that of the next; far above the limit is rare.
    func inside(_ limits: [Int]) -> Int {
      let lower = size == 3 ? 1 : limits[size]
      let upper = size == 0 ? limits[0] * 6 : limits[size - 1] - 1
      let share = stream.quantile(of: [(0, 0), (0.5, 0.15), (0.8, 0.4), (0.95, 0.8), (1, 1)])
      return lower + Int(Double(upper - lower) * share)
    }
    var employees = inside(limits.employees ?? [300, 100, 10])
    let revenue: Int
    if let range = limits.revenue {
      revenue = inside(range)
    } else {
      revenue = employees * stream.integer(in: 18...90)
    }
    if limits.employees == nil {
      // Employees do not decide the class here; they follow revenue.
      employees = max(2, revenue / stream.integer(in: 45...120))
    }
    // Nobody has 10 million yuan or less than 2,000 a head.
    let credible = min(max(revenue, employees / 3 + 1), employees * 900)
    return (employees, credible, inside(limits.assets ?? [120000, 8000, 100]))
  }
}

/// Lower limits of large, medium and small firms: 国家统计局《统计上大中小微型企业划分办法（2017）》.
struct SizeLimits {
  var employees: [Int]?
  var revenue: [Int]?
  var assets: [Int]?

  static func of(_ sector: String) -> SizeLimits {
    switch sector {
    case "IND": SizeLimits(employees: [1000, 300, 20], revenue: [40000, 2000, 300])
    case "CON": SizeLimits(revenue: [80000, 6000, 300], assets: [80000, 5000, 300])
    case "WHO": SizeLimits(employees: [200, 20, 5], revenue: [40000, 5000, 1000])
    case "RET": SizeLimits(employees: [300, 50, 10], revenue: [20000, 500, 100])
    case "TRA": SizeLimits(employees: [1000, 300, 20], revenue: [30000, 3000, 200])
    case "HOT": SizeLimits(employees: [300, 100, 10], revenue: [10000, 2000, 100])
    case "ICT": SizeLimits(employees: [300, 100, 10], revenue: [10000, 1000, 50])
    case "REA": SizeLimits(revenue: [200_000, 1000, 100], assets: [10000, 5000, 2000])
    case "LEA": SizeLimits(employees: [300, 100, 10], assets: [120_000, 8000, 100])
    default: SizeLimits(employees: [300, 100, 10])
    }
  }

  /// The class of a firm by the measures that are known; without one of its sector's, by employees.
  func sizeClass(employees: Int?, revenue: Int?, assets: Int?) -> Int? {
    var classes: [Int] = []
    for (value, limits) in [(employees, self.employees), (revenue, self.revenue), (assets, self.assets)] {
      guard let value, let limits else { continue }
      classes.append(limits.firstIndex { value >= $0 } ?? 3)
    }
    if let worst = classes.max() { return worst }
    return employees.map { value in [300, 100, 10].firstIndex { value >= $0 } ?? 3 }
  }
}
