import History

extension RunDiff {
  /// Compares the figures of two publications, row by row.
  ///
  /// - Parameters:
  ///   - old: the name of one.
  ///   - before: its figures.
  ///   - new: the name of the other.
  ///   - after: its figures.
  ///   - waves: the wave of each that is compared with the other's; nil: rows of the same wave are.
  ///   - threshold: differences up to this are none.
  init(
    _ old: String, _ before: PublishedFigures, _ new: String, _ after: PublishedFigures,
    ownWaves waves: (Int, Int)? = nil, threshold: Double
  ) {
    self.init(old: old, new: new)
    for (earlier, later) in zip(before.tables(ofWave: waves?.0), after.tables(ofWave: waves?.1)) {
      compare(earlier, later, threshold: threshold)
    }
  }

  private mutating func compare(_ old: FigureTable, _ new: FigureTable, threshold: Double) {
    let before = Dictionary(old.rows.map { ($0.key, $0.numbers) }, uniquingKeysWith: { first, _ in first })
    let after = Set(new.rows.map(\.key))
    for row in new.rows {
      guard let numbers = before[row.key] else {
        added.append(Row(table: new.name, key: row.key))
        continue
      }
      for (column, (was, now)) in zip(new.columns, zip(numbers, row.numbers)) {
        let isSame = if let was, let now { was == now || abs(now - was) <= threshold } else { was == nil && now == nil }
        if !isSame {
          changes.append(NumberChange(table: new.name, key: row.key, column: column, old: was, new: now))
        } else if was != nil {
          same += 1
        }
      }
    }
    removed += old.rows.filter { !after.contains($0.key) }.map { Row(table: old.name, key: $0.key) }
  }
}
