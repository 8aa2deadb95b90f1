import SurveyModel
import Tables

extension InspectedColumn {
  /// Reads a column.
  ///
  /// - Parameters:
  ///   - grid: the cells of the file.
  ///   - column: its position.
  ///   - rows: the rows of data.
  ///   - name: its header.
  ///   - role: what a platform means by it.
  init(_ grid: CellGrid, column: Int, rows: [Int], name: String, role: String) {
    let typed = grid.typed(column: column, rows: rows, as: nil).column
    var counts: [Int] = []
    var seen = ByteInterner()
    var missing = 0
    var longest = 0
    // Entries of rows that hold something besides: names of units, not titles and notes.
    var isAccompanied: [Bool] = []
    for row in rows {
      let cell = trimmingSpaces(grid.bytes[grid.range(row, column)])
      if cell.isEmpty {
        missing += 1
        continue
      }
      defer {
        if let entry = seen.index(of: cell), entry < 100, !isAccompanied[entry] {
          isAccompanied[entry] = (0..<grid.cellCount(row: row)).contains {
            $0 != column && !grid.range(row, $0).isEmpty
          }
        }
      }
      longest = max(longest, cell.count)
      if let entry = seen.index(of: cell) {
        counts[entry] += 1
      } else if counts.count < Self.mostDistinct {
        _ = seen.intern(cell)
        counts.append(1)
        isAccompanied.append(false)
      }
    }
    self.name = name
    self.role = role
    type = typed.type
    missingShare = rows.isEmpty ? 0 : Double(missing) / Double(rows.count)
    distinctCount = counts.count
    // Texts that repeat are answers; texts that do not may be names, addresses and phones.
    let repeats = counts.count <= 50 && counts.count * 3 <= rows.count - missing && longest <= 90
    let isFigure = typed.type.isNumeric || typed.type == .date || typed.type == .dateTime
    let mayShow = (repeats || isFigure && counts.count < Self.mostDistinct) && !Self.mayIdentify(name)
    let order = counts.indices.sorted { (counts[$1], $0) < (counts[$0], $1) }
    let strings = mayShow ? seen.strings : []
    values = !isFigure && counts.count <= 100 ? zip(seen.strings, isAccompanied).filter(\.1).map(\.0) : []
    samples = mayShow ? order.prefix(3).map { strings[$0] } : []
  }

  /// Headers of columns that can tell who answered.
  private static func mayIdentify(_ name: String) -> Bool {
    let key = textKey(name).lowercased()
    let words = [
      "ip", "姓名", "名称", "电话", "手机", "联系", "邮箱", "地址", "信用代码", "身份证", "email", "phone", "name",
      "address", "latitude", "longitude", "recipient",
    ]
    return words.contains { $0 == "ip" ? key == "ip" || key.hasSuffix("ip") || key.hasPrefix("ip") : key.contains($0) }
  }
}
