/// The fictional city: its districts, size classes and sectors, and how many enterprises each has.
///
/// All figures are invented. District totals and the shares of size classes and sectors follow no statistics.
enum City {
  struct District: Sendable {
    var id: String
    var name: String
    /// Enterprises in the frame of 2025.
    var enterprises: Int
    /// Responses asked for in a wave of 3,600.
    var responses: Int
    /// 10,000 residents.
    var residents: Double
    /// 10,000 persons employed.
    var workers: Double
    /// The six digits of the credit code for the place of registration; no such code is in use.
    var registryCode: String
  }

  static let districts: [District] = [
    District(
      id: "GX", name: "高新区", enterprises: 58000, responses: 560, residents: 62.4, workers: 48.2,
      registryCode: "990171"),
    District(
      id: "YL", name: "云麓区", enterprises: 38000, responses: 500, residents: 71.3, workers: 40.6,
      registryCode: "990102"),
    District(
      id: "WH", name: "望湖区", enterprises: 62000, responses: 580, residents: 118.7, workers: 66.9,
      registryCode: "990103"),
    District(
      id: "LJ", name: "临津区", enterprises: 34000, responses: 490, residents: 58.2, workers: 33.1,
      registryCode: "990104"),
    District(
      id: "QP", name: "青屏区", enterprises: 34000, responses: 490, residents: 66.5, workers: 36.4,
      registryCode: "990105"),
    District(
      id: "SQ", name: "石桥县", enterprises: 26000, responses: 440, residents: 60.9, workers: 31.7,
      registryCode: "990121"),
    District(
      id: "BL", name: "北岭县", enterprises: 24000, responses: 430, residents: 52.1, workers: 27.3,
      registryCode: "990122"),
  ]

  struct SizeClass: Sendable {
    var id: String
    var name: String
    var share: Double
    /// The part of a district's responses that its quota asks for.
    var quota: Double
    /// How much firms of this class answer above others, in steps of a five-point scale.
    var effect: Double
  }

  static let sizes: [SizeClass] = [
    SizeClass(id: "large", name: "大型", share: 0.004, quota: 0.055, effect: 0.22),
    SizeClass(id: "medium", name: "中型", share: 0.030, quota: 0.165, effect: 0.12),
    SizeClass(id: "small", name: "小型", share: 0.236, quota: 0.405, effect: 0.04),
    SizeClass(id: "micro", name: "微型", share: 0.730, quota: 0.375, effect: -0.018),
  ]

  struct Sector: Sendable {
    /// The code of the answer option.
    var id: String
    /// The name in the frame.
    var name: String
    var share: Double
    /// How much likelier the sector is in each size class, large first.
    var sizeLean: [Double]
    var effect: Double
  }

  static let sectors: [Sector] = [
    Sector(id: "IND", name: "工业", share: 0.36, sizeLean: [1.5, 1.35, 1.1, 0.95], effect: -0.02),
    Sector(id: "CON", name: "建筑业", share: 0.08, sizeLean: [1.4, 1.3, 1.1, 0.95], effect: -0.05),
    Sector(id: "WHO", name: "批发业", share: 0.18, sizeLean: [0.7, 0.9, 1, 1], effect: 0.03),
    Sector(id: "RET", name: "零售业", share: 0.12, sizeLean: [0.6, 0.7, 0.9, 1.05], effect: 0.02),
    Sector(id: "TRA", name: "交通运输仓储邮政", share: 0.04, sizeLean: [0.9, 1, 1, 1], effect: -0.04),
    Sector(id: "HOT", name: "住宿餐饮", share: 0.03, sizeLean: [0.6, 0.8, 1, 1], effect: -0.03),
    Sector(id: "ICT", name: "信息软件", share: 0.06, sizeLean: [1.2, 1.1, 1, 1], effect: 0.06),
    Sector(id: "REA", name: "房地产", share: 0.02, sizeLean: [1.5, 1.4, 1.1, 0.95], effect: -0.08),
    Sector(id: "LEA", name: "租赁商务", share: 0.07, sizeLean: [0.8, 0.9, 1, 1], effect: 0.04),
    Sector(id: "OTH", name: "其他服务业", share: 0.04, sizeLean: [0.8, 0.9, 1, 1], effect: 0.02),
  ]

  /// The zone that was carved out of a district; the two make the union "incl. zone".
  static let zone = 0
  static let parent = 2
  static let zoneName = "高新区"

  /// How likely each sector is in a size class of a district.
  static func sectorWeights(district: Int, size: Int) -> [Double] {
    sectors.enumerated().map { index, sector in
      // The zone has more software, the counties more industry.
      let lean =
        switch (districts[district].id, sector.id) {
        case ("GX", "ICT"): 1.9
        case ("GX", "RET"), ("GX", "HOT"): 0.6
        case ("SQ", "IND"), ("BL", "IND"): 1.2
        case ("SQ", "ICT"), ("BL", "ICT"): 0.4
        case ("WH", "LEA"): 1.4
        default: 1.0
        }
      return sector.share * sector.sizeLean[size] * lean
    }
  }

  /// Enterprises by district, size and sector in the frame of a wave.
  static func frame(wave: Int) -> [[[Int]]] {
    districts.indices.map { district in
      // The frame grows by 4 % a year.
      let total = Double(districts[district].enterprises) * (wave == 2025 ? 1 : 0.96)
      return sizes.indices.map { size in
        let weights = sectorWeights(district: district, size: size)
        let sum = weights.reduce(0, +)
        return weights.map { Int((total * sizes[size].share * $0 / sum).rounded(.toNearestOrAwayFromZero)) }
      }
    }
  }

  /// Enterprises by district in the frame of a wave.
  static func frameTotals(wave: Int) -> [Int] {
    frame(wave: wave).map { $0.reduce(0) { $0 + $1.reduce(0, +) } }
  }
}
