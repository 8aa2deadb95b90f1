import CReadStat

/// A variable as the library hands it over; text is in the file's encoding.
struct RawVariable: Sendable {
  var name: [UInt8]
  var label: [UInt8]
  var format: String
  var measure: StatisticalMeasure
  var labelSet: [UInt8]?
  var isText: Bool
  var numberRanges: [ClosedRange<Double>] = []
  var textRanges: [[UInt8]] = []
}

/// A value label as the library hands it over.
struct RawValueLabel: Sendable {
  enum Value: Sendable {
    case number(Double)
    case tag(UInt8)
    case text([UInt8])
    case systemMissing
  }

  var value: Value
  var label: [UInt8]
}

/// Gathers what the library reads: numbers of all variables for some rows in one block, that each variable then takes
/// up as a whole; texts as they come.
struct StatisticalSink {
  private static let blockRows = 1024

  private let cellLimit: Int
  private(set) var variables: [RawVariable] = []
  private(set) var labelSets: [[UInt8]: [RawValueLabel]] = [:]
  private(set) var numbers: [NumberGatherer] = []
  private(set) var texts: [TextGatherer] = []
  /// Of each variable, its position among the numbers, or the complement of that among the texts.
  private(set) var slots: [Int] = []
  /// Rows as the file says; -1 where it does not.
  private(set) var declaredRows = 0
  private(set) var rowCount = 0
  private(set) var encoding: String?
  private(set) var version = 0
  private(set) var fileLabel: [UInt8] = []
  private(set) var weight: Int?
  private(set) var messages: [String] = []
  private(set) var isTooLarge = false
  private var block: UnsafeMutablePointer<Double>?
  private var blockStart = 0

  init(cellLimit: Int) { self.cellLimit = cellLimit }

  /// Reads a whole file.
  ///
  /// - Parameters:
  ///   - bytes: the file.
  ///   - isStata: a `.dta`, else a `.sav` or `.zsav`.
  ///   - encoding: the encoding of its text, where it is known better than the file says.
  ///   - cellLimit: more cells than this are refused.
  /// - Returns: all that was read, the library's verdict, and where it stood when it stopped.
  static func read(
    _ bytes: [UInt8], isStata: Bool, encoding: String?, cellLimit: Int
  ) -> (sink: StatisticalSink, error: readstat_error_t, input: StatisticalInput?) {
    var sink = StatisticalSink(cellLimit: cellLimit)
    guard let parser = readstat_parser_init() else { return (sink, READSTAT_ERROR_MALLOC, nil) }
    defer { readstat_parser_free(parser) }
    // Text comes as it is: the encoding is chosen when all of it is known, and a bad byte does not end the reading.
    readstat_set_handler_character_encoding(parser, nil)
    // Without this a code page that the library does not know ends the reading.
    if let encoding { readstat_set_file_character_encoding(parser, encoding) }
    // Where the header gives no number of cases, the library reads none of them unless told to.
    if !isStata, savCaseCountIsUnknown(bytes) { readstat_set_row_limit(parser, Int(Int32.max)) }
    attachHandlers(to: parser)
    return bytes.withUnsafeBytes { all in
      var input = StatisticalInput(all)
      let error = withUnsafeMutablePointer(to: &input) { input in
        StatisticalInput.attach(input, to: parser)
        return withUnsafeMutablePointer(to: &sink) { sink in
          isStata ? readstat_parse_dta(parser, "", sink) : readstat_parse_sav(parser, "", sink)
        }
      }
      sink.finish()
      return (sink, error, input)
    }
  }

  private mutating func finish() {
    if block != nil { flush(rowCount - blockStart) }
    block?.deallocate()
    block = nil
  }

  /// The columns hand over as many values as there are rows.
  var isComplete: Bool {
    numbers.allSatisfy { $0.count == rowCount } && texts.allSatisfy { $0.count == rowCount }
  }

  /// Gives up the values of one variable, so that they need not be there twice.
  mutating func takeNumbers(_ slot: Int) -> NumberGatherer {
    let taken = numbers[slot]
    numbers[slot] = NumberGatherer()
    return taken
  }

  mutating func takeTexts(_ slot: Int) -> TextGatherer {
    let taken = texts[slot]
    texts[slot] = TextGatherer()
    return taken
  }
}

// MARK: - What the library calls

extension StatisticalSink {
  private static func attachHandlers(to parser: OpaquePointerToParser) {
    readstat_set_metadata_handler(parser) { metadata, context in
      guard let metadata, let sink = context?.assumingMemoryBound(to: StatisticalSink.self) else { return 1 }
      return sink.pointee.note(metadata)
    }
    readstat_set_variable_handler(parser) { _, variable, labels, context in
      guard let variable, let sink = context?.assumingMemoryBound(to: StatisticalSink.self) else { return 1 }
      sink.pointee.add(variable, labels: labels)
      return 0
    }
    readstat_set_fweight_handler(parser) { variable, context in
      guard let variable, let sink = context?.assumingMemoryBound(to: StatisticalSink.self) else { return 1 }
      sink.pointee.weight = Int(bizclimate_readstat_index(variable))
      return 0
    }
    readstat_set_value_label_handler(parser) { set, value, label, context in
      guard let set, let sink = context?.assumingMemoryBound(to: StatisticalSink.self) else { return 1 }
      sink.pointee.addLabel(set, value, label)
      return 0
    }
    readstat_set_error_handler(parser) { message, context in
      guard let message, let sink = context?.assumingMemoryBound(to: StatisticalSink.self) else { return }
      sink.pointee.messages.append(String(cString: message))
    }
    readstat_set_value_handler(parser) { row, variable, value, context in
      guard let variable, let sink = context?.assumingMemoryBound(to: StatisticalSink.self) else { return 1 }
      return sink.pointee.add(value, of: Int(bizclimate_readstat_index(variable)), row: Int(row))
    }
  }

  private mutating func note(_ metadata: UnsafeMutablePointer<readstat_metadata_t>) -> Int32 {
    declaredRows = Int(readstat_get_row_count(metadata))
    encoding = readstat_get_file_encoding(metadata).map { String(cString: $0) }
    version = Int(readstat_get_file_format_version(metadata))
    fileLabel = readstat_get_file_label(metadata).map { bytes(of: $0) } ?? []
    let columns = Int(readstat_get_var_count(metadata))
    let cells = max(declaredRows, 1).multipliedReportingOverflow(by: max(columns, 1))
    isTooLarge = cells.overflow || cells.partialValue > cellLimit
    return isTooLarge ? 1 : 0
  }

  private mutating func add(
    _ variable: UnsafeMutablePointer<readstat_variable_t>, labels: UnsafePointer<CChar>?
  ) {
    let isText = readstat_variable_get_type_class(variable) == READSTAT_TYPE_CLASS_STRING
    let measure: StatisticalMeasure =
      switch readstat_variable_get_measure(variable) {
      case READSTAT_MEASURE_NOMINAL: .nominal
      case READSTAT_MEASURE_ORDINAL: .ordinal
      case READSTAT_MEASURE_SCALE: .scale
      default: .unknown
      }
    var raw = RawVariable(
      name: readstat_variable_get_name(variable).map { bytes(of: $0) } ?? [],
      label: readstat_variable_get_label(variable).map { bytes(of: $0) } ?? [],
      format: readstat_variable_get_format(variable).map { String(cString: $0) } ?? "", measure: measure,
      labelSet: labels.map { bytes(of: $0) }, isText: isText)
    for index in 0..<readstat_variable_get_missing_ranges_count(variable) {
      let low = readstat_variable_get_missing_range_lo(variable, index)
      let high = readstat_variable_get_missing_range_hi(variable, index)
      if isText {
        if let text = bizclimate_readstat_text(low) { raw.textRanges.append(bytes(of: text)) }
      } else {
        // The lowest and the highest number stand for "and below", "and above".
        let from = bizclimate_readstat_number(low)
        let to = bizclimate_readstat_number(high)
        if from <= to { raw.numberRanges.append(from...to) }
      }
    }
    variables.append(raw)
    if isText {
      slots.append(~texts.count)
      texts.append(TextGatherer())
    } else {
      slots.append(numbers.count)
      numbers.append(NumberGatherer())
    }
  }

  private mutating func addLabel(
    _ set: UnsafePointer<CChar>, _ value: readstat_value_t, _ label: UnsafePointer<CChar>?
  ) {
    let raw: RawValueLabel.Value
    if bizclimate_readstat_is_text(value) != 0 {
      raw = .text(bizclimate_readstat_text(value).map { bytes(of: $0) } ?? [])
    } else if bizclimate_readstat_tag(value) != 0 {
      raw = .tag(UInt8(bitPattern: bizclimate_readstat_tag(value)))
    } else {
      let number = bizclimate_readstat_number(value)
      raw = number.isNaN ? .systemMissing : .number(number)
    }
    labelSets[bytes(of: set), default: []].append(
      RawValueLabel(value: raw, label: label.map { bytes(of: $0) } ?? []))
  }

  @inline(__always)
  private mutating func add(_ value: readstat_value_t, of variable: Int, row: Int) -> Int32 {
    guard variable < slots.count, row >= blockStart else { return 1 }
    if row >= rowCount {
      if row - blockStart >= Self.blockRows || block == nil, !startBlock(row) { return 1 }
      rowCount = row + 1
    }
    let slot = slots[variable]
    if slot >= 0 {
      let tag = bizclimate_readstat_tag(value)
      let number = tag == 0 ? bizclimate_readstat_number(value) : NumberGatherer.missing(tag: UInt8(bitPattern: tag))
      block?[slot &* Self.blockRows &+ (row &- blockStart)] =
        number.isNaN && tag == 0 ? NumberGatherer.missing(tag: 0) : number
    } else if let text = bizclimate_readstat_text(value) {
      text.withMemoryRebound(to: UInt8.self, capacity: 1) { start in
        texts[~slot].append(UnsafeBufferPointer(start: start, count: strlen(text)))
      }
    } else {
      texts[~slot].append(UnsafeBufferPointer(start: nil, count: 0))
    }
    return 0
  }

  /// - Returns: false when the file has more cells than allowed.
  private mutating func startBlock(_ row: Int) -> Bool {
    if block == nil {
      let size = max(1, numbers.count * Self.blockRows)
      let fresh = UnsafeMutablePointer<Double>.allocate(capacity: size)
      fresh.initialize(repeating: NumberGatherer.missing(tag: 0), count: size)
      block = fresh
      return true
    }
    flush(Self.blockRows)
    blockStart += Self.blockRows
    isTooLarge = row * max(variables.count, 1) > cellLimit
    return !isTooLarge
  }

  private mutating func flush(_ rows: Int) {
    guard let block, rows > 0 else { return }
    for slot in numbers.indices {
      numbers[slot].append(UnsafeBufferPointer(start: block + slot * Self.blockRows, count: rows))
    }
  }
}

/// Programs that write as they go leave -1 for the number of cases in the header of an SPSS file.
private func savCaseCountIsUnknown(_ bytes: [UInt8]) -> Bool {
  bytes.count >= 84 && bytes[80..<84].allSatisfy { $0 == 0xFF }
}

private func bytes(of text: UnsafePointer<CChar>) -> [UInt8] {
  text.withMemoryRebound(to: UInt8.self, capacity: 1) { Array(UnsafeBufferPointer(start: $0, count: strlen(text))) }
}
