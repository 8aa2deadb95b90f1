import Tables

/// The generated survey that all contestants read: 66 columns of categories, whole and decimal numbers, 5 % missing.
enum SurveyFile {
  static let districts = ["经开区", "新北区", "天宁区", "钟楼区", "武进区", "金坛区", "溧阳市"]
  static let sectors = [
    "农、林、牧、渔业", "采矿业", "制造业", "电力、热力、燃气及水生产和供应业", "建筑业", "批发和零售业", "交通运输、仓储和邮政业",
    "住宿和餐饮业", "信息传输、软件和信息技术服务业", "金融业", "房地产业", "租赁和商务服务业", "科学研究和技术服务业",
    "水利、环境和公共设施管理业", "居民服务、修理和其他服务业", "教育", "卫生和社会工作", "文化、体育和娱乐业",
    "公共管理、社会保障和社会组织",
  ]
  static let sizes = ["大型", "中型", "小型", "微型"]

  static var items: [String] {
    names("q", 30) + names("n", 20) + names("x", 10)
  }

  private static func names(_ letter: String, _ count: Int) -> [String] {
    (1...count).map { letter + ($0 < 10 ? "0" : "") + String($0) }
  }

  /// The file's bytes, the same for the same number of rows.
  static func bytes(rows: Int) -> [UInt8] {
    var random = Random(state: 20_260_331)
    var csv = ByteWriter()
    csv.bytes.reserveCapacity(rows * 240)
    csv.text((["id", "district", "sector", "size"] + items + ["weight", "duration_s"]).joined(separator: ","))
    csv.byte(0x0A)
    for row in 1...max(rows, 1) where row <= rows {
      csv.number(row)
      csv.cell(districts[random.below(7)])
      csv.cell(sectors[random.below(19)])
      csv.cell(sizes[random.below(4)])
      for _ in 0..<30 { random.isMissing() ? csv.byte(0x2C) : csv.cell(1 + random.below(5)) }
      for _ in 0..<20 {
        let share = random.below(1_000_000)
        random.isMissing() ? csv.byte(0x2C) : csv.cell(share * share / 1_000_000 * 5000 / 1_000_000)
      }
      for _ in 0..<10 { random.isMissing() ? csv.byte(0x2C) : csv.decimal(random.below(1_000_000), places: 2) }
      csv.decimal(3000 + random.below(27_000), places: 4)
      csv.cell(30 + random.below(3571))
      csv.byte(0x0A)
    }
    return csv.bytes
  }
}

private struct Random {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var value = state
    value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
    value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
    return value ^ (value >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() >> 11) % bound }

  mutating func isMissing() -> Bool { below(20) == 0 }
}

private struct ByteWriter {
  var bytes: [UInt8] = []

  mutating func byte(_ byte: UInt8) { bytes.append(byte) }

  mutating func text(_ text: String) { bytes.append(contentsOf: text.utf8) }

  mutating func cell(_ text: String) {
    byte(0x2C)
    self.text(text)
  }

  mutating func cell(_ number: Int) {
    byte(0x2C)
    self.number(number)
  }

  mutating func number(_ number: Int) { text(String(number)) }

  /// `units` divided by 10^places, all places written.
  mutating func decimal(_ units: Int, places: Int) {
    byte(0x2C)
    let digits = String(units)
    let padded = String(repeating: "0", count: max(0, places + 1 - digits.count)) + digits
    text(String(padded.dropLast(places)))
    byte(0x2E)
    text(String(padded.suffix(places)))
  }
}
