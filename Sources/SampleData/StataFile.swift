/// A Stata data file of format 118, as bytes: numbers with labels of variables and values.
///
/// Format: StataCorp, "Description of .dta file format 118".
struct StataFile {
  /// How a variable is stored.
  enum Storage {
    /// Whole numbers from -127 to 100.
    case byte
    case double
  }

  struct Variable {
    var name: String
    var label: String
    var storage: Storage
    /// The name of a set of value labels; nil: none.
    var labels: String?
    /// One a row; nil is Stata's `.`.
    var values: [Double?]
  }

  var title: String
  var variables: [Variable]
  /// Sets of value labels, in order.
  var labelSets: [(name: String, labels: [(value: Int32, text: String)])]

  private var bytes: [UInt8] = []
  private var offsets: [UInt64] = []

  init(
    title: String, variables: [Variable], labelSets: [(name: String, labels: [(value: Int32, text: String)])]
  ) {
    self.title = title
    self.variables = variables
    self.labelSets = labelSets
  }

  /// The whole file.
  func encoded() -> [UInt8] {
    // The map of offsets comes first: its size does not depend on them.
    var draft = self
    draft.write(map: [UInt64](repeating: 0, count: 14))
    let map = draft.offsets
    var final = self
    final.write(map: map)
    return final.bytes
  }

  private mutating func write(map: [UInt64]) {
    let rows = variables.first?.values.count ?? 0
    mark()
    text("<stata_dta><header><release>118</release><byteorder>LSF</byteorder><K>")
    number(UInt16(variables.count))
    text("</K><N>")
    number(UInt64(rows))
    text("</N><label>")
    number(UInt16(title.utf8.count))
    text(title)
    text("</label><timestamp>")
    bytes.append(0)
    text("</timestamp></header>")
    mark()
    text("<map>")
    for offset in map { number(offset) }
    text("</map>")
    section("variable_types") { file in
      for variable in file.variables { file.number(variable.storage == .byte ? UInt16(65_530) : UInt16(65_526)) }
    }
    section("varnames") { file in
      for variable in file.variables { file.padded(variable.name, to: 129) }
    }
    section("sortlist") { file in
      file.bytes += [UInt8](repeating: 0, count: 2 * (file.variables.count + 1))
    }
    section("formats") { file in
      for variable in file.variables { file.padded(variable.storage == .byte ? "%8.0g" : "%10.0g", to: 57) }
    }
    section("value_label_names") { file in
      for variable in file.variables { file.padded(variable.labels ?? "", to: 129) }
    }
    section("variable_labels") { file in
      for variable in file.variables { file.padded(variable.label, to: 321) }
    }
    section("characteristics") { _ in }
    section("data") { file in
      for row in 0..<rows {
        for variable in file.variables { file.cell(variable.values[row], variable.storage) }
      }
    }
    section("strls") { _ in }
    section("value_labels") { file in
      for set in file.labelSets { file.write(set.name, set.labels) }
    }
    mark()
    text("</stata_dta>")
    mark()
  }

  private mutating func section(_ name: String, _ body: (inout StataFile) -> Void) {
    mark()
    text("<\(name)>")
    body(&self)
    text("</\(name)>")
  }

  private mutating func cell(_ value: Double?, _ storage: Storage) {
    switch storage {
    case .byte: bytes.append(value.map { UInt8(bitPattern: Int8($0)) } ?? 101)
    case .double: number(value?.bitPattern ?? 0x7FE0_0000_0000_0000)
    }
  }

  private mutating func write(_ name: String, _ labels: [(value: Int32, text: String)]) {
    let texts = labels.map { Array($0.text.utf8) + [0] }
    let length = texts.reduce(0) { $0 + $1.count }
    text("<lbl>")
    number(UInt32(8 + 8 * labels.count + length))
    padded(name, to: 129)
    bytes += [0, 0, 0]
    number(UInt32(labels.count))
    number(UInt32(length))
    var offset: UInt32 = 0
    for own in texts {
      number(offset)
      offset += UInt32(own.count)
    }
    for label in labels { number(UInt32(bitPattern: label.value)) }
    for own in texts { bytes += own }
    text("</lbl>")
  }

  private mutating func mark() { offsets.append(UInt64(bytes.count)) }

  private mutating func text(_ text: String) { bytes += Array(text.utf8) }

  private mutating func padded(_ text: String, to width: Int) {
    let own = Array(text.utf8.prefix(width - 1))
    bytes += own + [UInt8](repeating: 0, count: width - own.count)
  }

  private mutating func number(_ value: some FixedWidthInteger) {
    withUnsafeBytes(of: value.littleEndian) { bytes += Array($0) }
  }
}
