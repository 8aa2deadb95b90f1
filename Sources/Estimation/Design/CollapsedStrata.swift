internal import Diagnostics
internal import SurveyModel

/// The strata of a survey after neighbouring cells were merged.
struct CollapsedStrata {
  private(set) var names: [String] = []
  private(set) var population: [Double] = []
  private(set) var respondents: [Int] = []
  private(set) var stratumOfRecord: [Int] = []
  /// What was merged, as `GX: large+medium`.
  private(set) var mergedCells: [String] = []
  private(set) var notes: [LocalizedText] = []

  init(
    _ classified: ClassifiedRespondents, population frame: PopulationFrame, design: SampleDesign, survey: Dataset
  ) throws(DiagnosticError) {
    let ordered = design.collapsing.flatMap { design.strata.contains($0.variable) ? $0 : nil }
    let groupPositions = frame.positions(design.strata.filter { $0 != ordered?.variable })
    let cellPosition = ordered.flatMap { frame.variables.firstIndex(of: $0.variable) }
    let all = frame.positions(design.strata)
    let counts = frame.totals(by: all).counts
    var tallies: [[String]: Int] = [:]
    for labels in classified.labels { tallies[all.map { labels[$0] }, default: 0] += 1 }

    let file = SourceLocation(file: survey.inputs.first?.path ?? survey.source)
    var problems: [Diagnostic] = []
    var stratumOfCell: [[String]: Int] = [:]
    for group in frame.totals(by: groupPositions).keys {
      // The cells of this group along the order; a code of the frame that the order leaves out is an error.
      var steps = [""]
      if let ordered, let cellPosition {
        steps = ordered.order
        let found = Set(
          frame.keys.filter { key in groupPositions.map { key[$0] } == group }.map { $0[cellPosition] })
        for code in found.subtracting(steps).sorted() {
          problems.append(
            Diagnostic(
              .error, code: "E-111", at: file, "design: collapse: order: leaves out \(ordered.variable) = \(code)",
              advice: "List every code of \(ordered.variable) in order"))
        }
      }
      let keys = steps.map { step in
        all.map { $0 == cellPosition ? step : group[groupPositions.firstIndex(of: $0) ?? 0] }
      }
      let n = keys.map { tallies[$0] ?? 0 }
      let size = keys.map { counts[$0] ?? 0 }
      let collapser = CellCollapser(
        minimumRespondents: ordered?.minimumRespondents ?? 0, maximumFactor: ordered?.maximumFactor ?? .infinity)
      let ranges =
        ordered == nil ? [0..<1] : collapser.collapse(respondents: n, population: size)
      let label = group.joined(separator: " × ")
      for range in ranges {
        let (members, total) = (n[range].reduce(0, +), size[range].reduce(0, +))
        if members == 0, total == 0 { continue }
        let codes = range.filter { n[$0] > 0 || size[$0] > 0 }.map { steps[$0] }
        let name =
          ordered == nil
          ? label : ([label] + [codes.joined(separator: "+")]).filter { !$0.isEmpty }.joined(separator: " × ")
        if codes.count > 1 {
          mergedCells.append("\(label.isEmpty ? design.strata[0] : label): \(codes.joined(separator: "+"))")
        }
        for step in range { stratumOfCell[keys[step]] = names.count }
        names.append(name)
        population.append(total)
        respondents.append(members)
        if members == 0 {
          problems.append(
            Diagnostic(
              .error, code: "E-112", at: file,
              "stratum \(name) has \(Int(total)) enterprises in the population and no respondent in \(survey.wave)",
              advice: "Declare design: collapse: so that it can be merged with a neighbour, or take it out of the frame"
            ))
        } else if Double(members) > total {
          problems.append(
            Diagnostic(
              .error, code: "E-113", at: file,
              "stratum \(name) has \(members) respondents in \(survey.wave) and only \(Int(total)) enterprises in the "
                + "population", advice: "Correct the frame, or merge the stratum with a neighbour"))
        } else if members == 1, total > 1 {
          notes.append(
            LocalizedText(
              zh: "\(survey.wave) 年层 \(name) 只有 1 份答卷，其抽样误差无法估计，按 0 计。",
              en:
                "Stratum \(name) has one response in \(survey.wave); its sampling error cannot be estimated and counts "
                + "as 0."))
        }
      }
    }
    for (key, count) in tallies.sorted(by: { $0.key.lexicographicallyPrecedes($1.key) })
    where stratumOfCell[key] == nil {
      problems.append(
        Diagnostic(
          .error, code: "E-114", at: file,
          "\(count) respondents of \(survey.wave) are in stratum \(key.joined(separator: " × ")), where the population "
            + "source counts nobody", advice: "Correct the frame or the variables of design: strata"))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    stratumOfRecord = classified.labels.map { labels in stratumOfCell[all.map { labels[$0] }] ?? 0 }
  }
}
