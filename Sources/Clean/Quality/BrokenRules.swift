/// Which rules caught each of some records, in the order they ran; equal combinations are held once.
struct BrokenRules {
  /// Positions of rules, by combination.
  private(set) var combinations: [[Int]] = [[]]
  /// The combination of each record.
  private(set) var numbers: [Int32]

  /// - Parameters:
  ///   - caught: the rows that each rule caught.
  ///   - rows: the records wanted.
  ///   - rowCount: the rows of the table.
  init(_ caught: [[Int32]], rows: [Int], rowCount: Int) {
    numbers = Array(repeating: 0, count: rows.count)
    var places = [Int32](repeating: -1, count: rowCount)
    for (place, row) in rows.enumerated() { places[row] = Int32(truncatingIfNeeded: place) }
    for (rule, rows) in caught.enumerated() {
      // The combination that each known one becomes with this rule; -1: none yet.
      var next = [Int32](repeating: -1, count: combinations.count)
      for row in rows where places[Int(row)] >= 0 {
        let place = Int(places[Int(row)])
        let number = Int(numbers[place])
        if next[number] < 0 {
          next[number] = Int32(truncatingIfNeeded: combinations.count)
          combinations.append(combinations[number] + [rule])
        }
        numbers[place] = next[number]
      }
    }
  }
}
