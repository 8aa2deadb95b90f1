import Diagnostics
import Expressions
import SurveyModel
import Tables

/// Compiles a cleaning plan against one data set and collects every problem on the way.
struct RuleCompiler {
  private let dataset: Dataset
  private var schema: ExpressionSchema
  private var problems: [Diagnostic] = []
  /// Flag rules up to the one being compiled: what `FLAGGED(…)` may name.
  private var flagRules: Set<String> = []
  private var identifying: Set<String>
  private let library: CheckLibrary

  init(_ dataset: Dataset, pipeline: PipelineDefinition, context: CleanContext) {
    self.dataset = dataset
    library = CheckLibrary(context)
    schema = expressionSchema(for: dataset, pipeline: pipeline)
    identifying = Set(dataset.codebook.variables.filter(\.isIdentifying).map(\.name))
    identifying.formUnion(ParadataColumn.allCases.filter(\.isIdentifying).map(\.rawValue))
  }

  /// - Throws: everything in the plan that does not fit the data, in one error of kind `configuration`.
  mutating func compile(_ plan: CleaningPlan) throws(DiagnosticError) -> CompiledPlan {
    for rule in plan.rules where rule.action == .flag { schema.columns[flagColumnName(rule.id)] = .bool }
    let rules = plan.rules.map { compile($0) }
    for imputation in plan.imputations { schema.columns[imputedColumnName(imputation.variable)] = .bool }
    let derived = plan.derived.compactMap { compile($0) }
    if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
    return CompiledPlan(rules: rules, imputations: plan.imputations, derived: derived, identifying: identifying)
  }

  private mutating func compile(_ rule: CleaningRule) -> CompiledRule {
    var compiled = CompiledRule(rule: rule, conditions: [])
    if rule.action.changesCells && rule.variables.isEmpty && !rule.when.contains("$") {
      problems.append(
        Diagnostic(
          .error, code: "R-003", at: rule.location, "rule \(rule.id) changes cells and names no variables",
          advice: "Add the variables whose cells it changes"))
    }
    for variable in rule.judged {
      if let variable, dataset.table[variable] == nil {
        // A question of the questionnaire that this wave did not ask has no cells to judge.
        if dataset.codebook[variable] == nil { reportMissingColumn(variable, of: rule) }
        continue
      }
      // The same mistake would show for every variable: it is told for the first.
      guard let condition = condition(of: rule, variable) else { break }
      compiled.conditions.append(condition)
    }
    if case .keepLatest(let key, let order) = rule.action {
      for name in [key, order] where dataset.table[name] == nil { reportMissingColumn(name, of: rule) }
    }
    if rule.action == .flag { flagRules.insert(rule.id) }
    return compiled
  }

  private mutating func condition(of rule: CleaningRule, _ variable: String?) -> CompiledRule.Condition? {
    let what = "rule \(rule.id)" + (variable.map { " for \($0)" } ?? "")
    var condition: CompiledRule.Condition
    if let check = rule.check {
      do throws(DiagnosticError) {
        condition = .init(variable: variable, test: .check(try library.test(check, variable: variable, rule: rule)))
      } catch {
        problems += error.diagnostics
        return nil
      }
    } else {
      let text = variable.map { rule.when.replacing("$", with: $0) } ?? rule.when
      guard let expression = expression(text, expecting: .bool, what, at: rule.location) else { return nil }
      condition = .init(variable: variable, test: .expression(expression))
    }
    if case .replace(let value) = rule.action, let variable {
      let text = value.replacing("$", with: variable)
      guard let found = expression(text, expecting: schema.columns[variable], what, at: rule.location) else {
        return nil
      }
      condition.replacement = found
    }
    return condition
  }

  private mutating func compile(_ variable: DerivedVariable) -> CompiledVariable? {
    let what = "derived variable \(variable.name)"
    if dataset.table[variable.name] != nil {
      problems.append(
        Diagnostic(
          .error, code: "R-002", at: variable.location, "\(what): the data have a column of this name already",
          advice: "Choose another name"))
    }
    guard var found = expression(variable.expression, expecting: nil, what, at: variable.location) else { return nil }
    // A derived text is a list of codes: a category is what every later stage wants.
    var text: RowExpression?
    if found.type == .text {
      text = found
      guard let category = expression(variable.expression, expecting: .category, what, at: variable.location) else {
        return nil
      }
      found = category
    }
    schema.columns[variable.name] = found.type
    schema.codes[variable.name] = found.codes
    if carriesIdentity(found) {
      identifying.insert(variable.name)
      // It becomes a text of hashes: as many values as records need no numbers.
      found = text ?? found
    }
    return CompiledVariable(name: variable.name, expression: found)
  }

  /// Compiles an expression and checks the rules it names; nil, and a problem noted, when it does not fit.
  private mutating func expression(
    _ text: String, expecting: ColumnType?, _ what: String, at location: SourceLocation?
  ) -> RowExpression? {
    do throws(ExpressionError) {
      let found = try RowExpression(text, schema: schema, expecting: expecting)
      for name in found.columnsRead where name.hasPrefix(flagPrefix) {
        let rule = String(name.dropFirst(flagPrefix.count))
        guard !flagRules.contains(rule) else { continue }
        problems.append(
          Diagnostic(
            .error, code: "R-004", at: location, "\(what): no rule \(rule) flags records before this",
            advice: nearestName(to: rule, among: flagRules.sorted()).map { "Did you mean \($0)?" }
              ?? "FLAGGED takes the id of an earlier rule whose action is flag"))
        return nil
      }
      return found
    } catch {
      var problem = error.diagnostic(in: text, at: location)
      problem.message = "\(what): \(problem.message)"
      problems.append(problem)
      return nil
    }
  }

  /// Whether values of the expression may hold an identifying value: yes or no does not, nor do codes that are all
  /// known from the text of the expression; a number does if it comes from a number (a telephone).
  private func carriesIdentity(_ expression: RowExpression) -> Bool {
    expression.columnsRead.contains { name in
      guard identifying.contains(name) else { return false }
      switch expression.type {
      case .bool: return false
      case .text, .category, .set: return expression.codes == nil || schema.codes[name] != nil
      case .integer, .double, .date, .dateTime:
        return schema.columns[name] != .text && schema.columns[name] != .category
      }
    }
  }

  private mutating func reportMissingColumn(_ name: String, of rule: CleaningRule) {
    let nearest = nearestName(to: name, among: dataset.table.names)
    problems.append(
      Diagnostic(
        .error, code: "R-001", at: rule.location, "rule \(rule.id): the data have no column \(name)",
        advice: nearest.map { "Did you mean \($0)?" } ?? "Name a variable of the questionnaire"))
  }
}

extension CleaningRule {
  /// The variables to compile the condition for; one nil for a rule that judges the record as a whole. None when the
  /// rule is over a kind of variable that the questionnaire does not have.
  fileprivate var judged: [String?] {
    if !variables.isEmpty { return variables }
    return action.changesCells || when.contains("$") ? [] : [nil]
  }
}
