import Testing

@testable import Report

@Suite struct EscapingTests {
  @Test("text cannot become markup")
  func element() {
    #expect(Escaping.element("<script>alert(1)</script>") == "&lt;script&gt;alert(1)&lt;/script&gt;")
    #expect(Escaping.element("a & b ]]> \"q\"") == "a &amp; b ]]&gt; \"q\"")
    #expect(Escaping.attribute("\"x\" onload='y'") == "&quot;x&quot; onload=&#39;y&#39;")
  }

  @Test("controls, noncharacters and marks that turn the direction of writing are left out")
  func dropped() {
    #expect(Escaping.element("a\u{0}b\u{7}c\u{202E}d\u{FFFE}e\u{2066}f") == "abcdef")
    #expect(Escaping.element("行\n\t🏭") == "行\n\t🏭")
  }

  @Test("a literal escapes what it interpolates, except other markup")
  func interpolation() {
    let name = "<b>"
    let inner: Markup = "<i>\(name)</i>"
    let outer: Markup = "<p title=\"\(attribute: "\"")\">\(inner)\(3)</p>"
    #expect(outer.html == "<p title=\"&quot;\"><i>&lt;b&gt;</i>3</p>")
  }

  @Test(
    "base 64 as in RFC 4648",
    arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")])
  func encoding(plain: String, coded: String) {
    #expect(base64(Array(plain.utf8)) == coded)
  }

  @Test("a policy hash is the base 64 of the SHA-256 of the text")
  func policy() {
    #expect(sha256Base64("abc") == "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=")
  }
}
