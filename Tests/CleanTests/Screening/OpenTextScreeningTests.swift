import Foundation
import Tables
import Testing

@testable import Clean

@Suite("Screening of open texts for what identifies someone")
struct OpenTextScreeningTests {
  private let screening = OpenTextScreening(names: ["张晓明", "岚江精密机械有限公司", "岚江精密", "Acme Ltd", "李"])

  /// What was found, as `kind:text`.
  private func found(_ text: String) -> [String] {
    let bytes = Array(text.utf8)
    return screening.findings(in: text).map {
      "\($0.kind.rawValue):" + String(decoding: bytes[$0.range], as: UTF8.self)
    }
  }

  @Test(
    "telephone numbers, however they are written",
    arguments: [
      "13812345678", "138 1234 5678", "138-1234-5678", "138.1234.5678", "138  1234  5678", "１３８１２３４５６７８",
      "１３８　１２３４　５６７８", "+86 13812345678", "+8613812345678", "0086-138-1234-5678", "86 138 1234 5678",
      "19912345678", "16612345678", "010-65551234", "010 6555 1234", "(010)65551234", "（０１０）６５５５－１２３４", "02165551234",
      "0571-88886666", "0571-8888666", "0755—2345 6789", "+86 10 6555 1234", "+86-571-88886666", "138–1234–5678",
    ])
  func phones(phone: String) {
    for text in [phone, "电话\(phone)。", "联系 \(phone), 谢谢", "tel:\(phone)abc", "找我：\(phone)；再见"] {
      #expect(found(text) == ["phone:\(phone)"], "\(text)")
    }
  }

  @Test(
    "numbers that are none",
    arguments: [
      "营收12000万元", "12812345678", "1381234567", "138123456789", "2023-03-15", "1 3 5 7 9 11 13 15", "65551234",
      "13,812,345,678", "3.14159265358979", "第1381条", "2020 2021 2022 2023", "2019-2020-2021-2022", "0.33333333333",
      "1381234 567", "00000000000", "010-1234567", "1350000.00", "占比12.5%", "１２３４５", "9.11101E+17", "@", "a@b", "@home",
      "100000000000000000000000000000000000000", "2024年10月10日 10:10:10", "GB 11643-1999", "400-810-1234",
    ])
  func nothing(text: String) {
    #expect(found(text) == [])
    #expect(found("说明" + text + "。") == [])
  }

  @Test("identity numbers need a right check character and a date")
  func identityNumbers() {
    for number in ["11010519491231002X", "440524188001010014", "11010519491231002x", "110105 19491231 002X"] {
      #expect(found("身份证\(number)。") == ["identity_number:\(number)"])
    }
    #expect(found("１１０１０５１９４９１２３１００２Ｘ") == ["identity_number:１１０１０５１９４９１２３１００２Ｘ"])
    for wrong in ["110105194912310021", "11010519491331003X", "1101051949123100", "A11010519491231002X"] {
      #expect(found(wrong) == [], "\(wrong)")
    }
  }

  @Test("a check character by MOD 11-2 is right for one of eleven endings", arguments: 0..<200)
  func checkCharacters(seed: Int) {
    var random = KeyedTestGenerator(seed)
    let place = Int.random(in: 110_000...659_999, using: &random)
    let year = Int.random(in: 1950...2005, using: &random)
    let order = Int.random(in: 100...999, using: &random)
    let body = "\(place)\(year)0615\(order)"
    let right = "0123456789X".filter { NumberPatterns.isIdentityNumber(Array((body + String($0)).utf8)[...]) }
    #expect(right.count == 1)
    // The definition of GB 11643-1999: weights 2^(18 - i) mod 11, and the table of check characters.
    let weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2]
    let sum = zip(body.utf8, weights).reduce(0) { $0 + (Int($1.0) - 48) * $1.1 }
    #expect(right == String(Array("10X98765432")[sum % 11]))
  }

  @Test("credit codes of the reference list are found exactly when they are valid")
  func creditCodes() throws {
    struct Code: Decodable {
      var raw: String
      var valid: Bool
    }
    let codes = try JSONDecoder().decode([Code].self, from: fixture("uscc/uscc.json"))
    #expect(codes.count == 18)
    for code in codes {
      let expected = code.valid ? ["credit_code:\(code.raw)"] : []
      #expect(found("代码：\(code.raw)，请查") == expected, "\(code.raw)")
    }
  }

  @Test("e-mail addresses")
  func emails() {
    #expect(found("写信到zhang.xm+1@lj-gov.example.cn。") == ["email:zhang.xm+1@lj-gov.example.cn"])
    #expect(found("Mail a@b.cn.") == ["email:a@b.cn"])
    #expect(found("ａ＠ｂ．ｃｎ") == ["email:ａ＠ｂ．ｃｎ"])
    #expect(found("x@y.com,z@w.org") == ["email:x@y.com", "email:z@w.org"])
    #expect(found("13812345678@139.com") == ["email:13812345678@139.com"])
    for none in ["a@", "@b.cn", "a@b", "a@b..cn", "a@b.c", "a @b.cn", "a@1.2"] { #expect(found(none) == [], "\(none)") }
  }

  @Test("runs of digits like those on cards")
  func cards() {
    for card in ["6222021112223334444", "6222 0211 1222 3334", "4111111111111111", "4111-1111-1111-1111"] {
      #expect(found("卡号\(card)") == ["bank_card:\(card)"])
    }
    for none in ["4111111111111112", "1234567890123456", "41111111 11111111 11"] { #expect(found(none) == []) }
  }

  @Test("listed names, the longest where they overlap; a single character is no name")
  func names() {
    #expect(found("张晓明说李某在岚江精密机械有限公司") == ["name:张晓明", "name:岚江精密机械有限公司"])
    #expect(found("岚江精密机械") == ["name:岚江精密"])
    #expect(found("ask ACME ltd or Ａｃｍｅ　Ｌｔｄ") == ["name:ACME ltd", "name:Ａｃｍｅ　Ｌｔｄ"])
    #expect(found("张晓张晓明") == ["name:张晓明"])
    let overlapping = OpenTextScreening(names: ["甲乙", "乙丙丁"])
    #expect(overlapping.findings(in: "甲乙丙丁").map(\.range) == [0..<12])
    #expect(OpenTextScreening(names: ["abab", "bab", "ba"]).findings(in: "xababab").map(\.range) == [1..<7])
    #expect(OpenTextScreening().findings(in: "张晓明") == [])
  }

  @Test("names against the definition on random texts", arguments: 0..<200)
  func namesDefined(seed: Int) {
    var random = KeyedTestGenerator(seed)
    func word(_ lengths: ClosedRange<Int>) -> String {
      String(
        (0..<Int.random(in: lengths, using: &random)).map { _ in ["甲", "乙", "c"].randomElement(using: &random) ?? "c" })
    }
    let names = (0..<Int.random(in: 1...6, using: &random)).map { _ in word(2...5) }
    let text = word(0...40)
    // Every character that lies in an occurrence of a name is covered, no other.
    let characters = Array(text)
    var isCovered = [Bool](repeating: false, count: characters.count)
    for name in names.map(Array.init) where name.count <= characters.count {
      for start in 0...(characters.count - name.count) where Array(characters[start..<start + name.count]) == name {
        for place in start..<start + name.count { isCovered[place] = true }
      }
    }
    let screening = OpenTextScreening(names: names)
    var covered = Set<Int>()
    for finding in screening.findings(in: text) { covered.formUnion(finding.range) }
    var offset = 0
    for (character, expected) in zip(characters, isCovered) {
      #expect(covered.contains(offset) == expected)
      offset += String(character).utf8.count
    }
  }

  @Test("several in one text, in order; redaction leaves the rest as it was")
  func redaction() {
    let text = "张晓明(13812345678)，邮箱 a@b.cn，企业91310609WNQMPB2EM1？谢谢😀"
    let findings = screening.findings(in: text)
    #expect(findings.map(\.kind) == [.name, .phone, .email])
    #expect(screening.redacted(text, findings) == "[name]([phone])，邮箱 [email]，企业91310609WNQMPB2EM1？谢谢😀")
    #expect(screening.redacted("没有什么", []) == "没有什么")
    #expect(
      found("138 1234 5678 13912345678、010-65551234") == [
        "phone:138 1234 5678", "phone:13912345678", "phone:010-65551234",
      ])
  }

  @Test("a column is screened row by row; missing cells and other types are left alone")
  func column() {
    let answers = texts(["无", "电话13812345678", nil, "岚江精密 13912345678"])
    let screened = screening.screen(answers)
    #expect(screened.findings.map(\.row) == [1, 3])
    #expect(screened.findings.map { $0.findings.map(\.kind) } == [[.phone], [.name, .phone]])
    #expect(screened.redacted == texts(["无", "电话[phone]", nil, "[name] [phone]"]))
    let numbers = integers([13_812_345_678])
    #expect(screening.screen(numbers).redacted == numbers)
  }

  @Test("what is planted in random text is found, with its range on whole characters", arguments: 0..<200)
  func planted(seed: Int) {
    var random = KeyedTestGenerator(seed)
    let fillers = ["政策", "办事慢，", "希望", "a", "。", "😀", "2024年", "12.5%", "、", "好（很好）"]
    let items = ["13812345678", "010-65551234", "a.b@c.cn", "张晓明", "11010519491231002X", "91510406GBYUJBEX8J"]
    var text = ""
    var expected: [Range<Int>] = []
    for _ in 0..<Int.random(in: 0...12, using: &random) {
      if Int.random(in: 0..<3, using: &random) == 0, let item = items.randomElement(using: &random) {
        text += "："
        // The last is no valid code: it is there to be passed over.
        if item != items.last { expected.append(text.utf8.count..<text.utf8.count + item.utf8.count) }
        text += item + "；"
      } else {
        text += fillers.randomElement(using: &random) ?? ""
      }
    }
    #expect(screening.findings(in: text).map(\.range) == expected, "\(text)")
  }
}
