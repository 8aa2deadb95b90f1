import Tables

/// The records that a rule strikes, in row order, each once.
struct Strikes {
  private(set) var rows: [Int32] = []
  /// How far out each is, as ``StruckRow/figure``; NaN where there is nothing to measure, empty where there is nowhere.
  private(set) var figures: [Double] = []

  init() {}

  /// The rows where the mask is true.
  init(_ mask: [Bool]) {
    mask.withUnsafeBytes { mask in
      var total = 0
      for byte in mask { total += Int(byte) }
      rows = [Int32](unsafeUninitializedCapacity: total) { rows, count in
        var row = 0
        while row < mask.count {
          // Most records are struck by few rules: eight are passed over at a time.
          if row + 8 <= mask.count, mask.loadUnaligned(fromByteOffset: row, as: UInt64.self) == 0 {
            row += 8
            continue
          }
          if mask[row] != 0 {
            rows.initializeElement(at: count, to: Int32(truncatingIfNeeded: row))
            count += 1
          }
          row += 1
        }
      }
    }
  }

  /// What a check found.
  init(_ struck: [StruckRow]) {
    rows = struck.map { Int32(truncatingIfNeeded: $0.row) }
    if struck.contains(where: { $0.figure != nil }) { figures = struck.map { $0.figure ?? .nan } }
  }

  init(rows: [Int32], figures: [Double] = []) {
    self.rows = rows
    self.figures = figures
  }

  /// Everything that several conditions of one rule strike; a record that more than one strikes has the figure of the
  /// first of them.
  init(joining parts: [Strikes], rowCount: Int) {
    guard parts.count != 1 else {
      self = parts[0]
      return
    }
    var mask = [Bool](repeating: false, count: rowCount)
    let isMeasured = parts.contains { !$0.figures.isEmpty }
    var all = [Double](repeating: .nan, count: isMeasured ? rowCount : 0)
    for part in parts {
      for (place, row) in part.rows.enumerated() where !mask[Int(row)] {
        mask[Int(row)] = true
        if !part.figures.isEmpty { all[Int(row)] = part.figures[place] }
      }
    }
    self.init(mask)
    if isMeasured { figures = rows.map { all[Int($0)] } }
  }

  var count: Int { rows.count }

  /// The distance of the strike at a place from what is usual; 0 where it was not measured.
  func distance(_ place: Int) -> Double {
    figures.isEmpty || figures[place].isNaN ? 0 : figures[place].magnitude
  }

  /// The strikes on rows that the condition holds for.
  func filter(_ isWanted: (Int) -> Bool) -> Strikes {
    var kept = Strikes()
    for place in rows.indices where isWanted(Int(rows[place])) {
      kept.rows.append(rows[place])
      if !figures.isEmpty { kept.figures.append(figures[place]) }
    }
    return kept
  }

  func mask(rowCount: Int) -> [Bool] {
    var mask = [Bool](repeating: false, count: rowCount)
    for row in rows { mask[Int(row)] = true }
    return mask
  }
}
