import Tables

/// What the label of a code says about why there is no answer.
///
/// The whole label must say so, apart from what stands in brackets: "Don't know (spontaneous)" does, "I don't know whom
/// to ask" does not.
enum MissingLabel: Hashable {
  /// It can mean nothing else.
  case certain(MissingKind)
  /// It may also be an answer: "Refused" is one to "What became of your application?".
  case possible(MissingKind)

  init?(_ label: String) {
    let key = labelKey(label)
    if let kind = certainKeys[key] {
      self = .certain(kind)
    } else if let kind = possibleKeys[key] {
      self = .possible(kind)
    } else {
      return nil
    }
  }

  var kind: MissingKind {
    switch self {
    case .certain(let kind), .possible(let kind): kind
    }
  }
}

/// Letters and digits in lower case, without what stands in brackets.
private func labelKey(_ label: String) -> String {
  var key = ""
  var depth = 0
  for character in foldingWidth(label).lowercased() {
    switch character {
    case "(", "[": depth += 1
    case ")", "]": depth = max(0, depth - 1)
    default: if depth == 0, character.isLetter || character.isNumber { key.append(character) }
    }
  }
  // "-9 Don't know" and "不知道/拒答" name the code, or two kinds of which the first counts.
  return String(key.drop { $0.isASCII && $0.isNumber })
}

private let certainKeys: [String: MissingKind] = keys([
  (
    .dontKnow,
    [
      "don't know", "do not know", "dont know", "dk", "can't say", "cannot say",
      "don't know/refused", "dk/refused", "don't know/no answer", "dk/na", "不知道", "不清楚", "说不清", "说不清楚",
      "不知道/不清楚", "不清楚/不知道", "不知道/拒答",
    ]
  ),
  (
    .refused,
    [
      "refused to answer", "refuse to answer", "refusal to answer", "declined to answer", "prefer not to answer",
      "prefer not to say", "拒答", "拒绝回答", "不愿回答", "不愿意回答", "不便回答", "不愿透露",
    ]
  ),
  (
    .notApplicable,
    ["not applicable", "does not apply", "doesn't apply", "inapplicable", "inap", "不适用", "不涉及", "无此情况"]
  ),
  (
    .notAsked,
    ["not asked", "legitimate skip", "valid skip", "question not asked", "question not shown", "跳过", "未询问", "未问"]
  ),
  (.empty, ["no answer", "no response", "not answered", "not stated", "未回答", "未作答", "未填", "未填写", "漏答", "无回答"]),
])

private let possibleKeys: [String: MissingKind] = keys([
  (.dontKnow, ["not sure", "unsure", "不了解", "不确定"]),
  (.refused, ["refused", "refusal", "refuse", "declined", "拒绝"]),
  (.notApplicable, ["n/a", "na"]),
  (.notAsked, ["skipped", "skip"]),
  (.empty, ["missing", "missing value", "blank", "undetermined", "unknown", "缺失", "缺失值", "未知"]),
])

private func keys(_ groups: [(MissingKind, [String])]) -> [String: MissingKind] {
  var keys: [String: MissingKind] = [:]
  for (kind, labels) in groups {
    for label in labels { keys[labelKey(label)] = kind }
  }
  return keys
}

/// Whether a code is of the kind that questionnaires set apart from answers: negative, or 7, 8, 9 alone or behind nines
/// (97, 998) or repeated (77, 888).
func isCodeSetApart(_ code: Double) -> Bool {
  if code < 0 { return true }
  guard code < 1e10, let whole = Int64(exactly: code), whole >= 7 else { return false }
  let digits = Array("\(whole)".utf8)
  guard let last = digits.last, last >= UInt8(ascii: "7"), digits.count > 1 else { return false }
  return digits.dropLast().allSatisfy { $0 == UInt8(ascii: "9") } || digits.allSatisfy { $0 == last }
}
