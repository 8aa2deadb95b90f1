internal import Diagnostics

/// Reads `check:` of a rule: which check of the library, with what parameters.
struct CheckDecoder {
  let log: ConfigurationLog
  /// A list of variables, a word for a kind of variable, or a set, as names.
  let variables: (ConfigurationNode, ConfigurationPath) -> [String]?

  /// nil when it is none of the library's; problems are in the log.
  func decode(_ reader: MappingReader) -> NamedCheck? {
    let keys = ConfigurationReference.checkKeys
    let given = keys.filter { reader.has($0.name) }
    guard given.count == 1, let key = given.first else {
      if given.isEmpty, reader.hasUnknownKeys { return nil }
      log.add(
        .structure, at: reader.location, "`\(reader.path)` must have exactly one key, the name of a check",
        advice: "Allowed here: \(alternatives(keys.map(\.name)))")
      return nil
    }
    guard let check = reader.mapping(key.name, key.section.name) else { return nil }
    var parameters: [String: NamedCheck.Parameter] = [:]
    for parameter in key.section.keys {
      parameters[parameter.name] = value(check, parameter)
    }
    return NamedCheck(name: key.name, parameters: parameters)
  }

  private func value(_ reader: MappingReader, _ key: ConfigurationKey) -> NamedCheck.Parameter? {
    switch key.value {
    case .integer: return reader.integer(key.name, in: 0...1_000_000_000).map { .number(Double($0)) }
    case .number:
      guard let number = reader.number(key.name) else { return nil }
      if number < 0 {
        reader.problem(
          .outOfRange, key.name, "`\(reader.path.appending(key.name))` must not be negative, found \(number)")
      }
      return .number(number)
    case .word(let words):
      guard let node = reader.node(key.name) else { return nil }
      guard let word = node.scalar, words.contains(word) else {
        reader.reportWord(node, key.name, among: words)
        return nil
      }
      return .word(word)
    case .either:
      return reader.node(key.name).flatMap { variables($0, reader.path.appending(key.name)) }.map { .variables($0) }
    default: return reader.text(key.name).map { .word($0) }
    }
  }
}
