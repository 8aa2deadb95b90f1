/// The files that come as plain CSV in UTF-8.
struct PlainFiles {
  let targets: Targets
  let calendar: WorkingDays
  let wave: Int
  let seed: UInt64

  static let byteOrderMark = "\u{FEFF}"
  private static let halls = ["政务服务中心", "税务办事大厅", "人社服务大厅"]
  private static let checklist: [(name: String, points: Int)] = [
    ("窗口在岗", 8), ("仪容与用语", 6), ("一次性告知", 10), ("首问负责", 8), ("收件凭证", 6), ("办理时限公示", 8), ("收费公示", 8),
    ("自助设备可用", 6), ("无障碍设施", 6), ("等候秩序", 6), ("“办不成事”反映窗口", 10), ("意见簿与投诉电话", 8),
  ]

  /// Anonymous visits: three halls a district, four rounds, twelve items, by six teams.
  func inspection() throws -> String {
    var text = "日期,板块,大厅,检查组,项目,得分,满分\r\n"
    for (district, entry) in City.districts.enumerated() {
      var stream = RandomStream(seed, "inspection", wave, district)
      let visits = 4 * Self.halls.count
      var points = (0..<visits).flatMap { _ in Self.checklist.map(\.points) }
      let total = points.reduce(0, +)
      var lost = total - Int((try targets.score("A32", wave: wave, district: district) / 100 * Double(total)).rounded())
      while lost > 0 {
        let place = stream.integer(in: 0...(points.count - 1))
        // Half a checklist item is lost at most, mostly a point or two.
        if points[place] * 2 > Self.checklist[place % Self.checklist.count].points {
          points[place] -= 1
          lost -= 1
        }
      }
      for visit in 0..<visits {
        let round = visit / Self.halls.count
        let day = calendar.onOrAfter(CivilDay(wave, [3, 5, 8, 10][round], 10 + stream.integer(in: 0...15))).iso
        let team = "第\(["一", "二", "三", "四", "五", "六"][stream.integer(in: 0...5)])组"
        for (item, check) in Self.checklist.enumerated() {
          let earned = points[visit * Self.checklist.count + item]
          let hall = Self.halls[visit % Self.halls.count]
          text += "\(day),\(entry.name),\(entry.name)\(hall),\(team),\(check.name),\(earned),\(check.points)\r\n"
        }
      }
    }
    return text
  }

  /// Enterprises by district, size and sector, with a byte order mark as spreadsheets write it.
  func frame() -> String {
    var text = Self.byteOrderMark + "板块,规模,行业,企业数\r\n"
    let frame = City.frame(wave: wave)
    for (district, entry) in City.districts.enumerated() {
      let name = district == City.parent ? "\(entry.name)(不含\(City.zoneName))" : entry.name
      for (size, sizeClass) in City.sizes.enumerated() {
        for (sector, sectorEntry) in City.sectors.enumerated() {
          text += "\(name),\(sizeClass.name),\(sectorEntry.name),\(frame[district][size][sector])\r\n"
        }
      }
    }
    return text
  }

  private static let weights = [0.22, 0.18, 0.18, 0.18, 0.12, 0.12]
  /// What the scores of 2021, 2022 and 2023 were below those of 2024, by dimension.
  private static let before: [(wave: Int, gaps: [Double])] = [
    (2021, [6.2, 3.9, 2.4, 2.2, 3.1, 4.4]), (2022, [4.1, 2.6, 2.1, 1.9, 2.0, 2.7]),
    (2023, [2.2, 1.1, 0.9, 0.7, 1.2, 1.4]),
  ]

  /// Scores, ranks and rank sets as published in 2021 to 2023.
  static func published(seed: UInt64) -> String {
    var text = "wave,unit_id,node_id,score,rank,rank_low,rank_high\r\n"
    let sizes = City.districts.map { Double($0.enterprises) }
    for (wave, gaps) in before {
      var scores = City.districts.indices.map { district in
        Targets.dimensions.indices.map { dimension in
          var stream = RandomStream(seed, "history", wave, district, dimension)
          let level = Targets.level(dimension: dimension, wave: 2024, district: district)
          return rounded(level - gaps[dimension] + (stream.unit() * 2 - 1) * 0.8, 2)
        }
      }
      for district in scores.indices {
        scores[district].insert(rounded(zip(scores[district], weights).reduce(0) { $0 + $1.0 * $1.1 }, 2), at: 0)
      }
      for (node, name) in (["INDEX"] + Targets.dimensions).enumerated() {
        let column = scores.map { $0[node] }
        let city = zip(column, sizes).reduce(0) { $0 + $1.0 * $1.1 } / sizes.reduce(0, +)
        text += "\(wave),LANJIANG,\(name),\(fixed(city, 2)),,,\r\n"
        // What the intervals of the time could tell apart.
        let clear = node == 0 ? 1.5 : 2.6
        for (district, score) in column.enumerated() {
          let rank = 1 + column.count { $0 > score }
          let low = 1 + column.count { $0 > score + clear }
          let high = column.count - column.count { $0 < score - clear }
          text += "\(wave),\(City.districts[district].id),\(name),\(fixed(score, 2)),\(rank),\(low),\(high)\r\n"
        }
      }
    }
    return text
  }

  /// Last year's figures of the province.
  static let reference = """
    wave,node_id,score,std_error
    2024,INDEX,70.94,0.21
    2024,A,74.36,0.28
    2024,B,74.81,0.27
    2024,C,70.58,0.31
    2024,D,67.92,0.33
    2024,E,65.13,0.36
    2024,F,72.47,0.34

    """.split(separator: "\n").joined(separator: "\r\n") + "\r\n"
}
