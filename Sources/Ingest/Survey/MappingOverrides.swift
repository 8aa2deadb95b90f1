import Diagnostics
import SurveyModel

/// What `mapping:` and `ignore:` of a source say of the columns.
///
/// A key is a header, a name, a question's code or its number, in the platform's file; a value is a variable or a
/// question of the questionnaire.
struct MappingOverrides {
  enum Override {
    case ignored
    case variables([Int])
  }

  /// Keys that name no column, and values that name no variable.
  private(set) var problems: [MappingProblem] = []
  private var ignored: Set<String> = []
  private var wanted: [String: [Int]] = [:]
  private var names: [String: String] = [:]

  init(_ source: SourceDefinition, _ export: SurveyExport, _ codebook: Codebook, _ index: VariableIndex) {
    guard !source.ignoredColumns.isEmpty || !source.columnMapping.isEmpty else { return }
    let known = Set(export.columns.flatMap(Self.keys))
    let headers = export.columns.map(\.header)
    func require(_ key: String, _ what: String) {
      guard !known.contains(textKey(key)) else { return }
      problems.append(
        MappingProblem(
          code: "I-413", message: "\(what): names \(key), but the file has no such column",
          advice: nearestName(to: key, among: headers).map { "Did you mean \($0)?" } ?? "Correct it, or remove it"))
    }
    for key in source.ignoredColumns {
      require(key, "ignore")
      ignored.insert(textKey(key))
    }
    for (key, name) in source.columnMapping.sorted(by: { $0.key < $1.key }) {
      require(key, "mapping")
      names[textKey(key)] = name
      if let positions = index.named(name) {
        wanted[textKey(key)] = positions
      } else {
        let all = codebook.variables.flatMap { [$0.name, $0.question] }
        problems.append(
          MappingProblem(
            code: "I-414", message: "mapping: \(key) is to be \(name), which is no variable of the questionnaire",
            advice: nearestName(to: name, among: all).map { "Did you mean \($0)?" }))
      }
    }
  }

  /// What is said of a column, by its whole header first and by its question's number last.
  func lookUp(_ column: ExportColumn) -> Override? {
    for key in Self.keys(column) {
      if ignored.contains(key) { return .ignored }
      if let positions = wanted[key] { return .variables(positions) }
    }
    return nil
  }

  func name(of column: ExportColumn) -> String? { Self.keys(column).lazy.compactMap { names[$0] }.first }

  private static func keys(_ column: ExportColumn) -> [String] {
    var keys = [column.header, column.name, column.question].compactMap { $0.map(textKey) }
    if let number = column.number { keys += ["\(number)", "第\(number)题"] }
    if !column.title.isEmpty { keys.append(textKey(column.title)) }
    return keys
  }
}
