/// The header of a field that repeats inside a record: `children[1]/age`, `home/children[2]/toys[1]/name`.
///
/// ODK, KoBoToolbox and Ona write such headers where an export has one row a submission.
struct RepeatedField: Sendable, Hashable {
  /// The paths of what repeats, without the numbers, outermost first: `home/children`, `home/children/toys`.
  var repeats: [String]
  /// The numbers, from 1.
  var numbers: [Int]
  /// The path below the innermost repeat; `.` is its own value.
  var name: String

  /// Makes none when nothing in the header is numbered.
  ///
  /// - Parameter header: a column's header.
  init?(_ header: String) {
    (repeats, numbers) = ([], [])
    var path = ""
    var below = 0
    for part in header.split(separator: "/", omittingEmptySubsequences: false) {
      guard !part.isEmpty else { return nil }
      guard let open = part.lastIndex(of: "["), part.last == "]", open > part.startIndex,
        let number = Int(part[part.index(after: open)...].dropLast()), number > 0
      else {
        path += (path.isEmpty ? "" : "/") + part
        continue
      }
      path += (path.isEmpty ? "" : "/") + part[..<open]
      repeats.append(path)
      numbers.append(number)
      below = path.utf8.count + 1
    }
    guard !repeats.isEmpty else { return nil }
    name = String(path.utf8.dropFirst(below)) ?? ""
    if name.isEmpty { name = "." }
  }
}
