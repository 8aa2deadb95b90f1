import CompositeIndex
import Foundation

/// `analysis/*.csv`: each file is told by its name.
struct GoldenAnalysis {
  let golden: GoldenFolder
  let full: IndexResult
  private let raw: IndicatorMatrix

  init(_ golden: GoldenFolder) throws {
    self.golden = golden
    raw = golden.data.indicators
    full = try golden.model.build(golden.data, method: golden.fullMethod())
  }

  /// A data set of the worked example by COINr's name for it.
  private func dataSet(_ name: String) -> IndicatorMatrix? {
    switch name.lowercased() {
    case "raw", "raw_complete.obs": raw
    case "denominated": full.denominated
    case "imputed": full.imputed?.matrix
    case "treated": full.treated
    case "normalised": full.normalised
    case "aggregated": full.scores
    default: nil
    }
  }

  static func compare(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    let files = golden.entries("analysis")
    guard !files.isEmpty else { return }
    let analysis = try GoldenAnalysis(golden)
    for file in files where file.pathExtension == "csv" {
      let name = file.deletingPathExtension().lastPathComponent
      let parts = name.split(separator: "_").map(String.init)
      let table = try ReferenceTable(url: file)
      let path = "analysis/" + name
      switch parts[0] {
      case "cor" where parts.count >= 3: try analysis.correlations(parts, table, path, &tally)
      case "cronbach": try analysis.cronbach(table, path, &tally)
      case "data", "screen": try analysis.availability(parts, table, path, &tally)
      case "pca": try analysis.components(parts, table, path, &tally)
      case "remove" where parts.count == 3: try analysis.removal(parts, table, path, &tally)
      case "stats" where parts.count == 2: try analysis.statistics(parts[1], table, path, &tally)
      case "cagr", "CAGR":
        try GoldenPanel(golden).compare({ compoundAnnualGrowth($0, times: $1) }, with: table, path, &tally)
      case "prc":
        try GoldenPanel(golden).compare({ percentageChange($0, times: $1) }, with: table, path, &tally)
      case "strengths", "weaknesses": try analysis.profile(parts, table, path, &tally)
      default: tally.doesNotUnderstand(path)
      }
    }
  }

  /// `cor_raw_spearman`, `cor_raw_pearson_p`.
  private func correlations(
    _ parts: [String], _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    let last = parts[parts.count - 1].lowercased()
    let isSignificance = ["p", "pval", "pvalue", "pvals", "pvalues"].contains(last)
    let words = isSignificance ? parts.dropLast() : parts[...]
    guard let data = dataSet(words[1]), let measure = words.last.flatMap({ CorrelationMeasure(rawValue: $0) }) else {
      return tally.doesNotUnderstand(path)
    }
    tally.beginFile()
    let found = isSignificance ? correlationSignificances(data) : CompositeIndex.correlations(data, measure)
    for name in table.header.dropFirst() {
      guard let column = data.columns.firstIndex(of: name) else {
        tally.doesNotUnderstand("\(path): \(name)")
        continue
      }
      for (code, expected) in zip(table.rows.map { $0[0] }, try table.numbers(name)) {
        guard let row = data.columns.firstIndex(of: code) else { continue }
        // Of a column with itself there is nothing to test.
        if isSignificance && row == column && expected == nil { continue }
        tally.compare(found[row * data.columns.count + column], expected, "\(path): \(code) with \(name)")
      }
    }
  }

  /// The columns of one level below a group.
  private func columns(_ data: IndicatorMatrix, group: String, level: Int) throws -> IndicatorMatrix {
    let node = group == "All" ? golden.model.root : golden.model.position(of: group) ?? golden.model.root
    let codes = golden.model.descendants(of: node, level: level).map { golden.model.nodes[$0].code }
    return try data.selecting(codes)
  }

  private func cronbach(_ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally) throws {
    tally.beginFile()
    let sets = try table.texts("dset")
    let groups = try table.texts("group")
    let levels = try table.numbers("Level")
    for (row, expected) in try table.numbers("alpha").enumerated() {
      guard let data = dataSet(sets[row]), let level = levels[row] else {
        tally.doesNotUnderstand("\(path): \(sets[row])")
        continue
      }
      let alpha = cronbachAlpha(
        try columns(data, group: groups[row], level: Int(level)), completeUnitsOnly: sets[row].hasSuffix("complete.obs")
      )
      tally.compare(alpha, expected, "\(path): \(sets[row]) \(groups[row])")
    }
  }

  /// `data_avail_summary`, `screen_byNA_0.9_0.92`.
  private func availability(
    _ parts: [String], _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    let screening =
      parts[0] == "screen" && parts.count > 2
      ? GoldenMethod.screening(parts[1], parts.dropFirst(2).compactMap { Double($0) }) : Screening()
    guard let screening else { return tally.doesNotUnderstand(path) }
    tally.beginFile()
    let found = Dictionary(uniqueKeysWithValues: zip(raw.units, unitAvailability(raw)))
    func truth(_ value: Bool) -> String { value ? "TRUE" : "FALSE" }
    for name in table.header.dropFirst() {
      for (unit, text) in zip(table.rows.map { $0[0] }, try table.texts(name)) {
        guard let own = found[unit] else { continue }
        let what = "\(path): \(name) of \(unit)"
        let expected = ReferenceTable.number(text)
        switch name {
        case "N_missing": tally.compare(Double(own.missing), expected, what)
        case "N_zero": tally.compare(Double(own.zeros), expected, what)
        case "N_miss_or_zero": tally.compare(Double(own.missing + own.zeros), expected, what)
        case "Dat_Avail": tally.compare(own.availability, expected, what)
        case "Non_Zero": tally.compare(own.nonZeroShare, expected, what)
        case "LowData": tally.compare(truth(own.lacksData(screening)), text, what)
        case "LowNonZero": tally.compare(truth(own.lacksNonZeros(screening)), text, what)
        case "LowDatOrZeroFlag":
          tally.compare(truth(own.lacksData(screening) || own.lacksNonZeros(screening)), text, what)
        case "Included": tally.compare(truth(own.passes(screening)), text, what)
        default: tally.doesNotUnderstand(what)
        }
      }
    }
  }

  /// `pca_weights`, `pca_sdev_all49`.
  private func components(
    _ parts: [String], _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    tally.beginFile()
    if parts.count > 1 && parts[1] == "sdev" {
      let found = try PrincipalComponents(full.normalised).standardDeviations
      for (component, expected) in zip(try table.numbers("component"), try table.numbers("sdev")) {
        let position = Int(component ?? 0) - 1
        tally.compare(found.indices.contains(position) ? found[position] : nil, expected, "\(path): \(position + 1)")
      }
      return
    }
    let keys = zip(try table.texts("dset"), zip(try table.texts("group"), try table.numbers("Level"))).map {
      "\($0) \($1.0) \(Int($1.1 ?? 0))"
    }
    let codes = try table.texts("iCode")
    let weights = try table.numbers("weight_pc1")
    for key in Set(keys).sorted() {
      let rows = keys.indices.filter { keys[$0] == key }
      let words = key.split(separator: " ").map(String.init)
      guard let data = dataSet(words[0]), let level = Int(words[2]) else {
        tally.doesNotUnderstand("\(path): \(key)")
        continue
      }
      let chosen = try columns(data, group: words[1], level: level)
      let found = try PrincipalComponents(chosen)
      let loadings = Dictionary(uniqueKeysWithValues: zip(chosen.columns, found.loadings[0]))
      // The sign of an eigenvector is arbitrary.
      let agreement = rows.reduce(0) { $0 + (loadings[codes[$1]] ?? 0) * (weights[$1] ?? 0) }
      for row in rows {
        tally.compare(
          loadings[codes[row]].map { agreement < 0 ? -$0 : $0 }, weights[row], "\(path): \(codes[row]) in \(key)")
        tally.compare(found.standardDeviations[0], try table.numbers("sdev1")[row], "\(path): sdev of \(key)")
        tally.compare(found.explained[0], try table.numbers("prop_var1")[row], "\(path): share of \(key)")
        tally.compare(Double(found.units.count), try table.numbers("n_rows")[row], "\(path): rows of \(key)")
      }
    }
  }

  /// `remove_L1_ranks`, `remove_L2_meanabsdiff`, `remove_L1_scores`.
  private func removal(
    _ parts: [String], _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    guard let level = Int(parts[1].dropFirst()) else { return tally.doesNotUnderstand(path) }
    tally.beginFile()
    let removal = try removeElements(
      ofLevel: level, data: golden.data, model: golden.model, method: golden.fullMethod())
    let elements = Dictionary(uniqueKeysWithValues: ([removal.nominal] + removal.elements).map { ($0.code, $0) })
    let units = Dictionary(uniqueKeysWithValues: full.scores.units.enumerated().map { ($0.element, $0.offset) })
    if parts[2] == "meanabsdiff" {
      for (code, expected) in zip(table.rows.map { $0[0] }, try table.numbers("MeanAbsRankDiff")) {
        tally.compare(elements[code]?.meanRankChange, expected, "\(path): \(code)")
      }
      return
    }
    for code in table.header.dropFirst() {
      for (unit, expected) in zip(table.rows.map { $0[0] }, try table.numbers(code)) {
        guard let element = elements[code], let row = units[unit] else {
          tally.doesNotUnderstand("\(path): \(code) of \(unit)")
          continue
        }
        let what = "\(path): \(code) of \(unit)"
        if parts[2] == "ranks" {
          tally.compare(rank: element.ranks[row], among: element.ranks, expected, what)
        } else {
          tally.compare(element.scores[row], expected, what)
        }
      }
    }
  }

  private func statistics(
    _ name: String, _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    guard let data = dataSet(name) else { return tally.doesNotUnderstand(path) }
    tally.beginFile()
    for column in table.header.dropFirst() {
      for (code, text) in zip(table.rows.map { $0[0] }, try table.texts(column)) {
        guard let values = data.column(named: code) else {
          tally.doesNotUnderstand("\(path): \(code)")
          continue
        }
        let own = ColumnStatistics(values)
        let flags = ColumnFlags(own)
        let what = "\(path): \(column) of \(code)"
        let expected = ReferenceTable.number(text)
        switch column {
        case "Min": tally.compare(own.least, expected, what)
        case "Max": tally.compare(own.greatest, expected, what)
        case "Mean": tally.compare(own.mean, expected, what)
        case "Median": tally.compare(own.median, expected, what)
        case "Std": tally.compare(own.standardDeviation, expected, what)
        case "Skew": tally.compare(own.skewness, expected, what)
        case "Kurt": tally.compare(own.kurtosis, expected, what)
        case "N.Avail": tally.compare(Double(own.available), expected, what)
        case "N.NonZero": tally.compare(Double(own.nonZero), expected, what)
        case "N.Unique": tally.compare(Double(own.distinct), expected, what)
        case "N.Same": tally.compare(Double(own.mostFrequent), expected, what)
        case "Frc.Avail": tally.compare(own.availableShare, expected, what)
        case "Frc.NonZero": tally.compare(own.nonZeroShare, expected, what)
        case "Frc.Unique": tally.compare(own.distinctShare, expected, what)
        case "Frc.Same": tally.compare(own.mostFrequentShare, expected, what)
        case "Flag.Avail": tally.compare(flags.isSparse ? "LOW" : "ok", text, what)
        case "Flag.NonZero": tally.compare(flags.isMostlyZero ? "LOW" : "ok", text, what)
        case "Flag.Unique": tally.compare(flags.isCoarse ? "LOW" : "ok", text, what)
        case "Flag.SkewKurt": tally.compare(flags.hasOutliers ? "OUT" : "ok", text, what)
        default: tally.doesNotUnderstand(what)
        }
      }
    }
  }

  /// `strengths_AUT`, `weaknesses_AUT`.
  private func profile(
    _ parts: [String], _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    tally.beginFile()
    let profile = try UnitProfile(of: parts[1], data: raw, model: golden.model, count: table.rows.count)
    let found = parts[0] == "strengths" ? profile.strengths : profile.weaknesses
    for (position, code) in try table.texts("Code").enumerated() {
      guard found.indices.contains(position) else {
        tally.fails("\(path): no row \(position + 1)")
        continue
      }
      let own = found[position]
      let what = "\(path): row \(position + 1)"
      tally.compare(own.code, code, what)
      tally.compare(golden.labels[own.code]?.name ?? "", try table.texts("Name")[position], what)
      tally.compare(golden.labels[own.code]?.unit ?? "", try table.texts("Unit")[position], what)
      tally.compare(own.group ?? "", try table.texts("Pillar")[position], what)
      tally.compare(Double(own.rank), try table.numbers("Rank")[position], what)
      tally.compare(own.value, try table.numbers("Value")[position], what)
    }
  }
}
