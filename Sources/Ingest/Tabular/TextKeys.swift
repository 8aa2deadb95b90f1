/// The text with full-width letters, digits and signs as ASCII (U+FF01…U+FF5E), the ideographic space as a space, and
/// the Chinese forms of quotes, dashes and marks that people type for one another as one.
func foldingWidth(_ text: String) -> String {
  if text.utf8.allSatisfy({ $0 < 0x80 }) { return text }
  var folded = String.UnicodeScalarView()
  for scalar in text.unicodeScalars {
    switch scalar.value {
    case 0xFF01...0xFF5E: folded.append(UnicodeScalar(scalar.value - 0xFEE0) ?? scalar)
    case 0x3000, 0x00A0: folded.append(" ")
    case 0x201C, 0x201D, 0x300C, 0x300D: folded.append("\"")
    case 0x2018, 0x2019: folded.append("'")
    case 0x2212: folded.append("-")
    case 0x2030: folded.append(scalar)
    default: folded.append(scalar)
    }
  }
  return String(folded)
}

/// What makes two header texts or answer labels the same: width folded, no white space, no upper case.
func textKey(_ text: String) -> String {
  String(foldingWidth(text).lowercased().unicodeScalars.filter { !$0.properties.isWhitespace && $0 != "\u{FEFF}" })
}

/// What makes two question titles the same: letters and digits only.
func titleKey(_ text: String) -> String {
  String(
    foldingWidth(text).lowercased().unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    })
}
