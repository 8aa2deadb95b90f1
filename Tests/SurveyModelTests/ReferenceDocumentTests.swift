import Foundation
import SurveyModel
import Testing

@Suite("The reference page of the configuration says what the code reads")
struct ReferenceDocumentTests {
  /// Set to write the pages instead of comparing them.
  private let writes = ProcessInfo.processInfo.environment["BIZCLIMATE_WRITE_DOCS"] != nil
  private let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("docs")

  private func compare(_ name: String, _ text: String) throws {
    let file = folder.appendingPathComponent(name)
    if writes { try text.write(to: file, atomically: true, encoding: .utf8) }
    let committed = try String(contentsOf: file, encoding: .utf8)
    #expect(committed == text, "docs/\(name) is out of date: run `make docs`")
  }

  @Test("docs/configuration.md lists every key with its type, default and meaning")
  func configuration() throws {
    var text = """
      # Configuration keys

      Every key of every file of a pipeline. `bizclimate check` tests a pipeline against this list and reports all
      problems at once with file, line and column. Made from the program by `make docs`.

      An editor that knows YAML completes and checks keys by the schema that is made from the same list. Write it once, and
      name it in the first line of a file, such as `# yaml-language-server: $schema=pipeline.schema.json`:

      ```sh
      bizclimate schema config > pipeline.schema.json
      bizclimate schema config --file framework > framework.schema.json
      ```

      What gave each value, `--set` before a line of a file before the default, is listed by `--show-origin`; with `--json`
      for programs:

      ```console
      $ bizclimate check docs/tutorial --show-origin --set uncertainty.replicates=200
      pipeline.yaml
      ...
      ```

      ```
        seed                    2025  docs/tutorial/pipeline.yaml:6
        uncertainty.replicates  200   --set
        uncertainty.draws       1000  default
      ```


      """
    for section in ConfigurationReference.sections {
      text +=
        "## \(section.name)\n\n\(section.documentation)\n\n| key | value | default | meaning |\n| --- | --- | --- | --- |\n"
      for key in section.keys {
        let standard = key.isRequired ? "required" : key.defaultText.map { "`\($0)`" } ?? ""
        text += "| `\(key.name)` | \(describe(key.value)) | \(standard) | \(cell(key.documentation)) |\n"
      }
      text += "\n"
    }
    #expect(ConfigurationReference.sections.count > 10)
    try compare("configuration.md", text)
  }

  private func cell(_ text: String) -> String { text.replacingOccurrences(of: "|", with: "\\|") }

  private func describe(_ value: ConfigurationValue) -> String {
    switch value {
    case .text: "text"
    case .localizedText: "`{zh, en}` or text"
    case .integer: "whole number"
    case .number: "number"
    case .boolean: "`true` or `false`"
    case .date: "`YYYY-MM-DD`"
    case .word(let words): words.map { "`\($0)`" }.joined(separator: ", ")
    case .expression: "expression"
    case .path: "path"
    case .list(let item): "list of \(describe(item))"
    case .section(let name): "[\(name)](#\(name.replacingOccurrences(of: " ", with: "-")))"
    case .named(let item): "by name: \(describe(item))"
    case .either(let values): values.map(describe).joined(separator: " or ")
    case .nothing: "nothing"
    }
  }
}
