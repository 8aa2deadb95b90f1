/// Splits `15、title`, `15.title`, `Q15：title` into the number and the title; nil when no number is in front.
func splittingNumber(_ header: String) -> (number: Int, title: String)? {
  let text = foldingWidth(header).trimmed
  let afterLetter = text.hasPrefix("Q") || text.hasPrefix("q") ? text.dropFirst() : text[...]
  let afterDigits = afterLetter.drop { $0.isASCII && $0.isNumber }
  guard afterDigits.startIndex > afterLetter.startIndex else { return nil }
  guard let number = Int(afterLetter[..<afterDigits.startIndex]) else { return nil }
  let mark = afterDigits.drop { $0.isWhitespace }
  guard let first = mark.first, "、.:".contains(first) else { return nil }
  return (number, String(mark.dropFirst()))
}

/// Splits `第6题(运动)` into the question's number and what is in the outer brackets; nil for anything else.
func splittingNumberedOption(_ header: String) -> (number: Int, option: String)? {
  let text = foldingWidth(header).trimmed
  guard text.hasPrefix("第") else { return nil }
  let rest = text.dropFirst()
  let digits = rest.prefix { $0.isASCII && $0.isNumber }
  guard let number = Int(digits) else { return nil }
  var tail = rest.dropFirst(digits.count)
  guard tail.first == "题" else { return nil }
  tail = tail.dropFirst()
  guard tail.first == "(", tail.last == ")" else { return nil }
  return (number, String(tail.dropFirst().dropLast()).trimmed)
}

/// Splits `title—row` at the last dash of that kind that has words on both sides.
func splittingRow(_ title: String) -> (title: String, row: String)? {
  guard let dash = title.lastIndex(of: "—") else { return nil }
  let before = String(title[..<dash]).trimmed
  let front = before.last == "—" ? String(before.dropLast()).trimmed : before
  let row = String(title[title.index(after: dash)...]).trimmed
  return front.isEmpty || row.isEmpty ? nil : (front, row)
}

/// Splits `text [item]` or `code[item]` into what is before the last opening bracket and what is inside.
func splittingBracket(_ text: String) -> (front: String, inside: String)? {
  guard text.last == "]", let open = text.lastIndex(of: "[") else { return nil }
  let front = String(text[..<open]).trimmed
  let inside = String(text[text.index(after: open)...].dropLast()).trimmed
  return front.isEmpty || inside.isEmpty ? nil : (front, inside)
}

/// The text without HTML tags and with the few entities that survey platforms write.
func withoutMarkup(_ text: String) -> String {
  guard text.utf8.contains(where: { $0 == UInt8(ascii: "<") || $0 == UInt8(ascii: "&") }) else {
    return text.trimmed
  }
  var plain = ""
  var rest = text[...]
  while let open = rest.firstIndex(of: "<") {
    plain += rest[..<open]
    let after = rest[rest.index(after: open)...]
    // A sign in a sentence ("< 5") is no tag.
    guard let letter = after.first, letter.isLetter || letter == "/" || letter == "!",
      let close = after.firstIndex(of: ">")
    else {
      plain += "<"
      rest = after
      continue
    }
    plain += " "
    rest = after[after.index(after: close)...]
  }
  plain += rest
  let entities = [("&nbsp;", " "), ("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&#39;", "'"), ("&amp;", "&")]
  for (entity, character) in entities { plain = plain.replacing(entity, with: character) }
  return plain.split(whereSeparator: \.isWhitespace).joined(separator: " ")
}
