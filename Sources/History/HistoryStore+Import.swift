public import Diagnostics
internal import GRDB

/// What an import came to.
public struct HistoryImport: Sendable, Hashable, Encodable {
  /// Publications that were not there before, as `2025.1@2`.
  public var added: [String] = []
  /// Those that were there with the same figures.
  public var known: [String] = []
}

extension HistoryStore {
  /// Takes in the publications of a bundle that are not there yet.
  ///
  /// - Parameters:
  ///   - bundle: what another history exported.
  ///   - city: the pipeline's `id`; publications of another are refused.
  /// - Returns: what was added and what was there.
  /// - Throws: kind `content` with every line that contradicts what is there, and as ``add(_:_:publish:undo:)``; nothing is
  ///   taken in then.
  public func take(_ bundle: HistoryBundle, city: String) throws(DiagnosticError) -> HistoryImport {
    var result = HistoryImport()
    var problems: [Diagnostic] = []
    var new: [HistoryBundle.Entry] = []
    let there = try publications()
    for entry in bundle.entries.sorted(by: { Publication.isEarlier($0.publication, $1.publication) }) {
      let publication = entry.publication
      guard publication.city == city else {
        problems.append(
          bundle.problem(entry.line, "\(publication.name) is of “\(publication.city)”, and the pipeline is “\(city)”"))
        continue
      }
      if let known = there.first(where: { $0.city == city && $0.name == publication.name }) {
        let differences = try contradictions(of: entry, to: known, bundle)
        if differences.isEmpty { result.known.append(publication.name) }
        problems += differences
      } else {
        new.append(entry)
        result.added.append(publication.name)
      }
    }
    problems += gaps(new, there, bundle)
    guard problems.isEmpty else {
      throw DiagnosticError(.content, problems.sorted { ($0.location?.line ?? 0) < ($1.location?.line ?? 0) })
    }
    guard !new.isEmpty else { return result }
    try database.write { database in
      for entry in new { try Self.insert(entry.publication, entry.figures, database) }
    }
    return result
  }

  /// Where a publication says other than what is kept: of each table the first line, and how many differ.
  private func contradictions(
    of entry: HistoryBundle.Entry, to known: Publication, _ bundle: HistoryBundle
  ) throws(DiagnosticError) -> [Diagnostic] {
    let name = known.name
    var problems: [Diagnostic] = []
    let columns = zip(HistoryTable.publication.columns, zip(entry.publication.cells, known.cells))
    for (column, (given, kept)) in columns where given != kept {
      problems.append(
        bundle.problem(entry.line, "\(name): \(column.name) is “\(given.plain)”, and “\(kept.plain)” is kept"))
    }
    let figures = try figures(of: known)
    for table in HistoryTable.all {
      let (given, kept) = (entry.figures.rows(of: table), figures.rows(of: table))
      let lines = entry.lines[table.name] ?? []
      let different = given.indices.filter { !kept.indices.contains($0) || given[$0] != kept[$0] }
      let missing = max(0, kept.count - given.count)
      if let first = different.first, lines.indices.contains(first) {
        let others = different.count == 1 ? "" : ", the first of \(different.count)"
        problems.append(
          bundle.problem(lines[first], "\(name): the row of \(table.name) is not what is kept\(others)"))
      }
      if missing > 0 {
        problems.append(bundle.problem(entry.line, "\(name): \(missing) rows of \(table.name) are missing"))
      }
    }
    return problems
  }

  /// Revisions whose predecessor is neither kept nor in the bundle.
  private func gaps(
    _ new: [HistoryBundle.Entry], _ there: [Publication], _ bundle: HistoryBundle
  ) -> [Diagnostic] {
    let names = Set(there.map(\.name) + new.map(\.publication.name))
    return new.compactMap { entry in
      let publication = entry.publication
      guard publication.revision > 1 else { return nil }
      let before = "\(publication.edition)@\(publication.revision - 1)"
      guard !names.contains(before) else { return nil }
      return bundle.problem(entry.line, "\(publication.name) follows \(before), which is neither here nor kept")
    }
  }
}
