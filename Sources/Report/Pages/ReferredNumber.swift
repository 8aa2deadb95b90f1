import SurveyModel

/// What a reference in a chapter in Markdown leads to.
enum Referred: Sendable {
  case number(ReferredNumber)
  case figure(String)
}

/// A published number shown by reference, with the cells that it is: whoever reads the page by program finds it again in the
/// tables.
struct ReferredNumber: Sendable {
  /// As it is printed.
  var number: String
  /// The unit of measurement behind it.
  var after = ""
  /// A published table, its rows of this wave.
  var table: String
  /// One column, or those of the two ends.
  var columns: [String]
  var unit: String
  var node: String
  /// Which of the comparisons, where the table is that of comparisons.
  var comparison: ComparisonKind?

  var words: String { number + after }

  var markup: Markup {
    var out: Markup = "<span class=\"ref\" data-table=\"\(attribute: table)\""
    out += " data-columns=\"\(attribute: columns.joined(separator: " "))\""
    out += " data-unit=\"\(attribute: unit)\" data-node=\"\(attribute: node)\""
    if let comparison { out += " data-comparison=\"\(attribute: comparison.rawValue)\"" }
    return out + ">\(number)</span>\(after)"
  }
}
