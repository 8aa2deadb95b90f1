public import Expressions
internal import Tables

/// What expressions over a data set may name: the columns it has, with all that the codebook knows of them.
public func expressionSchema(for dataset: Dataset, pipeline: PipelineDefinition) -> ExpressionSchema {
  let source = pipeline.sources.first { $0.name == dataset.source }
  var schema = commonSchema(pipeline, wave: dataset.wave)
  for (name, column) in zip(dataset.table.names, dataset.table.columns) { schema.columns[name] = column.type }
  describe(dataset.codebook, wave: dataset.wave, in: &schema)
  for column in source?.columns ?? [] { declareCodes(of: column, in: &schema) }
  if source?.role == .survey { schema.sets = pipeline.cleaning.sets }
  return schema
}

/// What expressions over a source may name, from its declaration alone, before any data are read; derived variables included.
public func declaredSchema(for source: SourceDefinition, pipeline: PipelineDefinition) -> ExpressionSchema {
  guard source.role == .survey else { return tableSchema(source, pipeline) }
  var schema = ingestedSurveySchema(pipeline)
  for variable in pipeline.cleaning.derived {
    if let expression = try? RowExpression(variable.expression, schema: schema) {
      declare(variable, as: expression, in: &schema)
    }
  }
  return schema
}

/// The schema of the survey as ingested, before derived variables.
func ingestedSurveySchema(_ pipeline: PipelineDefinition) -> ExpressionSchema {
  var schema = commonSchema(pipeline, wave: pipeline.wave)
  for column in ParadataColumn.allCases { schema.columns[column.rawValue] = column.type }
  let codebook = pipeline.questionnaire?.codebook ?? Codebook()
  for variable in codebook.variables { schema.columns[variable.name] = variable.columnType }
  describe(codebook, wave: pipeline.wave, in: &schema)
  schema.columns[unitColumnName] = .category
  schema.codes[unitColumnName] = pipeline.units.all.map(\.id)
  schema.sets = pipeline.cleaning.sets
  return schema
}

/// Adds a derived variable whose expression was checked.
func declare(_ variable: DerivedVariable, as expression: RowExpression, in schema: inout ExpressionSchema) {
  schema.columns[variable.name] = expression.type
  schema.codes[variable.name] = expression.codes
}

private func commonSchema(_ pipeline: PipelineDefinition, wave: Int) -> ExpressionSchema {
  var schema = ExpressionSchema()
  schema.calendar = pipeline.calendar
  schema.constants = ["survey_year": Double(wave)]
  return schema
}

/// A column without a declared type holds figures.
private func tableSchema(_ source: SourceDefinition, _ pipeline: PipelineDefinition) -> ExpressionSchema {
  var schema = commonSchema(pipeline, wave: pipeline.wave)
  for column in source.columns {
    schema.columns[column.name] = column.type ?? .double
    declareCodes(of: column, in: &schema)
  }
  if source.unitColumn != nil {
    schema.columns[unitColumnName] = .category
    schema.codes[unitColumnName] = pipeline.units.all.map(\.id)
  }
  return schema
}

private func declareCodes(of column: SourceColumn, in schema: inout ExpressionSchema) {
  if schema.columns[column.name] == .category && !column.codes.isEmpty {
    schema.codes[column.name] = Set(column.codes.values).sorted()
  }
}

/// Adds what the codebook knows of the columns that the schema has.
private func describe(_ codebook: Codebook, wave: Int, in schema: inout ExpressionSchema) {
  for variable in codebook.variables {
    guard let type = schema.columns[variable.name] else { continue }
    if type == .category || type == .set { schema.codes[variable.name] = variable.answers.map(\.code) }
    schema.visibility[variable.name] = variable.showIf
    if variable.kind == .likert {
      let scores = zip(variable.answers.map(\.code), variable.scaleScores)
      schema.scaleScores[variable.name] = Dictionary(scores, uniquingKeysWith: { first, _ in first })
    }
    schema.validRanges[variable.name] = variable.validRange?.bounds(wave: wave)
  }
}
