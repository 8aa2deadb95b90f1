internal import Tables

/// A number or a figure that a chapter in Markdown names: `{{score:B21@XB}}`, `{{rank:XB}}`, `{{figure:heat}}`.
public struct ReportReference: Sendable, Hashable {
  /// What is shown.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// Score of a node, of the index where only a unit is named; its 95 % interval; its change on the wave before.
    case score, interval, change
    /// Rank interval on a node.
    case rank
    /// The indicator in its own unit, and the records behind it.
    case value, n
    /// A drawing or table, on a line of its own.
    case figure
  }

  /// Figures that can be named.
  public static let figures = ["ranking", "heat"]

  /// As written between the braces.
  public var text: String
  /// nil: a word that is not known.
  public var kind: Kind?
  /// The node; nil for the index. For a figure its name.
  public var node: String?
  /// nil for the city.
  public var unit: String?
  /// From 1.
  public var line: Int
  public var column: Int

  /// All references of a text, in order.
  ///
  /// - Parameter text: Markdown.
  /// - Returns: them, with the lines and columns of their opening braces.
  public static func all(in text: String) -> [ReportReference] {
    var found: [ReportReference] = []
    for (line, words) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      var rest = words[...]
      while let opening = rest.firstRange(of: "{{"), let closing = rest[opening.upperBound...].firstRange(of: "}}") {
        let column = words.distance(from: words.startIndex, to: opening.lowerBound) + 1
        found.append(
          ReportReference(String(rest[opening.upperBound..<closing.lowerBound]), line: line + 1, column: column))
        rest = rest[closing.upperBound...]
      }
    }
    return found
  }

  init(_ text: String, line: Int, column: Int) {
    self.text = text
    self.line = line
    self.column = column
    func trimmed(_ part: Substring) -> String {
      let start = part.drop { $0.isWhitespace }
      return String(start[..<(start.lastIndex { !$0.isWhitespace }.map { start.index(after: $0) } ?? start.startIndex)])
    }
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
    kind = Kind(rawValue: parts[0])
    let object = parts.count > 1 ? parts[1] : ""
    guard kind != .figure else {
      node = object
      return
    }
    let sides = object.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false).map(trimmed)
    if sides.count > 1 {
      node = sides[0].isEmpty ? nil : sides[0]
      unit = sides[1].isEmpty ? nil : sides[1]
    } else if object.isEmpty {
      (node, unit) = (nil, nil)
    } else {
      // One name is a node or a unit: whoever knows them decides.
      node = object
    }
  }

  /// The same with one name told apart: a unit where it is one and no node.
  public func resolved(nodes: Set<String>, units: Set<String>) -> ReportReference {
    guard kind != .figure, unit == nil, let node, !nodes.contains(node), units.contains(node) else { return self }
    var copy = self
    (copy.node, copy.unit) = (nil, node)
    return copy
  }
}
