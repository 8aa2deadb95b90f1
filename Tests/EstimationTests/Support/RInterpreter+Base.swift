#if canImport(Glibc)
  import Glibc
#else
  import Darwin
#endif

/// R's arithmetic on vectors.
extension RInterpreter {
  typealias NamedValue = (name: String?, value: RValue)

  private static let unary: [String: @Sendable (Double) -> Double] = [
    "sqrt": { $0.squareRoot() }, "log": { log($0) }, "exp": { exp($0) }, "abs": { abs($0) }, "asin": { asin($0) },
    "sin": { sin($0) }, "as.numeric": { $0 }, "as.integer": { $0.rounded(.towardZero) }, "I": { $0 },
  ]

  private static let reductions: [String: @Sendable ([Double]) -> Double] = [
    "sum": { $0.reduce(0, +) }, "mean": { $0.reduce(0, +) / Double($0.count) },
    "max": { $0.max() ?? -.infinity }, "min": { $0.min() ?? .infinity },
  ]

  private static let binary: [String: @Sendable (Double, Double) -> Double] = [
    "+": { $0 + $1 }, "-": { $0 - $1 }, "*": { $0 * $1 }, "/": { $0 / $1 }, "^": { pow($0, $1) },
  ]

  private static let comparisons: [String: @Sendable (Double, Double) -> Bool] = [
    "==": { $0 == $1 }, "!=": { $0 != $1 }, "<": { $0 < $1 }, ">": { $0 > $1 }, "<=": { $0 <= $1 }, ">=": { $0 >= $1 },
  ]

  func baseCall(_ function: String, arguments: [RArgument], values: [NamedValue]) throws -> RValue? {
    let vectors = values.compactMap { if case .vector(let vector) = $0.value { vector } else { nil } }
    switch function {
    case "c": return try combined(values)
    case "list": return .list(values)
    case "data.frame": return frame(values)
    case "tapply" where vectors.count == 2:
      return .vector(try grouped(vectors[0], by: vectors[1], arguments: arguments))
    case "$", "[", "[[": return try element(function, arguments: arguments, values: values)
    default: break
    }
    guard vectors.count == values.count, let first = vectors.first else { return nil }
    switch function {
    case "I" where first.kind != .numbers: return .vector(first)
    case "-" where vectors.count == 1: return .vector(mapped(first) { -$0 })
    case "+" where vectors.count == 1: return .vector(first)
    case "!": return .vector(RVector(first.numbers.map { $0.isNaN ? .nan : $0 == 0 ? 1 : 0 }, isLogical: true))
    case "is.na":
      let isMissing = first.kind == .texts ? first.texts.map { $0 == nil } : first.numbers.map(\.isNaN)
      return .vector(RVector(isMissing.map { $0 ? 1 : 0 }, isLogical: true))
    case "length": return .vector(RVector([Double(first.count)]))
    case "names": return .vector(RVector(texts: first.names ?? []))
    case "factor", "as.factor", "as.character":
      return .vector(RVector(texts: first.labels, levels: function == "as.character" ? nil : first.sortedLevels))
    case "paste": return .vector(pasted(vectors, separator: " "))
    case "interaction": return .vector(interaction(vectors))
    case "table": return .vector(counted(first))
    case "%in%":
      let wanted = Set(vectors[1].labels.compactMap(\.self))
      return .vector(RVector(first.labels.map { $0.map(wanted.contains) ?? false ? 1 : 0 }, isLogical: true))
    default: break
    }
    return try numericCall(function, vectors)
  }

  private func numericCall(_ function: String, _ vectors: [RVector]) throws -> RValue? {
    let first = vectors[0]
    if vectors.count == 1, let operation = Self.unary[function] { return .vector(mapped(first, operation)) }
    if let reduction = Self.reductions[function] { return .vector(RVector([reduction(vectors.flatMap(\.numbers))])) }
    guard vectors.count >= 2 else { return nil }
    let count = vectors.map(\.count).contains(0) ? 0 : vectors.map(\.count).max() ?? 0
    func number(_ vector: RVector, _ index: Int) -> Double { vector.numbers[index % vector.count] }
    if function == "ifelse", vectors.count == 3 {
      return .vector(
        RVector(
          (0..<count).map { index in
            let truth = number(first, index)
            return truth.isNaN ? .nan : number(truth != 0 ? vectors[1] : vectors[2], index)
          }))
    }
    let second = vectors[1]
    if let operation = Self.comparisons[function] {
      if first.kind == .texts || second.kind == .texts {
        let (left, right) = (first.labels, second.labels)
        let truths = (0..<count).map { index -> Double in
          guard let a = left[index % left.count], let b = right[index % right.count] else { return .nan }
          return (function == "!=") == (a != b) ? 1 : 0
        }
        return .vector(RVector(truths, isLogical: true))
      }
      let truths = (0..<count).map { index -> Double in
        let (a, b) = (number(first, index), number(second, index))
        return a.isNaN || b.isNaN ? .nan : operation(a, b) ? 1 : 0
      }
      return .vector(RVector(truths, isLogical: true))
    }
    if ["&", "&&", "|", "||"].contains(function) {
      let isAnd = function.hasPrefix("&")
      return .vector(
        RVector(
          (0..<count).map { index in
            let (a, b) = (number(first, index), number(second, index))
            if isAnd ? a == 0 || b == 0 : a == 1 || b == 1 { return isAnd ? 0 : 1 }
            return a.isNaN || b.isNaN ? .nan : isAnd ? 1 : 0
          }, isLogical: true))
    }
    guard let operation = Self.binary[function], first.kind != .texts, second.kind != .texts else { return nil }
    let names = first.count == count ? first.names : second.names
    return .vector(RVector((0..<count).map { operation(number(first, $0), number(second, $0)) }, names: names))
  }

  private func mapped(_ vector: RVector, _ operation: (Double) -> Double) -> RVector {
    RVector(vector.numbers.map(operation), names: vector.names)
  }

  private func combined(_ values: [NamedValue]) throws -> RValue {
    var (numbers, texts, names) = ([Double](), [String?](), [String]())
    var (isText, isNamed) = (false, false)
    for (name, value) in values {
      guard case .vector(let vector) = value else { throw NotUnderstood("c of something else than vectors") }
      isText = isText || vector.kind == .texts
      isNamed = isNamed || name != nil || vector.names != nil
      numbers += vector.kind == .texts ? vector.texts.map { _ in .nan } : vector.numbers
      texts += vector.labels
      names += vector.names ?? (0..<vector.count).map { vector.count == 1 ? name ?? "" : "\(name ?? "")\($0 + 1)" }
    }
    return .vector(isText ? RVector(texts: texts) : RVector(numbers, names: isNamed ? names : nil))
  }

  private func frame(_ values: [NamedValue]) -> RValue {
    var frame = RFrame()
    for case (let name?, .vector(let vector)) in values { frame.set(name, vector) }
    return .frame(frame)
  }

  private func element(_ function: String, arguments: [RArgument], values: [NamedValue]) throws -> RValue {
    switch (function, values[0].value) {
    case ("$", .frame(let frame)):
      if case .name(let name) = arguments[1].value, let column = frame.columns[name] { return .vector(column) }
    case ("[", .vector(let vector)), ("[[", .vector(let vector)):
      // [1, ] of a result with one row is that row.
      guard case .vector(let index)? = values.dropFirst().first?.value else { break }
      if values.count == 3 { return .vector(vector) }
      var positions: [Int] = []
      if index.kind == .texts {
        let place = Dictionary((vector.names ?? []).enumerated().map { ($1, $0) }) { first, _ in first }
        positions = index.texts.compactMap { $0.flatMap { place[$0] } }
      } else if index.kind == .logicals {
        positions = index.numbers.indices.filter { index.numbers[$0] == 1 }
      } else {
        positions = index.numbers.map { Int($0) - 1 }
      }
      guard positions.allSatisfy({ (0..<vector.count).contains($0) }) else { throw NotUnderstood("index out of range") }
      var picked = vector.selecting(positions)
      if function == "[[" { picked.names = nil }
      return .vector(picked)
    default: break
    }
    throw NotUnderstood("element of \(arguments[0].value.deparsed)")
  }

  private func pasted(_ vectors: [RVector], separator: String) -> RVector {
    let labels = vectors.map(\.labels)
    let count = labels.map(\.count).max() ?? 0
    return RVector(
      texts: (0..<count).map { row in
        labels.map { $0[row % $0.count] ?? "NA" }.joined(separator: separator)
      })
  }

  /// The crossing of factors, the first fastest.
  private func interaction(_ vectors: [RVector]) -> RVector {
    var levels = [""]
    for (position, vector) in vectors.enumerated() {
      levels = vector.sortedLevels.flatMap { level in levels.map { position == 0 ? level : $0 + "." + level } }
    }
    let labels = vectors.map(\.labels)
    let texts: [String?] = (0..<(vectors.first?.count ?? 0)).map { row in
      let parts = labels.compactMap { $0[row] }
      return parts.count == labels.count ? parts.joined(separator: ".") : nil
    }
    return RVector(texts: texts, levels: levels)
  }

  private func grouped(_ values: RVector, by group: RVector, arguments: [RArgument]) throws -> RVector {
    guard case .name(let name)? = arguments.last?.value, let reduction = Self.reductions[name] else {
      throw NotUnderstood("tapply of an unknown function")
    }
    let labels = group.labels
    var members: [String: [Double]] = [:]
    for (row, label) in labels.enumerated() { if let label { members[label, default: []].append(values.numbers[row]) } }
    let levels = group.sortedLevels
    return RVector(levels.map { reduction(members[$0] ?? []) }, names: levels)
  }

  private func counted(_ values: RVector) -> RVector {
    let labels = values.labels
    return RVector(
      values.sortedLevels.map { level in Double(labels.count { $0 == level }) }, names: values.sortedLevels)
  }
}
