public import Tables

/// JSON Schemas (draft 2020-12) of what a run writes for programs.
///
/// No key may be missing but that of a history where there is none, and none is unknown to them, so that a key that comes or goes cannot be overlooked.
public enum RunSchema {
  /// Of `manifest.json`.
  public static var manifest: JSONText {
    document(
      "bizclimate manifest", "What went into a run, what was done and what came out.",
      [
        ("schema", described("The form of this document.", [("const", .string("bizclimate-manifest/1"))])),
        ("run", text("The run's name.")),
        ("city", text("`id` of pipeline.yaml.")),
        ("edition", text("`edition` of pipeline.yaml.")),
        ("wave", integer("The year that is reported.")),
        ("as_of", text("The day the data stand at.", pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}$")),
        ("seed", count("The seed of every random draw.")),
        ("replicates", count("Bootstrap replicates; 0 for none.")),
        ("software", mapping("The program.", [("bizclimate", text("Its version."))])),
        ("config", mapping("The configuration as resolved.", [("sha256", digest("Of its canonical form."))])),
        ("inputs", list("Every file that was read, in the order of sources and waves.", input)),
        ("history", history),
        ("stages", list("The stages, in order.", stage)),
        ("outputs", list("Every file of the run but this one and config.lock.yaml.", output)),
      ], optional: ["history"])
  }

  /// Of one line of the log in JSON.
  public static var log: JSONText {
    document(
      "bizclimate log line", "What happened in an attempt at a run; a line of the log each.",
      [
        (
          "t",
          text(
            "When, in UTC.",
            pattern: "^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\\.[0-9]{3}Z$")
        ),
        ("level", described("How bad it is.", [("enum", .array(LogLevel.allCases.map { .string($0.rawValue) }))])),
        (
          "run",
          described("The run's name; null while it is not known yet.", [("type", types("string", "null"))])
        ),
        (
          "stage",
          described(
            "The stage it is about; null for the attempt as a whole.",
            [("enum", .array(stageNames + [.null]))])
        ),
        ("code", text("What kind of line it is; codes are stable.", pattern: "^[A-Z]-[0-9]{3}$")),
        ("msg", text("The line for people; messages may change.")),
        (
          "data",
          described(
            "Values for programs, by name.",
            [
              ("type", .string("object")),
              ("additionalProperties", .object([("type", types("string", "number", "null"))])),
            ])
        ),
      ])
  }

  private static var input: JSONText {
    mapping(
      "A file that was read.",
      [
        ("source", text("The source's name.")),
        ("wave", integer("The wave it was read for.")),
        ("path", text("As pipeline.yaml names it.")),
        ("sha256", digest("Of its bytes.")),
        ("bytes", count("Its length.")),
        ("rows", count("Rows read from it.")),
        ("columns", count("Columns read from it.")),
      ])
  }

  private static var history: JSONText {
    mapping(
      "What was read of editions published before; not there where there were none.",
      [
        ("sha256", digest("Over those of all editions.")),
        (
          "editions",
          list(
            "The editions, in the order of waves.",
            mapping(
              "An edition.",
              [
                ("edition", text("Its name.")), ("wave", integer("The wave it reported.")),
                ("sha256", digest("Over the figures that come from it.")),
              ]))
        ),
      ])
  }

  private static var stage: JSONText {
    mapping(
      "A stage.",
      [
        ("name", described("Its name.", [("enum", .array(stageNames))])),
        ("version", count("Raised when it gives other bytes for the same input.")),
        (
          "counts",
          list(
            "What became of the rows of each source and wave; rows_in = rows_kept + rows_quarantined.",
            mapping(
              "Rows of one source and wave.",
              [
                ("source", text("The source's name.")),
                ("wave", integer("The wave.")),
                ("rows_in", count("Rows that came in.")),
                ("rows_kept", count("Rows that went on.")),
                ("rows_quarantined", count("Rows set aside.")),
                ("cells_changed", count("Cells with another value than before.")),
                ("records_flagged", count("Records that were marked and kept.")),
              ]))
        ),
      ])
  }

  private static var output: JSONText {
    mapping(
      "A file that was written.",
      [
        ("path", text("Inside the run's folder.")), ("sha256", digest("Of its bytes.")),
        ("bytes", count("Its length.")),
      ])
  }

  private static var stageNames: [JSONText] { Stage.allCases.map { .string($0.rawValue) } }
}

/// The forms that the schemas are made of.
extension RunSchema {
  private typealias Members = [(String, JSONText)]

  private static func document(
    _ title: String, _ documentation: String, _ properties: Members, optional: Set<String> = []
  ) -> JSONText {
    .object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")), ("title", .string(title)),
        ("description", .string(documentation)),
      ] + members(properties, optional: optional))
  }

  private static func mapping(_ documentation: String, _ properties: Members) -> JSONText {
    described(documentation, members(properties))
  }

  private static func members(_ properties: Members, optional: Set<String> = []) -> Members {
    [
      ("type", .string("object")), ("properties", .object(properties)),
      ("required", .array(properties.filter { !optional.contains($0.0) }.map { .string($0.0) })),
      ("additionalProperties", .boolean(false)),
    ]
  }

  private static func described(_ documentation: String, _ form: Members) -> JSONText {
    .object([("description", .string(documentation))] + form)
  }

  private static func types(_ names: String...) -> JSONText { .array(names.map { .string($0) }) }

  private static func text(_ documentation: String, pattern: String? = nil) -> JSONText {
    var form: Members = [("type", .string("string"))]
    if let pattern { form.append(("pattern", .string(pattern))) }
    return described(documentation, form)
  }

  private static func digest(_ documentation: String) -> JSONText {
    text("SHA-256 in hexadecimal. " + documentation, pattern: "^[0-9a-f]{64}$")
  }

  private static func integer(_ documentation: String) -> JSONText {
    described(documentation, [("type", .string("integer"))])
  }

  private static func count(_ documentation: String) -> JSONText {
    described(documentation, [("type", .string("integer")), ("minimum", .integer(0))])
  }

  private static func list(_ documentation: String, _ item: JSONText) -> JSONText {
    described(documentation, [("type", .string("array")), ("items", item)])
  }
}
