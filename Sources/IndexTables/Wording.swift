internal import Tables

/// A number as the analyst wrote it, or nearly.
func shown(_ value: Double) -> String { shortestText(value) }

/// The first few names of a list and how many more there are.
func listed(_ names: [String], limit: Int = 5) -> String {
  let some = names.prefix(limit).joined(separator: ", ")
  return names.count > limit ? "\(some) and \(names.count - limit) more" : some
}
