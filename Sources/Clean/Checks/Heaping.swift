import Diagnostics
import Tables

/// How many values of a variable lie on round numbers, beside how many would by chance.
///
/// After Whipple's index of age heaping (United Nations 1955, Manual II, "Methods of appraisal of quality of basic data
/// for population estimates"), carried over from ages ending in 0 and 5 to amounts: the share of values that are
/// multiples of a base, over 1 / base. 1 is no heaping; `base` is all values heaped. Information only: a figure of
/// the variable, never of a record. Only whole numbers of at least the base are counted, as others cannot be multiples.
struct Heaping: Sendable {
  static let name = "heaping"

  var variable: String
  /// The bases that people round to.
  static let usualBases = [5, 10, 100, 1000]
  var bases = usualBases

  /// The heaping on the multiples of one base.
  struct Profile: Sendable, Hashable {
    var base: Int
    /// Whole numbers of at least the base.
    var count: Int
    var multiples: Int

    /// NaN without values.
    var share: Double { Double(multiples) / Double(count) }
    /// The share over that expected of evenly spread last digits, 1 / base.
    var index: Double { share * Double(base) }
  }

  /// - Parameter table: the records.
  /// - Returns: the heaping on each base.
  /// - Throws: ``DiagnosticError`` of kind `configuration` with a base below 2 and a column that is not there or holds no
  ///   numbers.
  func profiles(_ table: Table) throws(DiagnosticError) -> [Profile] {
    var lookup = ColumnLookup("check \(Self.name)")
    let values = lookup.numbers(variable, in: table)
    lookup.require(bases.allSatisfy { $0 >= 2 }, "a base is below 2", advice: "Give bases such as 10 and 100")
    try lookup.finish()
    return Self.profiles(of: values, bases: bases)
  }

  /// - Parameters:
  ///   - values: NaN where there is none.
  ///   - bases: each at least 2.
  /// - Returns: the heaping on each base.
  static func profiles(of values: [Double], bases: [Int]) -> [Profile] {
    bases.map { base in
      var profile = Profile(base: base, count: 0, multiples: 0)
      // Beyond 2^53 every Double is whole and even, which says nothing of the number meant.
      for value in values where value >= Double(base) && value < 0x1p53 && value == value.rounded() {
        profile.count += 1
        if Int(value) % base == 0 { profile.multiples += 1 }
      }
      return profile
    }
  }
}
