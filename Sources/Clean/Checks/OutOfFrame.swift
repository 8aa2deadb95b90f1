import Diagnostics
import Tables

/// Records whose key is not in the sampling frame, or whose code is not in a list kept as a table.
///
/// Out-of-frame responses are those of AAPOR's "Standard definitions" that a listed sample cannot have: links passed on,
/// keys mistyped. Keys are compared as they read, so the number 3 and the code `3` agree. A missing key is not judged.
///
/// No figure.
struct OutOfFrame: ComparingCheck {
  static let name = "out_of_frame"

  /// The columns that make the key of a record.
  var key: [String]
  /// The columns of the frame that they are held against, in the same order; none: those of the same names.
  var frameKey: [String] = []

  func check(_ table: Table, against frame: Table) throws(DiagnosticError) -> CheckResult {
    var lookup = ColumnLookup("check \(Self.name)")
    let theirs = frameKey.isEmpty ? key : frameKey
    let columns = lookup.columns(key, in: table)
    let frameColumns = lookup.columns(theirs, in: frame, "the rows of the frame")
    lookup.require(!key.isEmpty, "no key", advice: "Name the columns that make the key")
    lookup.require(
      theirs.count == key.count, "\(key.count) columns of the data against \(theirs.count) of the frame",
      advice: "Name as many columns of the frame as of the data")
    try lookup.finish()

    let (mine, known) = matchedKeys(columns, frameColumns)
    let listed = Set(known)
    return CheckResult(mine.indices.filter { mine[$0] >= 0 && !listed.contains(mine[$0]) }.map { StruckRow($0) })
  }
}
