/// The names in an expression, without what stands in quotation marks: `Q15_a` in `MEAN(LIKERT(Q15_a))`, `Q46` in
/// `SHARE(Q46 = 'GX')`. Names of functions are among them.
///
/// - Parameter expression: as written in the framework or in cleaning.yaml.
/// - Returns: in the order of the text.
public func namesInExpression(_ expression: String) -> [String] {
  let parts = expression.split(separator: "'", omittingEmptySubsequences: false)
  return stride(from: 0, to: parts.count, by: 2).flatMap { part in
    parts[part].split { !($0.isLetter || $0.isNumber || $0 == "_") }.map { String($0) }
  }
}

extension CleaningPlan {
  /// The names in an expression, and those that sets and derived variables among them are made of.
  ///
  /// - Parameter expression: as written in the framework or in cleaning.yaml.
  /// - Returns: names of variables, and of functions.
  public func namesBehind(_ expression: String) -> Set<String> {
    var parts = sets
    for variable in derived { parts[variable.name, default: []] += namesInExpression(variable.expression) }
    var found: Set<String> = []
    var pending = namesInExpression(expression)
    while let name = pending.popLast() {
      if found.insert(name).inserted { pending += parts[name] ?? [] }
    }
    return found
  }
}
