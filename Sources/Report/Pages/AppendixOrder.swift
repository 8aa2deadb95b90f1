/// The appendices in the order of their letters.
enum Appendix: CaseIterable, Sendable {
  case indicators, figures, robustness, edits, tables
}

extension ReportData {
  /// Those that this report has.
  var appendices: [Appendix] {
    Appendix.allCases.filter { appendix in
      switch appendix {
      case .indicators, .tables: true
      case .figures: !doors.isEmpty
      case .robustness: hasRobustness
      case .edits: hasEdits
      }
    }
  }

  /// `A` for the first; of an appendix that the report does not have, the letter it would have.
  func letter(of appendix: Appendix) -> String {
    let place = Appendix.allCases.prefix { $0 != appendix }.count { appendices.contains($0) }
    return String(Unicode.Scalar(UInt8(ascii: "A") + UInt8(place)))
  }
}
