import SurveyModel

/// What stands for an estimate that is not printed, and beside one that is to be read with care.
extension LanguageTree {
  /// The first limit that a withheld estimate misses, such as `n<30`; nil for one that is shown.
  func withheld(_ verdict: DisplayRules.Verdict) -> String? {
    guard case .hidden(let reasons) = verdict else { return nil }
    return reasons.first.map(short) ?? NumberText.missing
  }

  /// `‡` after an estimate that is shown with a warning, with the reason for who cannot see the note.
  func warning(_ verdict: DisplayRules.Verdict) -> Markup {
    guard case .warned(let reasons) = verdict else { return "" }
    let words = reasons.map(short).joined(separator: say("，", ", "))
    return "<span aria-hidden=\"true\">‡</span><span class=\"vh\"> \(bracketed(words))</span>"
  }

  /// What `‡` means by the limits of this report; nil where they ask nothing.
  var warningNote: String? {
    let limits = data.pipeline.display.trust
    var parts: [String] = []
    if let least = limits.minimumN { parts.append(say("答卷少于 \(plain(least)) 份", "fewer than \(plain(least)) answers")) }
    if let least = limits.minimumEffectiveN {
      parts.append(say("有效样本量小于 \(plain(least))", "an effective sample below \(plain(least))"))
    }
    if let least = limits.minimumDegreesOfFreedom {
      parts.append(say("自由度小于 \(plain(least))", "fewer than \(plain(least)) degrees of freedom"))
    }
    if let greatest = limits.maximumVariation {
      let share = percent(greatest)
      parts.append(say("标准误超过估计值的 \(share)", "a standard error above \(share) of the estimate"))
    }
    guard !parts.isEmpty else { return nil }
    return say(
      "‡ 谨慎使用：\(parts.joined(separator: "，或"))。", "‡ To be read with care: \(parts.joined(separator: ", or ")). ")
  }

  private func short(_ reason: DisplayRules.Reason) -> String {
    switch reason {
    case .fewRespondents(_, let least): "n<\(plain(least))"
    case .fewEffectiveRespondents(_, let least): say("有效n<\(plain(least))", "eff. n<\(plain(least))")
    case .fewDegreesOfFreedom(_, let least): say("自由度<\(plain(least))", "df<\(plain(least))")
    case .wideVariation(_, let greatest): say("变异>\(percent(greatest))", "CV>\(percent(greatest))")
    }
  }

  private func plain(_ limit: Double) -> String { NumberText.grouped(limit, limit == limit.rounded() ? 0 : 1) }

  private func percent(_ share: Double) -> String {
    let tenths = (share * 1_000).rounded()
    return NumberText.percent(share, tenths.truncatingRemainder(dividingBy: 10) == 0 ? 0 : 1)
  }
}
