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
    let paths = paths(reader)
    let format = format(reader, paths: paths)
    guard let role, let path = paths.first else {
      log.noteBroken(name)
      return nil
    }
    var source = SourceDefinition(name: name, role: role, path: path, format: format ?? .csv)
    source.morePaths = Array(paths.dropFirst())
    source.platform = platform(reader, role, isStatistical: format?.isStatistical ?? false)
    readSurveyKeys(reader, role, into: &source)
    source.waves = (reader.list("waves") ?? []).compactMap {
      configurationInteger($0.node, in: 1900...2999, path: $0.path, log: log)
    }
    source.sheet = reader.text("sheet")
    source.encoding = reader.text("encoding")
    source.recordPath = reader.text("record")
    source.unitColumn = reader.text("unit")
    source.cluster = reader.text("cluster")
    source.headerRows = headerRows(reader)
    source.findsHeader = role != .survey && !reader.has("header_rows")
    source.maxUnreadable = reader.share("max_unreadable") ?? source.maxUnreadable
    source.limits = limits(reader)
    source.columns = columns(reader)
    check(source, format, reader)
    return source
  }

  /// One path, or a list of them.
  private func paths(_ reader: MappingReader) -> [String] {
    guard let node = reader.node("path") else { return [] }
    guard case .sequence(let items) = node.value else { return reader.text("path").map { [$0] } ?? [] }
    if items.isEmpty { reader.problem(.structure, "path", "`\(reader.path.appending("path"))` lists no file") }
    return reader.texts("path") ?? []
  }

  private func format(_ reader: MappingReader, paths: [String]) -> SourceFormat? {
    if reader.has("format") { return reader.word("format", as: SourceFormat.self) }
    guard let first = paths.first else { return nil }
    guard let format = formatByEnding(first) else {
      if ["por", "sas7bdat", "xpt", "rds", "rdata"].contains(ending(first)) {
        reader.problem(
          .notAllowed, "path", "`\(first)`: files that end in .\(ending(first)) are not read",
          advice: "Save it as .sav (SPSS), .dta (Stata) or CSV in the program that made it")
        return nil
      }
      reader.problem(
        .notAllowed, "path", "the format of `\(first)` cannot be told by its ending",
        advice: "Add `format:`, one of \(alternatives(SourceFormat.allCases.map(\.rawValue)))")
      return nil
    }
    if let other = paths.first(where: { formatByEnding($0) != format }) {
      reader.problem(
        .structure, "path", "the files of a source must have one format: `\(first)` and `\(other)` differ",
        advice: "Save them in the same format, or make them sources of their own")
    }
    return format
  }

  private func formatByEnding(_ path: String) -> SourceFormat? {
    switch ending(path) {
    case "txt", "tsv": .csv
    case "zsav": .sav
    case let ending: SourceFormat(rawValue: ending)
    }
  }

  /// A packed file, such as answers.csv.gz, is what it is without the last ending.
  private func ending(_ path: String) -> String {
    let endings = path.split(separator: ".").map { $0.lowercased() }
    return (endings.last == "gz" ? endings.dropLast().last : endings.last) ?? ""
  }

  private func limits(_ reader: MappingReader) -> [String: Int] {
    guard let limits = reader.mapping("limits", "limits") else { return [:] }
    var given: [String: Int] = [:]
    for key in ConfigurationReference.limitKeys {
      given[key.name] = limits.integer(key.name, in: 1...(1 << 40))
    }
    return given
  }

  private func platform(_ reader: MappingReader, _ role: SourceRole, isStatistical: Bool) -> String? {
    guard let node = reader.node("platform") else {
      // A statistics file names its variables; it needs no platform to tell them.
      if role == .survey, !isStatistical {
        log.add(
          .missingKey, at: reader.location,
          "`\(reader.path).platform` is missing: a survey's export is read by its platform",
          advice: "Add `platform: wjx`, or `platform: auto` to let the file tell")
      }
      return nil
    }
    if role != .survey {
      log.add(
        .structure, at: reader.keyLocation("platform"),
        "`\(reader.path).platform`: only a source of role `survey` has one",
        advice: "Remove it")
    }
    let words = ConfigurationReference.platformWords
    if node.scalar.map({ !words.contains($0) }) ?? true { reader.reportWord(node, "platform", among: words) }
    return node.scalar
  }

  /// What only a survey has: how its columns meet the questionnaire.
  private func readSurveyKeys(_ reader: MappingReader, _ role: SourceRole, into source: inout SourceDefinition) {
    let keys = ["mapping", "ignore", "answers"]
    guard role == .survey else {
      for key in keys where reader.has(key) {
        log.add(
          .structure, at: reader.keyLocation(key),
          "`\(reader.path.appending(key))`: only a source of role `survey` has this", advice: "Remove it")
      }
      return
    }
    for entry in reader.named("mapping") {
      let path = reader.path.appending("mapping").appending(entry.key)
      source.columnMapping[entry.key] = configurationText(entry.value, path: path, log: log)
    }
    source.ignoredColumns = reader.texts("ignore") ?? []
    guard let node = reader.node("answers") else { return }
    if node.scalar.map({ !["labels", "codes"].contains($0) }) ?? true {
      reader.reportWord(node, "answers", among: ["labels", "codes"])
    }
    source.answerStyle = node.scalar
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
    func onlyFor(_ key: String, _ wanted: SourceFormat...) {
      guard let format, !wanted.contains(format), reader.has(key) else { return }
      let names = wanted.map { "`\($0.rawValue)`" }
      let verb = names.count == 1 ? "has" : "have"
      let last = names.last.map { names.count == 1 ? "only \($0)" : " and \($0)" } ?? ""
      let list = names.count == 1 ? last : "only " + names.dropLast().joined(separator: ", ") + last
      log.add(
        .structure, at: reader.keyLocation(key), "`\(reader.path.appending(key))`: \(list) \(verb) this",
        advice: "Remove it")
    }
    onlyFor("sheet", .xlsx)
    onlyFor("record", .xml, .csv, .xlsx)
    onlyFor("encoding", .sav, .dta)
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
