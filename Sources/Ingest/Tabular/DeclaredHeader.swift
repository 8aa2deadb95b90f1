import SurveyModel

extension SourceDefinition {
  /// The source with the rows of its header, found when they are not declared; what was found goes to the notes.
  ///
  /// A header that has the declared columns comes before one that only looks like a header: in a department's table the
  /// one found by its looks is tried first, in lists of records the first row.
  func withHeader(in cells: inout SourceCells) -> SourceDefinition {
    guard findsHeader, cells.recordColumns == nil else { return self }
    let found = HeaderFinder(cells).find()
    let wanted = columns.map { $0.header ?? $0.name } + (unitColumn.map { [$0] } ?? [])
    var candidates = [found?.rows, 1...1].compactMap { $0 }
    if role != .statistics, !wanted.isEmpty { candidates.reverse() }
    for first in 1...20 {
      for count in 1...4 { candidates.append(first...(first + count - 1)) }
    }
    if wanted.isEmpty { candidates = Array(candidates.prefix(1)) }
    var best: (rows: ClosedRange<Int>, hits: Int)?
    for rows in candidates {
      guard let table = try? HeaderTable(cells, headerRows: rows) else { continue }
      let hits = wanted.count { if case .found = table.column($0) { true } else { false } }
      if hits > best?.hits ?? -1 { best = (rows, hits) }
      if hits == wanted.count { break }
    }
    guard let best else { return self }
    var source = self
    source.headerRows = best.rows
    if let found, found.rows == best.rows, !found.above.isEmpty || best.rows != 1...1 {
      cells.notes.append(found.note(cells.file))
    } else if best.rows != 1...1 {
      cells.notes.append(FoundHeader(rows: best.rows, above: []).note(cells.file))
    }
    return source
  }
}
