import Tables
import Testing

@Suite("Quoted text")
struct QuotedTextTests {
  @Test(
    "a string of JSON escapes quotes, backslashes and control characters, and nothing else",
    arguments: [
      ("", #""""#), ("高新区 é 🙂", #""高新区 é 🙂""#), (#"a"b\c"#, #""a\"b\\c""#), ("a\n\r\t", #""a\n\r\t""#),
      ("\u{0}\u{1f}", #""\u0000\u001f""#), ("\u{7f}\u{2028}", "\"\u{7f}\u{2028}\""), ("\r\n", #""\r\n""#),
    ])
  func json(text: String, quoted: String) {
    #expect(jsonText(text) == quoted)
  }

  @Test("a form may escape more than JSON must, in its own way")
  func more() {
    let quoted = quotedText("a\u{85}\"\u{2028}") { scalar in
      scalar == "\u{85}" ? "\\N" : scalar == "\u{2028}" ? unicodeEscape(scalar) : nil
    }
    #expect(quoted == #""a\N\"\u2028""#)
  }
}
