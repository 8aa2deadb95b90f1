/// The two workbooks that departments send: one row a district, the county-sized parent with and without its zone, the
/// city's total, a title, a row of units, a header of two merged rows and footnotes.
struct DepartmentTables {
  let targets: Targets
  let wave: Int
  let seed: UInt64

  /// A column of figures by district.
  private struct Figures {
    var group: String
    var title: String
    var decimals: Int
    /// Counts are added up; rates are averaged over enterprises.
    var isCount: Bool
    var values: [Double]
    /// Whether the office typed thousands separators, so that the cells are text.
    var isText = false
  }

  private var enterprises: [Double] { City.frameTotals(wave: wave).map(Double.init) }

  func government() throws -> [(name: String, bytes: [UInt8])] {
    let due = try amounts("funds", perEnterprise: 0.16)
    let owed = try amounts("arrears", perEnterprise: 0.27)
    let awarded = try amounts("awards", perEnterprise: 0.00062)
    let inspections = try amounts("inspections", perEnterprise: 0.041)
    let chambers = try amounts("chambers", perEnterprise: 0.00064).map { $0.rounded() }
    let columns = [
      try rate("企业开办", "平均用时（工作日）", "A11", 2),
      try rate("工程建设审批", "开工前平均用时（天）", "A12", 1),
      try rate("网上办理", "全程网办率（%）", "A21", 1),
      count("惠企资金", "应兑现（亿元）", due.map { $0 / 10000 }, 4),
      try part("惠企资金", "按期兑现（万元）", of: due.map { rounded($0 / 10000, 4) * 10000 }, "A42", 0),
      count("抽查检查", "检查户次（户次）", inspections, 0),
      try part("抽查检查", "部门联合（户次）", of: inspections.map { $0.rounded() }, "B13", 0),
      try rate("商事审判与执行", "平均审理天数（天）", "B21", 1),
      try rate("商事审判与执行", "首次执行到位率（%）", "B22", 1),
      count("拖欠民营企业账款", "确认欠款（万元）", owed, 0, isText: true),
      try part("拖欠民营企业账款", "已清偿（万元）", of: owed.map { $0.rounded() }, "B41", 0),
      count("招标采购", "中标总额（亿元）", awarded, 2),
      try part("招标采购", "民营企业中标额（亿元）", of: awarded.map { rounded($0, 2) }, "C21", 2),
      count("商会", "商会数（家）", chambers, 0),
      try part("商会", "“四好”商会（家）", of: chambers, "F42", 0),
    ]
    return WorkbookParts.parts([
      notes, sheet("政务与法治", title: "岚江市\(wave)年政务与法治环境部门统计表", columns: columns, narrow: false),
    ])
  }

  func economy() throws -> [(name: String, bytes: [UInt8])] {
    let entities = enterprises.map { ($0 * 2.62).rounded() }
    let before = try City.districts.indices.map { district in
      let growth = try targets.figure("C41", wave: wave, district: district)
      return (entities[district] / (1 + growth / 100)).rounded()
    }
    let land = try amounts("land", perEnterprise: 0.021)
    let workers = City.districts.map(\.workers)
    let residents = City.districts.map(\.residents)
    func times(_ code: String, _ values: [Double], per unit: Double) throws -> [Double] {
      try values.enumerated().map { try targets.figure(code, wave: wave, district: $0) * $1 / unit }
    }
    let columns = [
      count("经营主体", "年末数（户）", entities, 0),
      count("经营主体", "上年末数（户）", before, 0),
      try rate("民间投资", "比上年增长（%）", "C42", 1),
      try rate("企业贷款", "加权平均利率（%）", "D13", 2),
      count("工业用地出让", "面积（亩）", land, 1),
      try part("工业用地出让", "“标准地”（亩）", of: land.map { rounded($0, 1) }, "D21", 1),
      try rate("供电", "户均停电时长（小时）", "D41", 2),
      try rate("创新", "加计扣除享受率（%）", "E11", 1),
      count("创新", "高新技术企业（家）", try times("E12", enterprises, per: 10000), 0),
      count("劳动者", "从业人员（万人）", workers, 1),
      count("劳动者", "高技能人才（人）", try times("E21", workers, per: 1), 0),
      count("常住人口（万人）", "常住人口（万人）", residents, 1),
      count("企业", "年末数（户）", enterprises, 0),
      count("企业", "新设（户）", try times("E31", residents, per: 1), 0, isText: true),
      try rate("企业", "新设企业一年存活率（%）", "E32", 1),
    ]
    return WorkbookParts.parts([
      notes, sheet("经济与要素", title: "岚江市\(wave)年经济与要素统计表", columns: columns, narrow: true),
    ])
  }

  private var notes: Sheet {
    Sheet(
      name: "填报说明",
      rows: [
        [.text("填报说明")], [.text("一、本表由各部门填报，岚江为虚构城市，数据为合成数据。")],
        [.text("二、统计口径为\(wave)年全年或年末。")],
      ])
  }

  /// An amount by district in proportion to its enterprises, more or less.
  private func amounts(_ purpose: String, perEnterprise: Double) throws -> [Double] {
    enterprises.enumerated().map { district, count in
      var stream = RandomStream(seed, purpose, district)
      var yearly = RandomStream(seed, purpose, district, wave)
      return count * perEnterprise * (0.8 + 0.4 * stream.unit()) * (0.96 + 0.08 * yearly.unit())
    }
  }

  private func rate(_ group: String, _ title: String, _ code: String, _ decimals: Int) throws -> Figures {
    let values = try City.districts.indices.map { try targets.figure(code, wave: wave, district: $0) }
    return Figures(group: group, title: title, decimals: decimals, isCount: false, values: values)
  }

  private func count(
    _ group: String, _ title: String, _ values: [Double], _ decimals: Int, isText: Bool = false
  ) -> Figures {
    Figures(group: group, title: title, decimals: decimals, isCount: true, values: values, isText: isText)
  }

  /// The part of a whole that an indicator in percent says.
  private func part(
    _ group: String, _ title: String, of whole: [Double], _ code: String, _ decimals: Int
  ) throws -> Figures {
    let values = try whole.enumerated().map { try targets.figure(code, wave: wave, district: $0) / 100 * $1 }
    return count(group, title, values, decimals)
  }

  /// One sheet; `narrow` are brackets as typed on a half-width keyboard.
  private func sheet(_ name: String, title: String, columns: [Figures], narrow: Bool) -> Sheet {
    var groups: [Sheet.Cell] = [.text("板块")]
    var titles: [Sheet.Cell] = [.blank]
    let last = columns.count
    var merged = [(top: 0, left: 0, bottom: 0, right: last), (1, 0, 1, last), (2, 0, 3, 0)]
    for (index, column) in columns.enumerated() {
      let isFirst = index == 0 || columns[index - 1].group != column.group
      groups.append(isFirst ? .text(column.group) : .blank)
      titles.append(column.group == column.title ? .blank : .text(column.title))
      if column.group == column.title {
        merged.append((2, index + 1, 3, index + 1))
      } else if isFirst {
        let end = columns[index...].prefix { $0.group == column.group }.count
        if end > 1 { merged.append((2, index + 1, 2, index + end)) }
      }
    }
    let brackets = narrow ? ("(", ")") : ("（", "）")
    let parent = City.districts[City.parent].name
    var rows: [[Sheet.Cell]] = [
      [.text(title)], [.text("单位：见表头　　填报日期：\(wave + 1)年1月15日")], groups, titles,
    ]
    for (district, entry) in City.districts.enumerated() {
      let isParent = district == City.parent
      let label = isParent ? "\(parent)\(brackets.0)不含\(City.zoneName)\(brackets.1)" : entry.name
      rows.append([.text(label)] + columns.map { cell($0, [district]) })
      if isParent {
        let union = "\(parent)\(brackets.0)含\(City.zoneName)\(brackets.1)"
        rows.append([.text(union)] + columns.map { cell($0, [City.parent, City.zone]) })
      }
    }
    rows.append([.text(narrow ? "全市" : "合　计")] + columns.map { cell($0, Array(City.districts.indices)) })
    rows.append([.text("注：1. \(parent)数据分别按含、不含\(City.zoneName)列示，合计不重复计算。2. 合成数据，岚江为虚构城市。")])
    merged.append((rows.count - 1, 0, rows.count - 1, last))
    return Sheet(name: name, rows: rows, merged: merged, boldRows: 0..<4)
  }

  /// The figure of one district, or of several together.
  private func cell(_ figures: Figures, _ districts: [Int]) -> Sheet.Cell {
    let value: Double
    if figures.isCount {
      // What is printed adds up.
      value = districts.reduce(0) { $0 + rounded(figures.values[$1], figures.decimals) }
    } else {
      let weight = districts.reduce(0) { $0 + enterprises[$1] }
      value = districts.reduce(0) { $0 + enterprises[$1] * figures.values[$1] } / weight
    }
    let digits = fixed(value, figures.decimals)
    return figures.isText ? .text(grouped(digits)) : .number(digits)
  }
}

/// Rounded to decimals, halves away from zero.
func rounded(_ value: Double, _ decimals: Int) -> Double {
  let power = Double([1, 10, 100, 1000, 10000][decimals])
  return (value * power).rounded() / power
}

/// The digits of a number with a fixed number of decimals, from whole numbers only.
func fixed(_ value: Double, _ decimals: Int) -> String {
  let power = [1, 10, 100, 1000, 10000][decimals]
  let scaled = Int((value * Double(power)).rounded())
  let sign = scaled < 0 ? "-" : ""
  let whole = "\(sign)\(abs(scaled) / power)"
  guard decimals > 0 else { return whole }
  let fraction = "\(abs(scaled) % power)"
  return "\(whole).\(String(repeating: "0", count: decimals - fraction.count))\(fraction)"
}

/// Whole digits in groups of three.
func grouped(_ digits: String) -> String {
  var result = ""
  for (index, character) in digits.enumerated() {
    if index > 0, (digits.count - index) % 3 == 0 { result += "," }
    result.append(character)
  }
  return result
}
