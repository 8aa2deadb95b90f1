import SurveyModel
import Tables

/// File names for things with codes or names of any kind: letters and digits of ASCII, `-`, `_` and `.`, apart on file
/// systems that do not tell cases apart, and the same in every run that has the same things.
enum SheetFileNames {
  /// The longest name without its ending; with the hash it stays far below what file systems hold.
  private static let mostCharacters = 60

  /// Devices of Windows, which cannot be names of files whatever their ending.
  private static let devices: Set<String> = {
    let numbered = (0...9).flatMap { ["com\($0)", "lpt\($0)"] }
    return Set(["con", "prn", "aux", "nul"] + numbered)
  }()

  /// Names from codes, which are kept as they are where they can be.
  static func names(codes: [String]) -> [String] {
    unique(codes.map { (wanted: anchor($0), identity: $0) }, fallback: "unit")
  }

  /// Names from the English words of names.
  static func names(of texts: [LocalizedText]) -> [String] {
    unique(texts.map { (wanted: words($0.en), identity: $0.zh + "\n" + $0.en) }, fallback: "department")
  }

  /// `Approval bureau, market regulation` → `approval-bureau-market-regulation`.
  private static func words(_ text: String) -> String {
    let parts = text.unicodeScalars.split { scalar in
      !(scalar.isASCII && (scalar.properties.isAlphabetic || scalar.properties.numericType != nil))
    }
    return parts.map { String(String.UnicodeScalarView($0)).lowercased() }.joined(separator: "-")
  }

  /// What cannot be a name by itself, or would be the name of two, gets digits of a hash of the whole.
  private static func unique(_ items: [(wanted: String, identity: String)], fallback: String) -> [String] {
    var uses: [String: Int] = [:]
    for item in items { uses[item.wanted.lowercased(), default: 0] += 1 }
    func hashed(_ item: (wanted: String, identity: String)) -> String {
      let stem = item.wanted.prefix(mostCharacters).drop { $0 == "." }
      let digest = sha256Hex([UInt8](item.identity.utf8)).prefix(8)
      return "\(stem.isEmpty ? Substring(fallback) : stem)-\(digest)"
    }
    let names = items.map { item in
      let key = item.wanted.lowercased()
      let isGood =
        !key.isEmpty && !key.hasPrefix(".") && key.count <= mostCharacters && uses[key] == 1
        && !devices.contains(String(key.prefix { $0 != "." }))
      return isGood ? item.wanted : hashed(item)
    }
    return Set(names.map { $0.lowercased() }).count == names.count ? names : items.map(hashed)
  }
}
