import Diagnostics
import Tables

/// What the log says of a statistics file.
struct StatisticalNotes {
  /// More texts with bad bytes than this share of a file's cells of text, and its encoding is not what it seems.
  private static let badTextLimit = 0.05

  let file: String
  var lines: [String] = []

  init(file: String) { self.file = file }

  /// - Throws: when the texts of a variable do not fit the encoding on the whole.
  mutating func checkTexts(
    _ columns: [FinishedColumn], _ names: [String], encoding: String, rows: Int
  ) throws(DiagnosticError) {
    let damaged = columns.indices.filter { columns[$0].badTexts > 0 }
    var problems: [Diagnostic] = []
    for index in damaged {
      let column = columns[index]
      let place = column.firstBad.map { "first in case \($0.row + 1), byte \($0.offset + 1) of the text" } ?? ""
      let told = "\(names[index]): \(column.badTexts) texts are not \(encoding) (\(place))"
      if Double(column.badTexts) > Self.badTextLimit * Double(rows) {
        problems.append(
          Diagnostic(
            .error, code: "I-803", at: SourceLocation(file: file), told,
            advice: "Set encoding: to the one the file was written in, such as GB18030"))
      } else {
        lines.append("warning: \(file): \(told); these cells are unreadable")
      }
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
  }

  mutating func add(_ sink: StatisticalSink, encoding: String, isForced: Bool, isStata: Bool, labelsDamaged: Bool) {
    let program = isStata ? "Stata \(sink.version)" : sink.version >= 3 ? "SPSS, zlib-packed" : "SPSS"
    lines.insert(
      "\(file): \(program), \(sink.rowCount) cases, \(sink.variables.count) variables, text in \(encoding)", at: 0)
    let declared = sink.encoding.map { encodingName($0) }
    if !isForced, let declared, declared != encoding {
      lines.append("warning: \(file): says its text is \(declared), but it is \(encoding), and is read so")
    }
    if labelsDamaged {
      lines.append("warning: \(file): names or labels have bytes that are not \(encoding); they show as \u{FFFD}")
    }
    if sink.declaredRows < 0 {
      lines.append("warning: \(file): does not say how many cases it has; whether any is missing cannot be told")
    }
  }

  mutating func add(_ columns: [FinishedColumn], _ variables: [StatisticalVariable], _ rules: [NumberRules?]) {
    var byLabel: [String] = []
    for (variable, column) in zip(variables, columns) {
      let name = variable.name
      for code in column.byConvention {
        lines.append(
          "warning: \(file): \(name): \(code.cells) cells of \(code.code), which has no label, are "
            + "\(code.kind.name), as other variables of the file label it")
      }
      if !column.doubtful.isEmpty {
        lines.append(
          "warning: \(file): \(name): \(column.doubtful.joined(separator: ", ")) is missing in other variables, but "
            + "stays a value here, beside other negative values")
      }
      if column.hasTimeOfDay {
        lines.append("\(file): \(name): shown as a date (\(variable.format)) but holds times of day, which are kept")
      }
      if column.isOutOfCalendar > 0 {
        lines.append("warning: \(file): \(name): \(column.isOutOfCalendar) cells are no date and are unreadable")
      }
      if column.cutTexts > 0 {
        lines.append("warning: \(file): \(name): \(column.cutTexts) texts are cut off within their last character")
      }
    }
    for (variable, rule) in zip(variables, rules) {
      let codes = rule?.undeclared ?? []
      guard !codes.isEmpty else { continue }
      byLabel.append(
        variable.name + " " + codes.map { "\(codeText($0.value)) = \($0.kind.name)" }.joined(separator: ", "))
    }
    if !byLabel.isEmpty {
      lines.append(
        "\(file): codes that are missing by their label, not declared so: " + byLabel.joined(separator: "; "))
    }
  }
}
