import SurveyModel
import Tables

/// Metadata of the published tables after the W3C's CSV on the Web vocabulary, in Chinese and English.
func csvwMetadata(_ tables: [PublishedTable], pipeline: PipelineDefinition) -> String {
  var group: [(String, JSONText)] = [
    ("@context", .array([.string("http://www.w3.org/ns/csvw"), .object([("@language", .string("zh-Hans"))])])),
    ("dc:title", both(pipeline.title)),
  ]
  if let notice = pipeline.notice { group.append(("dc:description", both(notice))) }
  group += [
    ("dc:issued", .string(pipeline.asOf)),
    (
      "dialect",
      .object([
        ("encoding", .string("utf-8")), ("lineTerminators", .array([.string("\r\n")])), ("header", .boolean(true)),
      ])
    ),
    ("tables", .array(tables.map(describe))),
  ]
  return JSONText.object(group).document
}

private func describe(_ table: PublishedTable) -> JSONText {
  .object([
    ("url", .string(table.name + ".csv")),
    ("dc:title", both(table.title)),
    (
      "tableSchema",
      .object([
        ("columns", .array(table.columns.map(describe))),
        ("primaryKey", .array(table.key.map { .string($0) })),
      ])
    ),
  ])
}

private func describe(_ column: PublishedColumn) -> JSONText {
  .object([
    ("name", .string(column.name)),
    ("titles", .object([("zh-Hans", .string(column.title.zh)), ("en", .string(column.title.en))])),
    ("dc:description", both(column.about)),
    ("datatype", datatype(column.type)),
    ("required", .boolean(column.isRequired)),
  ])
}

private func datatype(_ type: PublishedType) -> JSONText {
  func limited(_ base: String, _ limits: [(String, JSONText?)]) -> JSONText {
    let given = limits.compactMap { name, value in value.map { (name, $0) } }
    return given.isEmpty ? .string(base) : .object([("base", .string(base))] + given)
  }
  return switch type {
  case .text: .string("string")
  case .boolean: .string("boolean")
  case .integer(let minimum, let maximum):
    limited("integer", [("minimum", minimum.map { .integer($0) }), ("maximum", maximum.map { .integer($0) })])
  case .decimal(let minimum, let maximum):
    limited("decimal", [("minimum", minimum.map { .number($0) }), ("maximum", maximum.map { .number($0) })])
  }
}

private func both(_ text: LocalizedText) -> JSONText {
  .array([
    .object([("@value", .string(text.zh)), ("@language", .string("zh-Hans"))]),
    .object([("@value", .string(text.en)), ("@language", .string("en"))]),
  ])
}
