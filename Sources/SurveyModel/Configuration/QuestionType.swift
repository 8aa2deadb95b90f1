/// The type of a question as an analyst writes it.
enum QuestionType: String, CaseIterable {
  case single, multi, ranking
  case matrixSingle = "matrix_single"
  case likert
  case matrixLikert = "matrix_likert"
  case numeric
  case numericPair = "numeric_pair"
  case year, attention, nps, open, identifier

  var kind: VariableKind {
    switch self {
    case .single, .matrixSingle: .single
    case .multi: .multi
    case .likert, .matrixLikert: .likert
    case .numeric, .numericPair, .ranking: .numeric
    case .year: .year
    case .attention: .attention
    case .nps: .nps
    case .open, .identifier: .open
    }
  }

  /// The key that lists its columns, where there are several.
  var rowsKey: String? {
    switch self {
    case .matrixSingle, .matrixLikert: "rows"
    case .numericPair: "fields"
    default: nil
    }
  }
}
