import Tables

/// Values as the compact JSON that the digests of expectations are of.
enum CompactJSON {
  static func text(_ value: String) -> String {
    var json = "\""
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": json += "\\\""
      case "\\": json += "\\\\"
      case "\n": json += "\\n"
      case "\r": json += "\\r"
      case "\t": json += "\\t"
      default: json.unicodeScalars.append(scalar)
      }
    }
    return json + "\""
  }

  /// Whole numbers without a point, others in the shortest form.
  static func number(_ value: Double) -> String { shortestText(value) }

  static func array(_ items: [String]) -> String { "[" + items.joined(separator: ",") + "]" }

  static func digest(ofRows rows: [[String]]) -> String { sha256Hex(Array(array(rows.map(array)).utf8)) }
}
