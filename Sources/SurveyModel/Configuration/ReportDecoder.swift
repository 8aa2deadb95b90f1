internal import Diagnostics
internal import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Reads what `report:` says of look, words and chapters, and the files that it names.
struct ReportDecoder {
  let reader: MappingReader
  let log: ConfigurationLog
  /// The pipeline's folder.
  let folder: String

  private static let mostBytesOfLogo = 200 * 1024

  func decode() -> ReportSettings {
    var settings = ReportSettings()
    settings.logo = logo()
    if let palette = reader.mapping("palette", "palette") { settings.palette = colours(palette) }
    settings.chapters = chapters()
    if let words = reader.mapping("words", "report words") {
      for language in Language.allCases { settings.words += exchanged(words, language) }
      settings.words.sort { ($1.word.count, $0.word) < ($0.word.count, $1.word) }
    }
    return settings
  }

  // MARK: Logo

  private func logo() -> ReportImage? {
    guard let path = reader.text("logo"), let bytes = bytes(of: path, "logo") else { return nil }
    let isPNG = bytes.starts(with: [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])
    let isSVG = String(decoding: bytes.prefix(4096), as: UTF8.self).contains("<svg")
    guard isPNG || isSVG else {
      reader.problem(.notAllowed, "logo", "`\(path)` is neither SVG nor PNG", advice: "Save the logo as SVG or PNG")
      return nil
    }
    guard bytes.count <= Self.mostBytesOfLogo else {
      reader.problem(
        .outOfRange, "logo", "`\(path)` has \(bytes.count / 1024) KB, and every copy of the report would carry it",
        advice: "Make it smaller than \(Self.mostBytesOfLogo / 1024) KB")
      return nil
    }
    return ReportImage(mediaType: isPNG ? "image/png" : "image/svg+xml", bytes: bytes)
  }

  private func bytes(of path: String, _ key: String, at location: SourceLocation? = nil) -> [UInt8]? {
    let file = ConfigurationFiles.joined(folder, path)
    do throws(DiagnosticError) {
      return try readFile(file, shownAs: file)
    } catch {
      for diagnostic in error.diagnostics {
        log.add(
          .missingFile, at: location ?? reader.node(key)?.location, "`\(file)`: \(diagnostic.message)",
          advice: diagnostic.advice)
      }
      return nil
    }
  }

  // MARK: Colours

  /// Every colour must be seen: text of it against its ground at 4.5 to 1 (WCAG 2.2, 1.4.3).
  private func colours(_ palette: MappingReader) -> [PaletteRole: ReportColour] {
    var colours: [PaletteRole: ReportColour] = [:]
    for role in PaletteRole.allCases {
      guard let colour = palette.mapping(role.rawValue, "colour") else { continue }
      let light = shade(colour, "light", against: role == .masthead ? "#f4f1e8" : "#fcfbf8")
      let dark = shade(colour, "dark", against: role == .masthead ? "#f4f1e8" : "#11171c")
      if let light { colours[role] = ReportColour(light: light, dark: dark) }
    }
    return colours
  }

  private func shade(_ reader: MappingReader, _ key: String, against ground: String) -> String? {
    guard let text = reader.text(key) else { return nil }
    guard let own = Self.luminance(text), let other = Self.luminance(ground) else {
      reader.problem(
        .notAllowed, key, "`\(reader.path.appending(key))` is no colour: `\(text)`",
        advice: "Write six hexadecimal digits, such as `\"#0b5f74\"`")
      return nil
    }
    let contrast = (max(own, other) + 0.05) / (min(own, other) + 0.05)
    guard contrast >= 4.5 else {
      reader.problem(
        .outOfRange, key,
        "`\(text)` has a contrast of \(formatFixed(contrast, decimals: 1)) to 1 against \(ground), too little to be read",
        advice: "Take one with at least 4.5 to 1")
      return nil
    }
    return text.lowercased()
  }

  /// Relative luminance (WCAG 2.2) of `#rrggbb`.
  private static func luminance(_ text: String) -> Double? {
    let digits = text.utf8.dropFirst().compactMap { Character(Unicode.Scalar($0)).hexDigitValue }
    guard text.hasPrefix("#"), text.utf8.count == 7, digits.count == 6 else { return nil }
    let channels = stride(from: 0, to: 6, by: 2).map { place -> Double in
      let value = Double(digits[place] * 16 + digits[place + 1]) / 255
      return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
    }
    return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
  }

  // MARK: Chapters

  private func chapters() -> [ReportChapter]? {
    guard let items = reader.list("chapters") else { return nil }
    var chapters: [ReportChapter] = []
    var seen: Set<String> = []
    var hasAppendix = false
    for (node, path) in items {
      let chapter: ReportChapter?
      var isAppendix = false
      if let word = node.scalar, !word.hasSuffix(".md") {
        let known = StandardChapter.allCases.map(\.rawValue)
        let isKnown = checkedName(word, node, among: known, what: "chapter", path: path, log: log)
        let standard = isKnown ? StandardChapter(rawValue: word) : nil
        if !seen.insert(word).inserted {
          log.add(.duplicateName, at: node.location, "the chapter `\(word)` is there twice", advice: "Keep one")
        }
        isAppendix = standard?.isAppendix ?? false
        chapter = standard.map { .standard($0) }
      } else {
        chapter = own(node, path)
      }
      if hasAppendix, !isAppendix {
        log.add(
          .structure, at: node.location, "a chapter stands after an appendix", advice: "Put appendices last")
      }
      hasAppendix = hasAppendix || isAppendix
      if let chapter { chapters.append(chapter) }
    }
    for required in StandardChapter.required where !seen.contains(required.rawValue) {
      reader.problem(
        .structure, "chapters", "`\(reader.path.appending("chapters"))` leaves out `\(required.rawValue)`",
        advice: "Add it: without it no number of the report could be traced")
    }
    return chapters
  }

  private func own(_ node: ConfigurationNode, _ path: ConfigurationPath) -> ReportChapter? {
    guard let file = MappingReader.localizedText(node, path: path, log: log) else { return nil }
    func text(_ path: String) -> String? {
      guard let bytes = bytes(of: path, "chapters", at: node.location) else { return nil }
      guard let text = String(validating: bytes, as: UTF8.self) else {
        log.add(.unreadableText, at: node.location, "`\(path)` is not UTF-8", advice: "Save it as UTF-8")
        return nil
      }
      return text
    }
    guard let zh = text(file.zh), let en = file.en == file.zh ? zh : text(file.en) else { return nil }
    return .own(OwnChapter(file: file, text: LocalizedText(zh: zh, en: en)))
  }

  // MARK: Words

  private func exchanged(_ reader: MappingReader, _ language: Language) -> [ExchangedWord] {
    let entries = reader.named(language.rawValue)
    return entries.compactMap { entry in
      let path = reader.path.appending(language.rawValue).appending(entry.key)
      guard let text = configurationText(entry.value, path: path, log: log) else { return nil }
      if entry.key.isEmpty || entries.contains(where: { text.contains($0.key) && $0.key != entry.key }) {
        log.add(
          .structure, at: entry.keyLocation, "`\(path)`: “\(text)” holds a word that is exchanged itself",
          advice: "Leave one of the two out: the order would decide what is printed")
        return nil
      }
      return ExchangedWord(language: language, word: entry.key, replacement: text)
    }
  }
}

/// Holds the references of chapters in Markdown against what there is: kinds, nodes, units and figures.
func checkReferences(_ pipeline: PipelineDefinition, log: ConfigurationLog) {
  let nodes = pipeline.framework.nodes.map(\.id)
  let units = pipeline.units.all.map(\.id)
  guard !nodes.isEmpty, !units.isEmpty else { return }
  for case .own(let chapter) in pipeline.report.chapters ?? [] {
    for language in pipeline.languages {
      for written in ReportReference.all(in: chapter.text[language]) {
        let reference = written.resolved(nodes: Set(nodes), units: Set(units))
        let location = SourceLocation(file: chapter.file[language], line: reference.line, column: reference.column)
        func unknown(_ name: String, among known: [String], _ what: String) {
          log.add(
            .unknownName, at: location, "`{{\(reference.text)}}`: `\(name)` is no \(what)",
            advice: adviceOnName(name, among: known))
        }
        guard let kind = reference.kind else {
          let word = String(reference.text.prefix { $0 != ":" })
          unknown(word, among: ReportReference.Kind.allCases.map(\.rawValue), "kind of reference")
          continue
        }
        if kind == .figure {
          let name = reference.node ?? ""
          if !ReportReference.figures.contains(name) { unknown(name, among: ReportReference.figures, "figure") }
          continue
        }
        if let node = reference.node, !nodes.contains(node) {
          unknown(node, among: reference.unit == nil ? nodes + units : nodes, "node of the framework")
        }
        if let unit = reference.unit, !units.contains(unit) { unknown(unit, among: units, "unit") }
      }
    }
  }
}
