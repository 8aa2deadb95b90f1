import Tables

/// A text as a YAML scalar that reads back as the same text: quoted unless it is a plain word.
func yamlText(_ text: String) -> String {
  let scalars = text.unicodeScalars
  let isWord = scalars.allSatisfy { $0.value >= 0x4E00 && $0.value < 0xA000 || ("a"..."z").contains($0) }
  // Words that YAML 1.1 takes for something else.
  let taken: Set = ["y", "n", "yes", "no", "on", "off", "true", "false", "null"]
  if isWord, !text.isEmpty, !taken.contains(text) { return text }
  return quotedText(text) { scalar in
    switch scalar.value {
    case ..<0x20, 0x7F..<0xA0, 0xFEFF, 0x2028, 0x2029: unicodeEscape(scalar)
    default: nil
    }
  }
}

/// The same text for both languages, as a mapping.
func yamlBoth(_ zh: String, _ en: String) -> String { "{zh: \(yamlText(zh)), en: \(yamlText(en))}" }
