import Yams

/// What stops the generator: a file it reads or writes, or a promise it cannot keep.
public struct SampleDataError: Error, CustomStringConvertible {
  public let description: String

  init(_ description: String) {
    self.description = description
  }
}

/// One column of answers in the export.
struct Item {
  enum Kind {
    case single, multi, likert, attention, number, open
  }

  struct Option {
    var code: String
    var label: String
  }

  var name: String
  /// As the platform writes it: `16、请评价以下方面：—办事流程总体便利程度`.
  var header: String
  var kind: Kind
  var options: [Option]
  /// Codes and labels of "not applicable", "refused", "don't know" where the question offers them.
  var missing: [Int: String]
  var minimum: Double?
  var maximum: Double?
  var isConditional: Bool
  var isRequired: Bool

  func position(_ code: String) -> Int? {
    options.firstIndex { $0.code == code }
  }
}

/// The questionnaire as the platform exports it: one item a column, in order, the credit code first.
///
/// Read from the pipeline's `questionnaire.yaml`, so that wording lives in one place. Which questions are shown is
/// written again in `Visibility`, on purpose: the answer key must not depend on the program it is a test of.
struct Instrument {
  let items: [Item]
  let creditCodeHeader: String
  private let positions: [String: Int]

  /// Reads the text of `questionnaire.yaml`.
  init(yaml: String, wave: Int) throws {
    let root = try Node.read(yaml, file: "questionnaire.yaml")
    let missing = root["missing"].list
    var scales: [String: [Item.Option]] = [:]
    for (name, scale) in root["scales"].map {
      scales[name] = scale["steps"].list.map { Item.Option(code: $0["code"].text, label: $0["zh"].text) }
    }
    var items: [Item] = []
    var creditCodeHeader = ""
    for (index, question) in root["questions"].list.enumerated() {
      let title = "\(index + 1)、\(question["text"]["zh"].text)"
      let type = question["type"].text
      if type == "identifier" {
        creditCodeHeader = title
        continue
      }
      let kind: Item.Kind =
        switch type {
        case "single", "matrix_single": .single
        case "multi": .multi
        case "likert", "matrix_likert": .likert
        case "attention": .attention
        case "open": .open
        default: .number
        }
      var offered = question["na"].list.compactMap(\.int)
      if question["refuse"].text == "true" { offered.append(-8) }
      let labels = missing.filter { offered.contains($0["code"].int ?? 0) }.map { ($0["code"].int ?? 0, $0["zh"].text) }
      let rows = question["rows"].list + question["fields"].list
      let options =
        question["options"].list.map { Item.Option(code: $0["code"].text, label: $0["zh"].text) }
        + (scales[question["scale"].text] ?? [])
      func item(_ name: String, _ header: String, conditional: Bool) -> Item {
        Item(
          name: name, header: header, kind: kind, options: options,
          missing: Dictionary(labels, uniquingKeysWith: { first, _ in first }),
          minimum: question["validate"]["min"].double,
          maximum: question["validate"]["max"].text == "survey_year"
            ? Double(wave) : question["validate"]["max"].double,
          isConditional: conditional, isRequired: question["required"].text == "true")
      }
      if rows.isEmpty {
        items.append(item(question["id"].text, title, conditional: !question["show_if"].text.isEmpty))
      }
      for row in rows {
        let conditional = !row["show_if"].text.isEmpty || !question["show_if"].text.isEmpty
        items.append(item(row["id"].text, "\(title)—\(row["zh"].text)", conditional: conditional))
      }
    }
    self.items = items
    self.creditCodeHeader = creditCodeHeader
    positions = Dictionary(items.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The position of a column.
  func index(_ name: String) throws -> Int {
    guard let position = positions[name] else { throw SampleDataError("the questionnaire has no column \(name)") }
    return position
  }
}

/// A YAML value that is asked for by path; what is not there is empty.
struct Node {
  private var node: Yams.Node?

  static func read(_ yaml: String, file: String) throws -> Node {
    guard let node = try Yams.compose(yaml: yaml) else { throw SampleDataError("\(file) is empty") }
    return Node(node: node)
  }

  subscript(key: String) -> Node { Node(node: node?.mapping?[Yams.Node(key)]) }
  var list: [Node] { node?.sequence.map { $0.map { Node(node: $0) } } ?? [] }
  var map: [(String, Node)] { node?.mapping.map { $0.map { ($0.key.string ?? "", Node(node: $0.value)) } } ?? [] }
  var text: String { node?.scalar?.string ?? "" }
  var int: Int? { Int(text) }
  var double: Double? { Double(text) }
}
