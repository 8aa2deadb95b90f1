import Tables

/// Which texts of a text variable are codes for missing answers, and which are options.
struct TextRules: Sendable {
  /// Options in the order of the file.
  var options: [String] = []
  var missing: [String: MissingKind] = [:]

  init(declared: [String], labels: [StatisticalValueLabel]) {
    for code in declared { missing[code] = .empty }
    for label in labels {
      let meaning = MissingLabel(label.label)
      if missing[label.code] != nil {
        missing[label.code] = meaning?.kind ?? .empty
      } else if case .certain(let kind) = meaning {
        missing[label.code] = kind
      } else {
        options.append(label.code)
      }
    }
  }
}

extension FinishedColumn {
  /// The texts of one variable: categories where it has value labels, else texts; empty ones are missing.
  init(_ gathered: TextGatherer, _ rules: TextRules, encoding: String) {
    self.init(column: Column(.bool([])), content: .text)
    missingCodes = rules.missing
    var missing: [MissingKind] = []
    let texts = gathered.isBeyondASCII ? decoded(gathered, encoding, &missing) : gathered
    if missing.isEmpty { missing = [MissingKind](repeating: .present, count: texts.count) }
    setMissing(texts, &missing, rules)
    if rules.options.isEmpty {
      column = Column(textStorage(texts, missing), missing: missing)
    } else {
      let categories = categories(texts, missing, rules.options)
      isClosed = categories.dictionary.count == rules.options.count
      column = Column(.category(categories), missing: missing)
    }
  }

  /// The texts in UTF-8; those with bytes of no character are unreadable.
  private mutating func decoded(
    _ gathered: TextGatherer, _ encoding: String, _ missing: inout [MissingKind]
  ) -> TextGatherer {
    guard let decoder = TextDecoder(encoding) else { return gathered }
    var bytes: [UInt8] = []
    bytes.reserveCapacity(gathered.bytes.count + gathered.bytes.count / 2)
    var offsets = [0]
    offsets.reserveCapacity(gathered.offsets.count)
    for row in 0..<gathered.count {
      switch decoder.decode(gathered[row]) {
      case .text(let text): bytes.append(contentsOf: text)
      case .cutOff(let text):
        bytes.append(contentsOf: text)
        cutTexts += 1
      case .bad(let offset):
        if missing.isEmpty { missing = [MissingKind](repeating: .present, count: gathered.count) }
        missing[row] = .unreadable
        badTexts += 1
        if firstBad == nil { firstBad = (row, offset) }
      }
      offsets.append(bytes.count)
    }
    return TextGatherer(bytes: bytes, offsets: offsets, isBeyondASCII: true)
  }

  private mutating func setMissing(_ texts: TextGatherer, _ missing: inout [MissingKind], _ rules: TextRules) {
    let codes = ByteInterner(rules.missing.keys.sorted())
    let names = codes.strings
    for row in 0..<texts.count where missing[row] == .present {
      if texts.offsets[row] == texts.offsets[row + 1] {
        missing[row] = .empty
      } else if !names.isEmpty, let code = codes.index(of: texts[row]), let kind = rules.missing[names[code]] {
        missing[row] = kind
        codedCells.append(row: row, entry: codedCells.entry(of: names[code]))
      }
    }
  }

  /// One arena; the cells that are missing are empty.
  private func textStorage(_ texts: TextGatherer, _ missing: [MissingKind]) -> ColumnStorage {
    var storage = TextStorage()
    guard codedCells.count > 0 else {
      storage.bytes = texts.bytes
      storage.offsets = texts.offsets
      return .text(storage)
    }
    for row in 0..<texts.count {
      if missing[row] == .present { storage.bytes.append(contentsOf: texts[row]) }
      storage.offsets.append(storage.bytes.count)
    }
    return .text(storage)
  }

  private func categories(_ texts: TextGatherer, _ missing: [MissingKind], _ options: [String]) -> CategoryStorage {
    var interner = ByteInterner(options)
    var codes = [Int](repeating: 0, count: texts.count)
    for row in 0..<texts.count where missing[row] == .present { codes[row] = interner.intern(texts[row]) }
    return CategoryStorage(codes: codes, dictionary: interner.strings)
  }
}
