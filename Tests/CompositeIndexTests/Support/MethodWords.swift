import CompositeIndex

/// One step of a configuration in COINr's words, taken apart: `n_minmax(1,100) cap` or `a_genmean p=0.5 dat_thresh 0.66`.
struct MethodWords {
  /// The functions named, each with its arguments in brackets.
  var calls: [(name: String, arguments: [String])] = []
  /// Further words and `name=value` pairs, in order.
  var words: [String] = []

  init(_ step: String) {
    let tokens = Self.split(step, at: " ").filter { !$0.isEmpty }
    for call in Self.split(tokens.first ?? "", at: ",") {
      guard let open = call.firstIndex(of: "("), call.hasSuffix(")") else {
        calls.append((call, []))
        continue
      }
      let inside = String(call[call.index(after: open)...].dropLast())
      calls.append((String(call[..<open]), inside.isEmpty ? [] : Self.split(inside, at: ",")))
    }
    words = Array(tokens.dropFirst())
  }

  /// Splits outside brackets.
  static func split(_ text: String, at separator: Character) -> [String] {
    var parts = [""]
    var depth = 0
    for character in text {
      if character == "(" { depth += 1 }
      if character == ")" { depth -= 1 }
      if character == separator && depth == 0 {
        parts.append("")
      } else if !(character == " " && separator == ",") {
        parts[parts.count - 1].append(character)
      }
    }
    return parts
  }

  /// The numbers of `0.5` or `c(0.9,0.5,1)`; nil when there is something else.
  static func numbers(_ text: String) -> [Double]? {
    var inside = text
    if text.hasPrefix("c(") && text.hasSuffix(")") { inside = String(text.dropFirst(2).dropLast()) }
    let numbers = split(inside, at: ",").map { Double($0) }
    return numbers.contains(nil) ? nil : numbers.compactMap { $0 }
  }
}

/// Arguments of one call and the words after it, from which each is taken once; what is left was not understood.
struct WordArguments {
  private var positional: [String] = []
  private var named: [String: String] = [:]
  private var flags: [String] = []

  init(arguments: [String], words: [String]) {
    for argument in arguments { add(argument, isWord: false) }
    var position = 0
    while position < words.count {
      // `dat_thresh 0.66`: a word and its number.
      if position + 1 < words.count, !words[position].contains("="), MethodWords.numbers(words[position + 1]) != nil {
        named[words[position]] = words[position + 1]
        position += 2
      } else {
        add(words[position], isWord: true)
        position += 1
      }
    }
  }

  private mutating func add(_ text: String, isWord: Bool) {
    if let equals = text.firstIndex(of: "=") {
      named[String(text[..<equals])] = String(text[text.index(after: equals)...])
    } else if isWord {
      flags.append(text)
    } else {
      positional.append(text)
    }
  }

  /// The numbers of a named argument, or else of the arguments without a name.
  mutating func numbers(_ names: String..., positions: Bool = true) -> [Double]? {
    for name in names {
      if let text = named[name], let numbers = MethodWords.numbers(text) {
        named[name] = nil
        return numbers
      }
    }
    guard positions, !positional.isEmpty else { return nil }
    let numbers = positional.map { MethodWords.numbers($0) }
    guard !numbers.contains(where: { $0 == nil }) else { return nil }
    positional = []
    return numbers.flatMap { $0 ?? [] }
  }

  mutating func text(_ name: String) -> String? {
    defer { named[name] = nil }
    return named[name]
  }

  /// Whether a word is there, alone or as `name=TRUE`; nil where nothing is said.
  mutating func flag(_ names: String...) -> Bool? {
    for name in names {
      if let position = flags.firstIndex(of: name) {
        flags.remove(at: position)
        return true
      }
      if let value = named[name], value == "TRUE" || value == "FALSE" {
        named[name] = nil
        return value == "TRUE"
      }
    }
    return nil
  }

  /// What nobody asked for.
  var left: [String] { positional + flags + named.map { "\($0.key)=\($0.value)" }.sorted() }
}
