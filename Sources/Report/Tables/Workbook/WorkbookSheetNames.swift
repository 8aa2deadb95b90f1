/// Names of the sheets of a workbook as Excel takes them: at most 31 characters, none of `[]:*?/\`, no apostrophe at an
/// end, not its own "History", and apart even where cases are not told apart.
enum WorkbookSheetNames {
  private static let mostUnits = 31
  private static let forbidden: Set<Unicode.Scalar> = ["[", "]", ":", "*", "?", "/", "\\"]

  /// - Parameter wanted: what the sheets are to be called.
  /// - Returns: one name for each, the wanted one where it can be.
  static func names(_ wanted: [String]) -> [String] {
    var taken: Set<String> = []
    return wanted.map { text in
      let base = allowed(text)
      var name = cut(base, to: mostUnits)
      var number = 2
      while taken.contains(name.lowercased()) {
        let suffix = "_\(number)"
        name = cut(base, to: mostUnits - suffix.utf16.count) + suffix
        number += 1
      }
      taken.insert(name.lowercased())
      return name
    }
  }

  private static func allowed(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
      let isBad = scalar.value < 0x20 || scalar.value & 0xFFFE == 0xFFFE || forbidden.contains(scalar)
      out.unicodeScalars.append(isBad ? "_" : scalar)
    }
    while out.hasPrefix("'") { out.removeFirst() }
    while out.hasSuffix("'") { out.removeLast() }
    if out.allSatisfy(\.isWhitespace) { return "sheet" }
    return out.lowercased() == "history" ? out + "_table" : out
  }

  /// A cut may bare an apostrophe.
  private static func cut(_ text: String, to most: Int) -> String {
    var out = text
    while out.utf16.count > most || out.hasSuffix("'") { out.removeLast() }
    return out.isEmpty ? "sheet" : out
  }
}
