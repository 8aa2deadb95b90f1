internal import Diagnostics
internal import Expressions
internal import SurveyModel

/// An indicator or monitor with its expression read against the data of one wave.
struct Measure: Sendable {
  let id: String
  let name: LocalizedText
  /// nil when a source it needs is not there in this wave.
  let expression: AggregateExpression?
  /// Its position among the framework's leaves; nil for a monitor.
  let leaf: Int?
  /// Whether it has a true zero.
  var isRatioScale = false
}

/// Reads the expressions of all indicators and monitors against the tables of one wave.
///
/// - Throws: every expression that does not fit the data.
func measures(
  _ datasets: [String: Dataset], pipeline: PipelineDefinition
) throws(DiagnosticError) -> [Measure] {
  var schemas: [String: ExpressionSchema] = [:]
  for (name, dataset) in datasets { schemas[name] = expressionSchema(for: dataset, pipeline: pipeline) }
  // A source that this wave lacks is known by its declaration, so that an expression that names it still reads.
  for source in pipeline.sources where schemas[source.name] == nil {
    schemas[source.name] = declaredSchema(for: source, pipeline: pipeline)
  }
  var found: [Measure] = []
  var problems: [Diagnostic] = []
  func read(
    _ id: String, _ name: LocalizedText, _ text: String, _ source: String, _ location: SourceLocation?, leaf: Int?
  ) {
    do throws(ExpressionError) {
      let expression = try AggregateExpression(text, schemas: schemas, defaultSource: source)
      let isComplete = expression.terms.allSatisfy { datasets[$0.source] != nil }
      var measure = Measure(id: id, name: name, expression: isComplete ? expression : nil, leaf: leaf)
      measure.isRatioScale = expression.isRatioScale(pipeline.questionnaire?.codebook)
      found.append(measure)
    } catch {
      problems.append(error.diagnostic(in: text, at: location))
    }
  }
  for (leaf, node) in pipeline.framework.indicators.enumerated() {
    guard let indicator = node.indicator else { continue }
    read(node.id, node.name, indicator.statistic, indicator.source, indicator.location, leaf: leaf)
  }
  for monitor in pipeline.framework.monitors {
    read(monitor.id, monitor.name, monitor.expression, monitor.source, monitor.location, leaf: nil)
  }
  if !problems.isEmpty { throw DiagnosticError(.configuration, problems) }
  return found
}
