import Diagnostics
import SurveyModel
import Tables

/// What differs between the columns of the files of a source.
struct SchemaDrift {
  /// One file's columns as it writes them, and as they were read.
  struct Side {
    var file: String
    var header: [String]
    var table: Table
  }

  let sides: [Side]

  /// One line a column that differs: missing in some files, in another unit, or of another type.
  var notes: [String] { presence + units + types }

  private var presence: [String] {
    var order: [String] = []
    var names: [String: String] = [:]
    var files: [String: Set<Int>] = [:]
    for (index, side) in sides.enumerated() {
      for name in side.header where !name.isEmpty {
        let key = keyWithoutUnit(name)
        if names[key] == nil {
          names[key] = name
          order.append(key)
        }
        files[key, default: []].insert(index)
      }
    }
    return order.compactMap { key in
      guard let holders = files[key], holders.count < sides.count, let name = names[key] else { return nil }
      let lacking = sides.indices.filter { !holders.contains($0) }
      var text = "warning: the column \(name) is not in \(list(lacking))"
      if holders.count < lacking.count { text = "warning: the column \(name) is only in \(list(holders.sorted()))" }
      // A column that only the lacking file has, and that reads nearly the same, may be this one renamed.
      let others = lacking.flatMap { index in
        sides[index].header.filter { files[keyWithoutUnit($0)].map { $0.isDisjoint(with: holders) } ?? false }
      }
      if let near = nearestName(to: name, among: others) { text += "; is \(near) there the same, renamed?" }
      return text
    }
  }

  private var units: [String] {
    var order: [String] = []
    var seen: [String: [(unit: String, file: Int)]] = [:]
    for (index, side) in sides.enumerated() {
      for name in side.header {
        guard let unit = bracketedTexts(name).first(where: { MeasurementUnit($0) != nil }) else { continue }
        let key = keyWithoutUnit(name)
        if seen[key] == nil { order.append(key) }
        seen[key, default: []].append((unit, index))
      }
    }
    return order.compactMap { key in
      guard let uses = seen[key], Set(uses.map(\.unit)).count > 1 else { return nil }
      let parts = uses.map { "\($0.unit) in \(sides[$0.file].file)" }
      return "warning: the column \(key) is in different units: \(parts.joined(separator: ", "))"
    }
  }

  private var types: [String] {
    var order: [String] = []
    var seen: [String: [(type: ColumnType, file: Int)]] = [:]
    for (index, side) in sides.enumerated() {
      for (name, column) in zip(side.table.names, side.table.columns) {
        if seen[name] == nil { order.append(name) }
        seen[name, default: []].append((column.type, index))
      }
    }
    return order.compactMap { name in
      guard let uses = seen[name], let first = uses.first,
        let other = uses.first(where: { $0.type != first.type })
      else { return nil }
      return "warning: \(name) is of type \(first.type.rawValue) in \(sides[first.file].file) and of type "
        + "\(other.type.rawValue) in \(sides[other.file].file)"
    }
  }

  private func list(_ indices: [Int]) -> String { indices.map { sides[$0].file }.joined(separator: ", ") }
}

/// What makes two headers one column: the key without brackets that hold units.
func keyWithoutUnit(_ header: String) -> String {
  var key = textKey(header)
  for text in bracketedTexts(header) where MeasurementUnit(text) != nil {
    key = key.replacing("(\(textKey(text)))", with: "")
  }
  return key
}
