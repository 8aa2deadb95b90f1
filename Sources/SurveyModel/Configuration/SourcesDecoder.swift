internal import Diagnostics
internal import Tables

/// Reads the `sources` of pipeline.yaml.
struct SourcesDecoder {
  let log: ConfigurationLog

  func decode(_ entries: [ConfigurationNode.Entry]) -> [SourceDefinition] {
    entries.compactMap { entry in
      MappingReader(
        entry.value, "source", path: ConfigurationPath(parts: ["sources", entry.key]), keyLocation: entry.keyLocation,
        log: log
      ).flatMap { source($0, name: entry.key) }
    }
  }

  private func source(_ reader: MappingReader, name: String) -> SourceDefinition? {
    let role = reader.word("role", as: SourceRole.self)
    let path = reader.text("path")
    let format = format(reader, path: path)
    guard let role, let path else {
      log.noteBroken(name)
      return nil
    }
    var source = SourceDefinition(name: name, role: role, path: path, format: format ?? .csv)
    source.platform = platform(reader, role)
    source.waves = (reader.list("waves") ?? []).compactMap {
      configurationInteger($0.node, in: 1900...2999, path: $0.path, log: log)
    }
    source.sheet = reader.text("sheet")
    source.recordPath = reader.text("record")
    source.unitColumn = reader.text("unit")
    source.cluster = reader.text("cluster")
    source.headerRows = headerRows(reader)
    source.columns = columns(reader)
    check(source, format, reader)
    return source
  }

  private func format(_ reader: MappingReader, path: String?) -> SourceFormat? {
    if reader.has("format") { return reader.word("format", as: SourceFormat.self) }
    guard let path else { return nil }
    let ending = path.split(separator: ".").last.map { $0.lowercased() } ?? ""
    if let format = SourceFormat(rawValue: ending) { return format }
    if ending == "txt" || ending == "tsv" { return .csv }
    reader.problem(
      .notAllowed, "path", "the format of `\(path)` cannot be told by its ending",
      advice: "Add `format:`, one of \(alternatives(SourceFormat.allCases.map(\.rawValue)))")
    return nil
  }

  private func platform(_ reader: MappingReader, _ role: SourceRole) -> String? {
    guard let node = reader.node("platform") else {
      if role == .survey {
        log.add(
          .missingKey, at: reader.location,
          "`\(reader.path).platform` is missing: a survey's export is read by its platform",
          advice: "Add `platform: wjx`")
      }
      return nil
    }
    if role != .survey {
      log.add(
        .structure, at: reader.keyLocation("platform"),
        "`\(reader.path).platform`: only a source of role `survey` has one",
        advice: "Remove it")
    }
    if node.scalar != "wjx" { reader.reportWord(node, "platform", among: ["wjx"]) }
    return node.scalar
  }

  private func headerRows(_ reader: MappingReader) -> ClosedRange<Int> {
    guard let node = reader.node("header_rows") else { return 1...1 }
    let path = reader.path.appending("header_rows")
    guard case .sequence = node.value else {
      return configurationInteger(node, in: 1...10_000, path: path, log: log).map { $0...$0 } ?? 1...1
    }
    let items = reader.list("header_rows") ?? []
    let rows = items.compactMap { configurationInteger($0.node, in: 1...10_000, path: $0.path, log: log) }
    guard rows.count == items.count else { return 1...1 }
    guard rows.count == 2, rows[0] <= rows[1] else {
      log.add(
        .structure, at: node.location, "`\(path)` must be one row, or first and last row, found \(rows)",
        advice: "Write `3`, or `[3, 4]`")
      return 1...1
    }
    return rows[0]...rows[1]
  }

  private func columns(_ reader: MappingReader) -> [SourceColumn] {
    let types = ConfigurationReference.columnTypeWords
    return reader.named("columns").compactMap { entry in
      let path = reader.path.appending("columns").appending(entry.key)
      if entry.key == unitColumnName {
        log.add(
          .duplicateName, at: entry.keyLocation,
          "`\(path)`: `\(unitColumnName)` is made from the column named by `unit`",
          advice: "Choose another name")
        return nil
      }
      if entry.value.isNull { return SourceColumn(name: entry.key) }
      if let word = entry.value.scalar {
        if let type = ColumnType(rawValue: word), types.contains(word) {
          return SourceColumn(name: entry.key, type: type)
        }
        log.add(
          .notAllowed, at: entry.value.location, "`\(path)` cannot be \(entry.value.found)",
          advice: adviceOnName(word, among: types, what: "Allowed here, besides a mapping"))
        log.noteBroken(entry.key)
        return nil
      }
      guard
        let column = MappingReader(entry.value, "column", path: path, keyLocation: entry.keyLocation, log: log)
      else {
        log.noteBroken(entry.key)
        return nil
      }
      return SourceColumn(
        name: entry.key, header: column.text("header"), type: type(column), unit: column.text("unit"),
        codes: codes(column))
    }
  }

  private func type(_ reader: MappingReader) -> ColumnType? {
    guard let type = reader.word("type", as: ColumnType.self) else { return nil }
    guard ConfigurationReference.columnTypeWords.contains(type.rawValue) else {
      if let node = reader.node("type") {
        reader.reportWord(node, "type", among: ConfigurationReference.columnTypeWords)
      }
      return nil
    }
    return type
  }

  private func codes(_ reader: MappingReader) -> [String: String] {
    var codes: [String: String] = [:]
    for entry in reader.named("codes") {
      let path = reader.path.appending("codes").appending(entry.key)
      codes[entry.key] = configurationText(entry.value, path: path, log: log)
    }
    return codes
  }

  private func check(_ source: SourceDefinition, _ format: SourceFormat?, _ reader: MappingReader) {
    func onlyFor(_ key: String, _ wanted: SourceFormat) {
      guard let format, format != wanted, reader.has(key) else { return }
      log.add(
        .structure, at: reader.keyLocation(key), "`\(reader.path.appending(key))`: only `\(wanted.rawValue)` has this",
        advice: "Remove it")
    }
    onlyFor("sheet", .xlsx)
    onlyFor("record", .xml)
    if format == .xml && !reader.has("record") {
      log.add(
        .missingKey, at: reader.location, "`\(reader.path).record` is missing: XML needs the path of its records",
        advice: "Add it, such as `record: /ledger/case`")
    }
    if !reader.has("unit") && [.survey, .statistics, .records].contains(source.role) {
      log.add(
        .missingKey, at: reader.location, "`\(reader.path).unit` is missing: which unit does a row belong to?",
        advice: source.role == .survey ? "Name the question, such as `unit: Q01`" : "Name the column of the source")
    }
    if !reader.has("columns") && [.statistics, .records, .frame].contains(source.role) {
      log.add(
        .missingKey, at: reader.location, "`\(reader.path).columns` is missing: which columns are wanted?",
        advice: "Add `columns:` with a name for each")
    }
    if source.role == .survey && reader.has("columns") {
      log.add(
        .structure, at: reader.keyLocation("columns"),
        "`\(reader.path).columns`: a survey's columns come from the questionnaire",
        advice: "Remove it")
    }
    if reader.has("cluster") && source.role != .records {
      log.add(
        .structure, at: reader.keyLocation("cluster"),
        "`\(reader.path).cluster`: only a source of role `records` has it",
        advice: "Remove it")
    }
  }
}
