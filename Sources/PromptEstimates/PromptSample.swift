internal import Diagnostics
internal import Estimation
internal import Ingest
internal import SurveyModel
internal import Tables

extension PromptData {
  /// The records under their design, weights adjusted; nil where that cannot be had, with the reasons among the problems.
  mutating func sample(_ request: EstimateRequest) -> WeightedSample? {
    guard let survey = survey(request.design) else { return nil }
    let asked = request.adjustment
    var sample = WeightedSample(survey)
    if let bounds = asked.trimming {
      sample = sample.trimmed(lower: bounds.lowerBound, upper: bounds.upperBound, isStrict: true)
    }
    if !asked.margins.isEmpty {
      guard let margins = margins(asked.margins) else { return nil }
      sample = raked(sample, to: margins)
    }
    if let totals = asked.totals {
      guard let calibrated = calibrated(sample, totals: totals, distance: asked.distance) else { return nil }
      sample = calibrated
    }
    return sample
  }

  private mutating func survey(_ design: RequestedDesign) -> SurveyDesign? {
    let before = requestProblems.count + contentProblems.count
    let strata = design.strata.isEmpty ? nil : classes(design.strata, for: "strata=", isComplete: true)
    var stages: [SamplingStage] = []
    for stage in 0..<max(1, design.clusters.count) {
      var own = SamplingStage()
      if stage == 0 { own.strata = strata?.recordClasses }
      if design.clusters.indices.contains(stage) {
        own.units = classes([design.clusters[stage]], for: "cluster=", isComplete: true)?.recordClasses
      }
      if design.populations.indices.contains(stage) {
        own.populations = positiveNumbers(design.populations[stage], for: "fpc=")
      }
      stages.append(own)
    }
    var weights = design.weights.flatMap { positiveNumbers($0, for: "weights=") }
    guard requestProblems.count + contentProblems.count == before else { return nil }
    if weights == nil, design.populations.count < stages.count {
      weights = [Double](repeating: 1, count: table.rowCount)
    }
    do throws(DiagnosticError) {
      return try SurveyDesign(
        stages: stages, weights: weights, recordCount: table.rowCount, areUnitsNested: design.areUnitsNested,
        lonelyPolicy: design.lonelyPolicy, adjustsLonelyInDomains: design.adjustsLonelyInDomains)
    } catch {
      add(error.diagnostics.map { placed($0) })
      return nil
    }
  }

  /// The problem with the file in front of it.
  func placed(_ diagnostic: Diagnostic) -> Diagnostic {
    var placed = diagnostic
    placed.location = placed.location ?? location()
    return placed
  }

  private mutating func raked(_ sample: WeightedSample, to margins: [Margin]) -> WeightedSample {
    if margins.count == 1 { return sample.poststratified(to: margins[0]) }
    let (raked, result) = sample.raked(to: margins)
    if !result.hasConverged {
      let margin = margins[result.worst.margin]
      complain(
        "P-110",
        "the weights cannot meet the margin \(margin.name): after \(result.passes) passes "
          + "\(margin.classes[result.worst.marginClass]) is still \(shortestText(result.largestError * 100)) % off",
        advice: "Correct the margins so that they have the same total, or leave one out")
    }
    return raked
  }

  /// Margins from files: columns of the data, and behind them the count in the population.
  private mutating func margins(_ paths: [String]) -> [Margin]? {
    var margins: [Margin] = []
    for path in paths {
      guard let file = small(path) else { continue }
      let names = Array(file.table.names.dropLast())
      guard let counts = file.table.columns.last, counts.type.isNumeric, !names.isEmpty else {
        refuse("P-111", "\(path) is no margin", advice: "Give it columns of the data and, as the last, their counts")
        continue
      }
      guard let own = classes(names, for: path, isComplete: true) else { continue }
      if let margin = margin(own, names: names, file: file, counts: counts) { margins.append(margin) }
    }
    return margins.count == paths.count && requestProblems.isEmpty && contentProblems.isEmpty ? margins : nil
  }

  private mutating func margin(_ own: ClassColumn, names: [String], file: DataFile, counts: Column) -> Margin? {
    let keys = ClassColumn(
      crossing: names.compactMap { file.table[$0] }.map { ClassColumn($0) }, rowCount: counts.count)
    var populations: [[String]: Double] = [:]
    let before = contentProblems.count
    func place(_ row: Int) -> SourceLocation {
      SourceLocation(file: file.file, line: Int(file.table.origins.line[row]))
    }
    for row in 0..<counts.count {
      let count = parseDouble(counts.codeText(at: row)) ?? .nan
      guard keys.codes[row] >= 0, count > 0 else {
        add([Diagnostic(.error, code: "P-112", at: place(row), "the row is no class with a count above 0")])
        continue
      }
      if populations.updateValue(count, forKey: keys.labels[Int(keys.codes[row])]) != nil {
        add([
          Diagnostic(
            .error, code: "P-113", at: place(row), "the class \(keys.name(Int(keys.codes[row]))) is given twice")
        ])
      }
    }
    let name = names.joined(separator: " × ")
    for code in own.ordered where populations[own.labels[code]] == nil {
      complain(
        "P-114", row: own.codes.firstIndex(of: Int32(code)),
        "the record is \(own.name(code)) of the margin \(name), which \(file.file) does not count",
        advice: "Add the class to the margin, or correct the record")
    }
    let known = Set(own.labels)
    for key in populations.keys.sorted(by: { $0.lexicographicallyPrecedes($1) }) where !known.contains(key) {
      complain(
        "P-115", "no record is \(key.joined(separator: " × ")), which \(file.file) counts",
        advice: "Merge the class with another in the margin and in the data")
    }
    guard contentProblems.count == before else { return nil }
    return Margin(
      name: name, classes: own.labels.indices.map { own.name($0) },
      population: own.labels.map { populations[$0] ?? 0 }, classOfRecord: own.codes.map { Int($0) })
  }

  /// Calibrated to a file of expressions and their totals.
  private mutating func calibrated(
    _ sample: WeightedSample, totals path: String, distance: CalibrationDistance
  ) -> WeightedSample? {
    guard let file = small(path) else { return nil }
    guard file.table.columns.count == 2, file.table.columns[1].type.isNumeric else {
      refuse("P-116", "\(path) is no table of totals", advice: "Give it two columns: an expression, and its total")
      return nil
    }
    var names: [String] = []
    var columns: [[Double]] = []
    var wanted: [Double] = []
    let before = requestProblems.count + contentProblems.count
    for row in 0..<file.table.rowCount {
      let text = file.table.columns[0].codeText(at: row)
      guard let (values, isPresent) = numbers(text, for: path) else { continue }
      tell(
        isPresent.indices.filter { !isPresent[$0] }, "P-117",
        "the record has no \(text), which \(path) gives a total of",
        advice: "Give every record a value, or write COALESCE(…)")
      guard let total = parseDouble(file.table.columns[1].codeText(at: row)) else {
        complain("P-116", "\(path) has no total of \(text)")
        continue
      }
      names.append(text)
      columns.append(values)
      wanted.append(total)
    }
    guard requestProblems.count + contentProblems.count == before else { return nil }
    do throws(DiagnosticError) {
      return try sample.calibrated(
        to: RegressionCalibration(names: names, columns: columns, totals: wanted, distance: distance))
    } catch {
      add(error.diagnostics.map { placed($0) })
      return nil
    }
  }

  private mutating func small(_ path: String) -> DataFile? {
    do throws(DiagnosticError) {
      return try readDataFile(path: path, shownAs: path)
    } catch {
      add(error.diagnostics)
      return nil
    }
  }
}
