import SurveyModel

extension ReportData {
  /// The chapters and appendices in their order, as the pipeline says or the usual ones.
  var chapters: [ReportChapter] { pipeline.report.chapters ?? StandardChapter.allCases.map { .standard($0) } }

  func has(_ chapter: StandardChapter) -> Bool { chapters.contains(.standard(chapter)) }

  /// The appendices that this report has, in the order of their letters.
  var appendices: [StandardChapter] {
    chapters.compactMap { chapter -> StandardChapter? in
      guard case .standard(let chapter) = chapter, chapter.isAppendix else { return nil }
      return switch chapter {
      case .questionnaire: pipeline.questionnaire?.questions.isEmpty == false ? chapter : nil
      case .figures: doors.isEmpty ? nil : chapter
      case .robustness: hasRobustness ? chapter : nil
      case .edits: hasEdits ? chapter : nil
      default: chapter
      }
    }
  }

  /// `A` for the first; of an appendix that the report does not have, the letter after the last.
  func letter(of appendix: StandardChapter) -> String {
    let place = appendices.firstIndex(of: appendix) ?? appendices.count
    return String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(place)))
  }
}
