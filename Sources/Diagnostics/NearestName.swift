/// The candidate closest to a mistyped name, or nil when none is close enough to be meant.
///
/// Damerau-Levenshtein distance (optimal string alignment) on scalars, at most a third of the name's length.
public func nearestName(to name: String, among candidates: some Sequence<String>) -> String? {
  let wanted = Array(name.lowercased().unicodeScalars)
  var best: (distance: Int, name: String)?
  for candidate in candidates {
    let scalars = Array(candidate.lowercased().unicodeScalars)
    let limit = max(1, max(wanted.count, scalars.count) / 3)
    guard abs(scalars.count - wanted.count) <= limit else { continue }
    let distance = editDistance(wanted, scalars)
    guard distance <= limit else { continue }
    if best.map({ (distance, candidate) < ($0.distance, $0.name) }) ?? true {
      best = (distance, candidate)
    }
  }
  return best?.name
}

private func editDistance(_ a: [Unicode.Scalar], _ b: [Unicode.Scalar]) -> Int {
  if a.isEmpty { return b.count }
  var beforePrevious = [Int](repeating: 0, count: b.count + 1)
  var previous = Array(0...b.count)
  for i in 1...a.count {
    var current = [i]
    current.reserveCapacity(b.count + 1)
    for j in stride(from: 1, through: b.count, by: 1) {
      var cost = min(
        previous[j] + 1, current[j - 1] + 1, previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1))
      if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
        cost = min(cost, beforePrevious[j - 2] + 1)
      }
      current.append(cost)
    }
    (beforePrevious, previous) = (previous, current)
  }
  return previous[b.count]
}
