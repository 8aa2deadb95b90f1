import Diagnostics
import SurveyModel
import Tables

extension SurveyDialect {
  /// 问卷星 (wjx.cn), "by text" download: `序号,提交答卷时间,所用时间,来源,来源详情,来自IP`, then `1、title` for each question and
  /// `15、title—row` for each row of a matrix, then possibly `总分`.
  static let wjx = SurveyDialect(
    name: "wjx", optionSeparator: "┋", answersByLabel: true,
    map: { header, codebook, _ in mapWJX(header, codebook) })
}

func looksLikeWJX(_ header: [String]) -> Bool {
  header.count > 6 && header[0].trimmed == "序号" && header[1].trimmed == "提交答卷时间"
}

private let paradataHeaders: [String: ExportTarget] = [
  "序号": .paradata(.recordID), "提交答卷时间": .paradata(.submittedAt), "所用时间": .paradata(.duration),
  "来源": .paradata(.channel), "来源详情": .ignored, "来自ip": .addressAndPlace, "总分": .ignored,
]

private func mapWJX(_ header: [String], _ codebook: Codebook) -> ExportMapping {
  var mapping = ExportMapping()
  var columnsOfKey: [String: [Int]] = [:]
  for (position, variable) in codebook.variables.enumerated() {
    columnsOfKey[titleKey(wording(of: variable)), default: []].append(position)
  }
  var found: Set<ExportTarget> = []
  for (column, text) in header.enumerated() {
    let title = withoutNumber(text)
    if title == nil, let target = paradataHeaders[textKey(text)] {
      found.insert(target)
      mapping.targets.append(target)
      continue
    }
    let matches = columnsOfKey[titleKey(title ?? text)] ?? []
    mapping.targets.append(matches.first.map { .variable($0) } ?? .ignored)
    if matches.count > 1 {
      let names = matches.map { codebook.variables[$0].name }.joined(separator: ", ")
      mapping.problems.append(
        ("I-403", "column \(column + 1) (\(text)) could be any of \(names)", "Make their titles distinct"))
    } else if matches.isEmpty {
      mapping.problems.append(unmapped(column, text, title, codebook))
    }
  }
  for name in ["序号", "提交答卷时间", "所用时间", "来源", "来自ip"] {
    guard let target = paradataHeaders[name], !found.contains(target) else { continue }
    mapping.problems.append(
      (
        "I-402", "there is no column \(name == "来自ip" ? "来自IP" : name), which every 问卷星 download has",
        "Download the answers again (按文本), or correct platform:"
      ))
  }
  mapping.requireAll(codebook)
  return mapping
}

private func unmapped(
  _ column: Int, _ text: String, _ title: String?, _ codebook: Codebook
) -> (code: String, message: String, advice: String?) {
  let key = textKey(text)
  if key.hasPrefix("第"), key.drop(while: { $0 == "第" || $0.isNumber }).hasPrefix("题(") {
    return (
      "I-406", "column \(column + 1) (\(text)) is from a download by number (按序号)",
      "Download the answers by text (按文本) instead"
    )
  }
  let titles = codebook.variables.map(wording)
  let nearest = nearestTitle(to: title ?? text, among: titles)
  let advice =
    nearest.map { "Did you mean \(codebook.variables[$0].name) (\(titles[$0]))?" }
    ?? "Correct the title in the questionnaire, or delete the column"
  return ("I-403", "column \(column + 1) (\(text)) is no question of the questionnaire", advice)
}

/// The title of `15、title`, `15.title`, `Q15：title`; nil when there is no number in front.
private func withoutNumber(_ header: String) -> String? {
  let text = foldingWidth(header).trimmed
  let afterLetter = text.hasPrefix("Q") || text.hasPrefix("q") ? text.dropFirst() : text[...]
  let afterDigits = afterLetter.drop { $0.isASCII && $0.isNumber }
  guard afterDigits.startIndex > afterLetter.startIndex else { return nil }
  let mark = afterDigits.drop { $0.isWhitespace }
  guard let first = mark.first, "、.:".contains(first) else { return nil }
  return String(mark.dropFirst())
}

/// The position of the title whose letters differ least.
private func nearestTitle(to title: String, among titles: [String]) -> Int? {
  let keys = titles.map(titleKey)
  guard let nearest = nearestName(to: titleKey(title), among: keys) else { return nil }
  return keys.firstIndex(of: nearest)
}
