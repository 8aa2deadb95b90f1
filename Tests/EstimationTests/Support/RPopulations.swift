/// What a case knows of the population: tables named in its notes, and population files.
struct RPopulations {
  /// By name, counts by level, as notes write them: `pop.sw: No 1072; Yes 5122`.
  var tables: [String: [String: Double]] = [:]
  /// By variable, counts by level.
  var margins: [String: [String: Double]] = [:]
  /// Files with a row for every unit of the population.
  var frames: [RFrame] = []

  /// Reads the tables of a note; `margins: stype E 4421 H 755; size S 10` names variables instead of tables.
  mutating func read(note: String) {
    for part in note.split(separator: "|") {
      let sides = part.split(separator: ":", maxSplits: 1)
      guard sides.count == 2, let name = sides[0].split(separator: " ").last else { continue }
      if name == "margins" {
        for item in sides[1].split(separator: ";") {
          let words = item.split(separator: " ")
          guard words.count > 2, words.count % 2 == 1 else { continue }
          for index in stride(from: 1, to: words.count, by: 2) {
            margins[String(words[0]), default: [:]][String(words[index])] = Double(words[index + 1])
          }
        }
      }
      guard name.hasPrefix("pop") else { continue }
      var counts: [String: Double] = [:]
      for item in sides[1].split(separator: ";") {
        let words = item.split(separator: " ")
        if words.count == 2, let count = Double(words[1]) { counts[String(words[0])] = count }
      }
      if !counts.isEmpty { tables[String(name)] = counts }
    }
  }

  /// Counts by crossing of variables, labels joined by a dot.
  func counts(of name: String, variables: [String]) -> [String: Double]? {
    if let table = tables[name] { return table }
    guard let frame = frames.first(where: { frame in variables.allSatisfy { frame.columns[$0] != nil } }) else {
      return variables.count == 1 ? margins[variables[0]] : nil
    }
    let labels = variables.compactMap { frame.columns[$0]?.labels }
    var counts: [String: Double] = [:]
    for row in 0..<frame.rowCount {
      counts[labels.map { $0[row] ?? "NA" }.joined(separator: "."), default: 0] += 1
    }
    return counts
  }
}
