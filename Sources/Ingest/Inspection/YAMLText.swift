/// A text as a YAML scalar that reads back as the same text: quoted unless it is a plain word.
func yamlText(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let isWord = scalars.allSatisfy { $0.value >= 0x4E00 && $0.value < 0xA000 || ("a"..."z").contains($0) }
  // Words that YAML 1.1 takes for something else.
  let taken: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
  if isWord, !text.isEmpty, !taken.contains(text) { return text }
  var quoted = "\""
  for scalar in scalars {
    switch scalar {
    case "\"": quoted += "\\\""
    case "\\": quoted += "\\\\"
    case "\n": quoted += "\\n"
    case "\t": quoted += "\\t"
    case _
    where scalar.value < 0x20 || (0x7F..<0xA0).contains(scalar.value) || scalar.value == 0xFEFF
      || scalar.value == 0x2028 || scalar.value == 0x2029:
      let digits = String(scalar.value, radix: 16)
      quoted += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
    default: quoted.unicodeScalars.append(scalar)
    }
  }
  return quoted + "\""
}

/// The same text for both languages, as a mapping.
func yamlBoth(_ zh: String, _ en: String) -> String { "{zh: \(yamlText(zh)), en: \(yamlText(en))}" }
