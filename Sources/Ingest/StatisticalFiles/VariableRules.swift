import Tables

/// Which values of a numeric variable are codes for missing answers, and which are options.
struct NumberRules: Sendable {
  var content: StatisticalContent
  /// Codes of one value, by label or by declaration.
  var codes: [(value: Double, kind: MissingKind)] = []
  var ranges: [ClosedRange<Double>] = []
  /// The kinds of tagged missing values that have a label, by letter.
  var tags: [UInt8: MissingKind] = [:]
  /// Negative codes that other variables of the file label as missing: they count where all else is 0 or more.
  var convention: [(value: Double, kind: MissingKind)] = []
  /// The values that are labelled as answers.
  var answers: Set<Double> = []

  func kind(of value: Double) -> MissingKind? {
    for code in codes where code.value == value { return code.kind }
    for range in ranges where range.contains(value) { return .empty }
    return nil
  }

  var hasCodes: Bool { !codes.isEmpty || !ranges.isEmpty }
}

extension NumberRules {
  /// - Parameters:
  ///   - content: what the numbers are.
  ///   - ranges: the missing values that the variable declares.
  ///   - labels: its value labels; of a code that is declared, the label says the kind.
  init(content: StatisticalContent, ranges: [ClosedRange<Double>], labels: [StatisticalValueLabel]) {
    self.init(content: content, ranges: ranges)
    for label in labels {
      let meaning = MissingLabel(label.label)
      guard let number = label.number else {
        if let letter = label.code.utf8.last, let meaning { tags[letter] = meaning.kind }
        continue
      }
      if ranges.contains(where: { $0.contains(number) }) {
        codes.append((number, meaning?.kind ?? .empty))
      } else if case .certain(let kind) = meaning {
        codes.append((number, kind))
      } else if case .possible(let kind) = meaning, isCodeSetApart(number) {
        codes.append((number, kind))
      } else {
        answers.insert(number)
      }
    }
  }

  /// Codes that the labels, not a declaration, say are missing.
  var undeclared: [(value: Double, kind: MissingKind)] {
    codes.filter { code in !ranges.contains { $0.contains(code.value) } }
  }
}

/// The negative codes that variables of a file label as missing, for those variables that hold them without a label.
///
/// In the World Bank Enterprise Surveys -9 is "don't know", -8 "refused" and -7 "does not apply" throughout, and
/// amounts have no labels at all; where labels show two of the three, or -9 alone, the third is taken to be so too.
func negativeCodeConvention(_ rules: [NumberRules?]) -> [(value: Double, kind: MissingKind)] {
  var kinds: [Double: MissingKind] = [:]
  var contradicted: Set<Double> = []
  for rule in rules.compactMap(\.self) {
    for code in rule.codes where code.value < 0 {
      if let known = kinds[code.value], known != code.kind { contradicted.insert(code.value) }
      kinds[code.value] = code.kind
    }
    contradicted.formUnion(rule.answers.filter { $0 < 0 })
  }
  if kinds[-9] == .dontKnow {
    let usual: [(Double, MissingKind)] = [(-8, .refused), (-7, .notApplicable)]
    for (code, kind) in usual where kinds[code] == nil { kinds[code] = kind }
  }
  return kinds.filter { !contradicted.contains($0.key) && $0.value != .empty }.sorted { $0.key < $1.key }
    .map { (value: $0.key, kind: $0.value) }
}
