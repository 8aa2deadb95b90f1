import Expressions
import Tables
import Testing

@Suite struct USCCTests {
  /// Invented codes with valid and invalid check characters, and slips that offices make.
  static let cases: [(raw: String, normalized: String?)] = [
    ("913102043FQEFLCR6Y", "913102043FQEFLCR6Y"),
    ("91110800WTCDKQQ0N4", "91110800WTCDKQQ0N4"),
    ("91330903B7M7QEY9XR", "91330903B7M7QEY9XR"),
    ("91310608wnqmpb2em1", "91310608WNQMPB2EM1"),
    ("９１５１０２０２ＧＴＣＢＦＰ０Ｆ１Ｆ", "91510202GTCBFP0F1F"),
    ("9144 07025G70Q6HXUC", "914407025G70Q6HXUC"),
    ("\u{3000}913102043FQEFLCR6Y\t", "913102043FQEFLCR6Y"),
    ("91510406GBYUJBEX8J", nil),
    ("91510106RTUYWYPGR9", nil),
    ("913109086DO1FUBJH6", nil),
    ("91310906FTBDB0HHK", nil),
    ("913102043FQEFLCR6Y1", nil),
    ("110108012345678", nil),
    ("无", nil),
    ("9.11101E+17", nil),
    ("", nil),
  ]

  @Test("codes are valid by GB 32100-2015 once slips of typing are undone")
  func codes() throws {
    for (raw, normalized) in Self.cases { #expect(USCC.normalized(raw) == normalized, "\(raw)") }
    var schema = ExpressionSchema()
    schema.columns = ["code": .text, "kind": .category]
    let raws = Self.cases.map { Optional($0.raw) } + [nil]
    let table = Table(
      [("code", Samples.texts(raws)), ("kind", Samples.categories(raws, Self.cases.map(\.raw)))],
      rowCount: raws.count)
    let expected = Self.cases.map { $0.normalized == nil ? "F" : "T" }.joined(separator: " ") + " ·"
    #expect(try show("USCC_VALID(code)", schema: schema, table: table) == expected)
    #expect(try show("USCC_VALID(kind)", schema: schema, table: table) == expected)
  }

  @Test("one wrong character is always found")
  func singleErrors() {
    let code = Array("913102043FQEFLCR6Y")
    for place in code.indices {
      for other in "0123456789ABCDEFGHJKLMNPQRTUWXY" where other != code[place] {
        var wrong = code
        wrong[place] = other
        #expect(USCC.normalized(String(wrong)) == nil)
      }
    }
  }
}
