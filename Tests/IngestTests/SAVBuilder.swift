/// Writes SPSS system files, unpacked, byte by byte: for tests that need a certain code page, label or damage.
struct SAVBuilder {
  struct Variable {
    var name: String
    /// Bytes of a text; 0: a number.
    var width = 0
    var label: [UInt8] = []
    /// The code of the display format: 5 is F, 20 DATE, 22 DATETIME.
    var format: UInt8 = 5
    /// Single missing values; with `range`, the first two are its bounds.
    var missing: [Double] = []
    var isRange = false
    var labels: [(value: Double, label: [UInt8])] = []
    var textLabels: [(value: String, label: [UInt8])] = []
  }

  enum Cell {
    case number(Double)
    case text([UInt8])
    case missing
  }

  var variables: [Variable]
  var rows: [[Cell]]
  /// 65001 is UTF-8, 936 is GBK, 1252 Windows-1252.
  var codePage: Int32 = 65_001
  /// Rows that the header says there are; nil: as many as there are.
  var declaredRows: Int32?

  func bytes() -> [UInt8] {
    var out = Output()
    out.text("$FL2", 4)
    out.text("@(#) SPSS DATA FILE test", 60)
    out.int(2)
    out.int(Int32(variables.reduce(0) { $0 + slots($1) }))
    out.int(0)
    out.int(0)
    out.int(declaredRows ?? Int32(rows.count))
    out.double(100)
    out.text("01 Jan 25", 9)
    out.text("12:00:00", 8)
    out.text("", 64)
    out.text("", 3)
    for variable in variables { write(variable, to: &out) }
    writeLabels(to: &out)
    out.record(3, size: 4, count: 8)
    for value in [20, 0, 0, -1, 1, 1, 2, codePage] { out.int(value) }
    out.int(999)
    out.int(0)
    for row in rows {
      for (variable, cell) in zip(variables, row) { write(cell, variable, to: &out) }
    }
    return out.bytes
  }

  private func slots(_ variable: Variable) -> Int { max(1, (variable.width + 7) / 8) }

  private func write(_ variable: Variable, to out: inout Output) {
    out.int(2)
    out.int(Int32(variable.width))
    out.int(variable.label.isEmpty ? 0 : 1)
    out.int(Int32(variable.isRange ? -variable.missing.count : variable.missing.count))
    let shown = Int32(variable.width > 0 ? 1 : variable.format) << 16 | Int32(max(variable.width, 8)) << 8
    out.int(shown)
    out.int(shown)
    out.text(variable.name, 8)
    if !variable.label.isEmpty {
      out.int(Int32(variable.label.count))
      out.bytes += variable.label + [UInt8](repeating: 0x20, count: (4 - variable.label.count % 4) % 4)
    }
    for value in variable.missing { out.double(value) }
    for _ in 1..<slots(variable) {
      for value in [2, -1, 0, 0, 0, 0] as [Int32] { out.int(value) }
      out.text("", 8)
    }
  }

  private func writeLabels(to out: inout Output) {
    var position: Int32 = 1
    for variable in variables {
      let count = variable.labels.count + variable.textLabels.count
      if count > 0 {
        out.int(3)
        out.int(Int32(count))
        for label in variable.labels {
          out.double(label.value)
          out.label(label.label)
        }
        for label in variable.textLabels {
          out.text(label.value, 8)
          out.label(label.label)
        }
        out.int(4)
        out.int(1)
        out.int(position)
      }
      position += Int32(slots(variable))
    }
  }

  private func write(_ cell: Cell, _ variable: Variable, to out: inout Output) {
    switch cell {
    case .number(let number): out.double(number)
    case .missing: out.double(-Double.greatestFiniteMagnitude)
    case .text(let text):
      let padding = slots(variable) * 8 - text.count
      out.bytes += text + [UInt8](repeating: 0x20, count: max(0, padding))
    }
  }

  private struct Output {
    var bytes: [UInt8] = []

    mutating func int(_ value: Int32) { withUnsafeBytes(of: value.littleEndian) { bytes += $0 } }
    mutating func double(_ value: Double) { withUnsafeBytes(of: value.bitPattern.littleEndian) { bytes += $0 } }
    mutating func text(_ value: String, _ width: Int) {
      bytes += Array(value.utf8.prefix(width)) + [UInt8](repeating: 0x20, count: max(0, width - value.utf8.count))
    }
    mutating func label(_ text: [UInt8]) {
      bytes.append(UInt8(text.count))
      bytes += text + [UInt8](repeating: 0x20, count: (8 - (text.count + 1) % 8) % 8)
    }
    mutating func record(_ subtype: Int32, size: Int32, count: Int32) {
      for value in [7, subtype, size, count] { int(value) }
    }
  }
}
