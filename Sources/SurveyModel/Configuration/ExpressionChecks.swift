internal import Diagnostics
internal import Expressions
internal import Tables

/// Checks every expression of a pipeline against what is declared, so that mistakes show before any data are read.
///
/// An expression that names something whose own declaration is broken is not checked: the one mistake is told once.
struct ExpressionChecks {
  let pipeline: PipelineDefinition
  let questionnaire: DecodedQuestionnaire?
  let cleaning: DecodedCleaning?
  let framework: DecodedFramework?
  let log: ConfigurationLog
  private var brokenNames: Set<String>

  init(
    _ pipeline: PipelineDefinition, questionnaire: DecodedQuestionnaire?, cleaning: DecodedCleaning?,
    framework: DecodedFramework?, log: ConfigurationLog
  ) {
    self.pipeline = pipeline
    self.questionnaire = questionnaire
    self.cleaning = cleaning
    self.framework = framework
    self.log = log
    brokenNames = log.brokenNames
  }

  /// - Parameter isSurveyKnown: questionnaire and cleaning could be read as far as they are named.
  /// - Returns: what expressions may name, by source; a survey that could not be read is not there.
  mutating func run(isSurveyKnown: Bool) -> [String: ExpressionSchema] {
    var schemas: [String: ExpressionSchema] = [:]
    for source in pipeline.sources where source.role != .survey {
      schemas[source.name] = declaredSchema(for: source, pipeline: pipeline)
    }
    let survey = pipeline.sources.first { $0.role == .survey }
    if isSurveyKnown {
      var schema = ingestedSurveySchema(pipeline)
      checkVisibility(schema)
      checkRules(schema)
      checkDerived(&schema)
      if let survey { schemas[survey.name] = schema }
    } else if let survey {
      brokenNames.insert(survey.name)
    }
    checkIndicators(schemas)
    return schemas
  }

  private func namesSomethingBroken(_ text: String) -> Bool {
    brokenNames.contains { text.contains($0) }
  }

  private func report(
    _ error: ExpressionError, _ what: String, offset: Int? = nil, node: ConfigurationNode?, at location: SourceLocation?
  ) {
    let place = node.map { log.location(of: offset ?? error.offset, in: $0) } ?? location
    log.add(.expression, at: place, "\(what): \(error.message)", advice: error.advice)
  }

  /// `show_if` is a condition on earlier answers.
  private func checkVisibility(_ schema: ExpressionSchema) {
    guard let questionnaire else { return }
    var schema = schema
    schema.visibility = [:]
    let variables = questionnaire.questionnaire.codebook.variables
    let order = Dictionary(variables.enumerated().map { ($1.question, $0) }, uniquingKeysWith: { first, _ in first })
    var seen: Set<String> = []
    for variable in variables {
      guard let text = variable.showIf, let node = questionnaire.showIfNodes[variable.name],
        seen.insert(node.location.description).inserted, !namesSomethingBroken(text)
      else { continue }
      do throws(ExpressionError) {
        let expression = try RowExpression(text, schema: schema, expecting: .bool)
        let own = order[variable.question] ?? 0
        for name in expression.columnsRead {
          guard let read = questionnaire.questionnaire.codebook[name], (order[read.question] ?? 0) >= own else {
            continue
          }
          log.add(
            .expression, at: node.location,
            "`show_if` of `\(variable.name)` reads `\(name)`, which is not asked before it",
            advice: "Use answers to earlier questions only")
        }
      } catch {
        report(error, "`show_if` of `\(variable.name)`", node: node, at: nil)
      }
    }
  }

  private func checkRules(_ schema: ExpressionSchema) {
    for rule in pipeline.cleaning.rules {
      let node = cleaning?.ruleNodes[rule.id]
      guard rule.check == nil, !namesSomethingBroken(rule.when) else { continue }
      let names: [String?] = rule.variables.isEmpty ? [nil] : rule.variables
      for name in names where !rule.when.contains("$") || name != nil {
        let text = name.map { rule.when.replacing("$", with: $0) } ?? rule.when
        do throws(ExpressionError) {
          _ = try RowExpression(text, schema: schema, expecting: .bool)
        } catch {
          let what = name.map { "the rule `\(rule.id)` for `\($0)`" } ?? "the rule `\(rule.id)`"
          let offset = name.map { Self.offset(error.offset, in: rule.when, with: $0) } ?? error.offset
          report(error, what, offset: offset, node: node, at: rule.location)
          break
        }
      }
      checkReplacement(rule, schema)
    }
  }

  /// The value that a rule puts in the place of a cell must be one of the variable's type.
  private func checkReplacement(_ rule: CleaningRule, _ schema: ExpressionSchema) {
    guard case .replace(let value) = rule.action else { return }
    for name in rule.variables {
      do throws(ExpressionError) {
        let text = value.replacing("$", with: name)
        _ = try RowExpression(text, schema: schema, expecting: schema.columns[name])
      } catch {
        report(error, "the value of the rule `\(rule.id)` for `\(name)`", node: nil, at: rule.location)
        break
      }
    }
  }

  /// The offset in a text with `$` of an offset in the text where a name stands for each.
  private static func offset(_ offset: Int, in text: String, with name: String) -> Int {
    var position = 0
    for (index, character) in text.enumerated() {
      let width = character == "$" ? name.count : 1
      if offset < position + width { return index }
      position += width
    }
    return text.count
  }

  private mutating func checkDerived(_ schema: inout ExpressionSchema) {
    let rules = Set(pipeline.cleaning.rules.map(\.id))
    for variable in pipeline.cleaning.derived {
      guard !namesSomethingBroken(variable.expression) else {
        brokenNames.insert(variable.name)
        continue
      }
      let node = cleaning?.derivedNodes[variable.name]
      do throws(ExpressionError) {
        let expression = try RowExpression(variable.expression, schema: schema)
        for flag in expression.columnsRead where flag.hasPrefix("flag:") && !rules.contains(String(flag.dropFirst(5))) {
          let name = String(flag.dropFirst(5))
          log.add(
            .unknownName, at: node?.location, "the derived variable `\(variable.name)`: there is no rule `\(name)`",
            advice: adviceOnName(name, among: rules.sorted(), what: "Rules"))
        }
        declare(variable, as: expression, in: &schema)
      } catch {
        report(error, "the derived variable `\(variable.name)`", node: node, at: variable.location)
        brokenNames.insert(variable.name)
      }
    }
  }

  private func checkDenominator(
    _ text: String, source: String, id: String, _ schemas: [String: ExpressionSchema]
  ) {
    guard schemas[source] != nil, !namesSomethingBroken(text) else { return }
    do throws(ExpressionError) {
      _ = try AggregateExpression(text, schemas: schemas, defaultSource: source)
    } catch {
      report(error, "the denominator of `\(id)`", node: framework?.denominatorNodes[id], at: nil)
    }
  }

  private func checkIndicators(_ schemas: [String: ExpressionSchema]) {
    var seen: Set<String> = []
    func check(_ text: String, source: String, id: String, what: String, _ location: SourceLocation?) {
      guard schemas[source] != nil, !namesSomethingBroken(text), seen.insert(id).inserted else { return }
      do throws(ExpressionError) {
        _ = try AggregateExpression(text, schemas: schemas, defaultSource: source)
      } catch {
        report(error, "the \(what) `\(id)`", node: framework?.expressionNodes[id], at: location)
      }
    }
    for node in pipeline.framework.nodes {
      guard let indicator = node.indicator else { continue }
      check(indicator.expression, source: indicator.source, id: node.id, what: "indicator", indicator.location)
      if let denominator = indicator.denominator {
        checkDenominator(denominator, source: indicator.source, id: node.id, schemas)
      }
    }
    for monitor in pipeline.framework.monitors {
      check(monitor.expression, source: monitor.source, id: monitor.id, what: "monitor", monitor.location)
    }
  }
}
