/// One cell of a response.
enum Answer: Equatable {
  /// The question was not shown.
  case notAsked
  /// Shown and left empty.
  case empty
  /// "Not applicable" (-7), "refused" (-8) or "don't know" (-9).
  case missing(Int)
  /// The position of the option chosen.
  case option(Int)
  /// Options chosen, as bits by position.
  case options(UInt32)
  case number(Int)
  case text(String)

  var isAnswered: Bool {
    switch self {
    case .option, .options, .number, .text: true
    case .notAsked, .empty, .missing: false
    }
  }
}

/// One row of the export.
struct Response {
  /// 序号, from 1 in order of submission.
  var number: Int
  /// Seconds since 1970-01-01 in local time.
  var submittedAt: Int
  var seconds: Int
  var channel: Int
  /// The last three parts of an address in 10.0.0.0/8, which is nobody's.
  var address: Int
  var creditCode: String
  var answers: [Answer]
}

/// Positions of the columns that the generator speaks of by name.
struct Columns {
  let q01, q02, q03, q04, q05, q06, q07, q08, q09, q12, q13, q14, q16, q17, q18, q19, q20, q21: Int
  let q24, q25, q27, q28, q29, q30, q31p, q31a, q33, q35, q36, q37, q38, q39, q40, q41, q42, q43, q44, q46, q47: Int
  let q10, q11, q15, q22, q23, q26, q32, q34, q45: Range<Int>
  /// The satisfaction rows of the matrices, for straight-lining.
  let likertRows: [Int]

  init(_ instrument: Instrument) throws {
    func at(_ name: String) throws -> Int { try instrument.index(name) }
    func rows(_ first: String, _ last: String) throws -> Range<Int> { try at(first)..<(at(last) + 1) }
    (q01, q02, q03, q04, q05) = try (at("Q01"), at("Q02"), at("Q03"), at("Q04"), at("Q05"))
    (q06, q07, q08, q09, q12) = try (at("Q06"), at("Q07"), at("Q08"), at("Q09"), at("Q12"))
    (q13, q14, q16, q17, q18) = try (at("Q13"), at("Q14"), at("Q16"), at("Q17"), at("Q18"))
    (q19, q20, q21, q24, q25) = try (at("Q19"), at("Q20"), at("Q21"), at("Q24"), at("Q25"))
    (q27, q28, q29, q30, q31p) = try (at("Q27"), at("Q28"), at("Q29"), at("Q30"), at("Q31_p"))
    (q31a, q33, q35, q36, q37) = try (at("Q31_a"), at("Q33"), at("Q35"), at("Q36"), at("Q37"))
    (q38, q39, q40, q41, q42) = try (at("Q38"), at("Q39"), at("Q40"), at("Q41"), at("Q42"))
    (q43, q44, q46, q47) = try (at("Q43"), at("Q44"), at("Q46"), at("Q47"))
    q10 = try rows("Q10_a", "Q10_b")
    q11 = try rows("Q11_a", "Q11_e")
    q15 = try rows("Q15_a", "Q15_c")
    q22 = try rows("Q22_a", "Q22_d")
    q23 = try rows("Q23_a", "Q23_b")
    q26 = try rows("Q26_a", "Q26_b")
    q32 = try rows("Q32_a", "Q32_d")
    q34 = try rows("Q34_a", "Q34_b")
    q45 = try rows("Q45_D01", "Q45_D16")
    likertRows = [q15, q22, q23, q26, q32, q34].flatMap { Array($0) }
  }
}

/// Which questions a respondent sees, as the platform decides it from the answers so far.
///
/// The exclusive option of a multiple choice is the last one: "none of these".
struct Visibility {
  let columns: Columns
  let items: [Item]

  /// nil where an answer that decides is missing.
  func shows(_ index: Int, in answers: [Answer]) -> Bool? {
    let c = columns
    switch index {
    case c.q08: return isOption(c.q05, in: ["CON", "REA", "LEA"], answers)
    case c.q13, c.q14, c.q15.lowerBound: return holds(c.q12, "0", answers).map { !$0 }
    case c.q15.lowerBound + 1:
      guard let web = holds(c.q14, "2", answers), let app = holds(c.q14, "3", answers) else { return nil }
      return web || app
    case c.q15.lowerBound + 2: return holds(c.q14, "1", answers)
    case c.q18: return holds(c.q17, "0", answers)
    case c.q21:
      guard case .number(let count) = answers[c.q20] else { return nil }
      return count > 0
    case c.q30: return isOption(c.q29, in: ["1"], answers)
    default: return true
    }
  }

  private func holds(_ index: Int, _ code: String, _ answers: [Answer]) -> Bool? {
    guard case .options(let mask) = answers[index], let position = items[index].position(code) else { return nil }
    return mask & (1 << UInt32(position)) != 0
  }

  private func isOption(_ index: Int, in codes: [String], _ answers: [Answer]) -> Bool? {
    guard case .option(let position) = answers[index] else { return nil }
    return codes.contains(items[index].options[position].code)
  }
}
