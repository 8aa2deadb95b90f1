import Diagnostics
import SurveyModel
import Tables

/// A DDI Codebook (versions 1.2 to 2.5): what archives and statistical offices publish beside a data file.
struct DDICodebook: Sendable {
  var title = ""
  var variables: [DDIVariable] = []

  /// Names, labels, categories and missing codes as a codebook of this program.
  var codebook: Codebook { Codebook(variables.map { SurveyVariable($0) }) }
}

/// One `var` element.
struct DDIVariable: Sendable, Hashable {
  var name = ""
  var label = ""
  /// The literal question, where it is given.
  var question = ""
  /// `contin` or `discrete`; empty: not said.
  var interval = ""
  /// Implied decimals: the digits that stand behind the point, which a file of fixed fields does not hold.
  var decimals = 0
  /// The columns in a file of fixed fields, from 1; nil: not said.
  var columns: ClosedRange<Int>?
  /// The record of a case that it is on, in files of several records a case.
  var record: String?
  var isText = false
  var categories: [DDICategory] = []
  /// Values that the codebook calls invalid.
  var invalidValues: [String] = []
}

/// One `catgry` element.
struct DDICategory: Sendable, Hashable {
  var value = ""
  var label = ""
  var isMissing = false
}

extension SurveyVariable {
  /// A variable of a DDI codebook: codes that are missing by its word, or by their label, come last.
  init(_ variable: DDIVariable) {
    var missing: [String: MissingKind] = [:]
    for value in variable.invalidValues { missing[value] = .empty }
    for category in variable.categories {
      let meaning = MissingLabel(category.label)
      if category.isMissing || missing[category.value] != nil {
        missing[category.value] = meaning?.kind ?? .empty
      } else if case .certain(let kind) = meaning {
        missing[category.value] = kind
      } else if case .possible(let kind) = meaning, parseDouble(category.value).map(isCodeSetApart) ?? false {
        missing[category.value] = kind
      }
    }
    let options = variable.categories.map { AnswerOption(code: $0.value, label: LocalizedText($0.label)) }
    let answers = options.filter { missing[$0.code] == nil }
    let isChoice = !answers.isEmpty && variable.interval != "contin"
    let words = [variable.question, variable.label, variable.name].first { !$0.isEmpty } ?? ""
    self.init(
      name: variable.name, question: variable.name, kind: isChoice ? .single : variable.isText ? .open : .numeric,
      text: LocalizedText(words), options: answers + options.filter { missing[$0.code] != nil }, missingCodes: missing)
  }
}

extension DDIVariable {
  /// The number in a field of a file of fixed fields; nil when blank or no number.
  ///
  /// A field with a point of its own is taken as it is: implied decimals are for digits only.
  func number(_ field: ArraySlice<UInt8>) -> Double? {
    let text = trimmingSpaces(field)
    guard let number = parseDouble(text), number.isFinite else { return nil }
    guard decimals > 0, !text.contains(UInt8(ascii: ".")) else { return number }
    var divisor = 1.0
    for _ in 0..<decimals { divisor *= 10 }
    return number / divisor
  }
}
