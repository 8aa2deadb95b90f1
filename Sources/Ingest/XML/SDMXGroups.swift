/// Attributes that an SDMX message gives to all series with the same values of some dimensions.
struct SDMXGroups {
  typealias Pair = (name: String, value: String)

  /// The groups whose key or attributes have the same names.
  private struct Kind {
    var names: [String]
    /// The names that are the key; nil in structure-specific messages, where only a series tells key and attributes
    /// apart.
    var key: [String]?
    var members: [[Pair]] = []
    /// Attributes by the values of the key, for the key that series had last.
    var index: [[String]: [Pair]] = [:]
    var indexedKey: [String]?
  }

  private var kinds: [Kind] = []

  /// - Parameters:
  ///   - key: the dimensions; empty where they stand among the attributes.
  ///   - attributes: what the group says.
  mutating func add(key: [Pair], attributes: [Pair]) {
    let all = key + attributes
    let names = all.map(\.name)
    let keyNames = key.isEmpty ? nil : key.map(\.name)
    if let known = kinds.firstIndex(where: { $0.names == names && $0.key == keyNames }) {
      kinds[known].members.append(all)
      kinds[known].indexedKey = nil
    } else {
      kinds.append(Kind(names: names, key: keyNames, members: [all]))
    }
  }

  /// What the groups say of a series, in the order of the message.
  mutating func attributes(of series: [Pair]) -> [Pair] {
    guard !kinds.isEmpty else { return [] }
    let values = Dictionary(series.map { ($0.name, $0.value) }, uniquingKeysWith: { first, _ in first })
    var found: [Pair] = []
    for number in kinds.indices {
      let key = kinds[number].key ?? kinds[number].names.filter { values[$0] != nil }
      guard !key.isEmpty else { continue }
      if kinds[number].indexedKey != key { index(number, key) }
      found += kinds[number].index[key.map { values[$0] ?? "" }] ?? []
    }
    return found
  }

  private mutating func index(_ number: Int, _ key: [String]) {
    kinds[number].index = [:]
    for member in kinds[number].members {
      let values = key.map { name in member.first { $0.name == name }?.value ?? "" }
      kinds[number].index[values, default: []] += member.filter { !key.contains($0.name) }
    }
    kinds[number].indexedKey = key
  }
}
