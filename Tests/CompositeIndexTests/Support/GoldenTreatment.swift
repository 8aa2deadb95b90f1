import CompositeIndex
import Foundation

/// `treatment/NAME/`: the raw data treated as the arguments in `config.json` say.
struct GoldenTreatment {
  private var general = OutlierTreatment()
  private var individual: [String: OutlierTreatment?] = [:]
  private var notUnderstood: [String] = []
  /// The name of the transformation as the reference writes it.
  private var transformationName = "log_CT"

  init(arguments: JSONValue) {
    let combined = arguments["combine_treat"]?.bool ?? false
    for (key, value) in arguments.members {
      switch key {
      case "global_specs":
        general = reading(value, from: general)
        if let name = value["f2"]?.string { transformationName = name }
      case "combine_treat": break
      case "indiv_specs": readIndividual(value)
      default: notUnderstood.append(key)
      }
    }
    general.combined = combined
    for (code, treatment) in individual {
      guard var own = treatment else { continue }
      own.combined = combined
      individual[code] = .some(own)
    }
  }

  private mutating func reading(_ specification: JSONValue, from start: OutlierTreatment) -> OutlierTreatment {
    var treatment = start
    for (key, value) in specification.members {
      switch key {
      case "f1": treatment.maximumWinsorised = value.string == "winsorise" ? treatment.maximumWinsorised ?? 5 : nil
      case "f1_para", "f_pass_para":
        for (parameter, number) in value.members {
          switch parameter {
          case "winmax": treatment.maximumWinsorised = number.isNull ? 5 : number.double.map { Int($0) }
          case "skew_thresh": treatment.limits.skewness = number.double ?? 2
          case "kurt_thresh": treatment.limits.kurtosis = number.double ?? 3.5
          case "force_win": treatment.forced = number.bool ?? false
          case "na.rm": break
          default: notUnderstood.append("\(key) \(parameter)")
          }
        }
      case "f2":
        let lambda = specification["f2_para"]?["lambda"]?.double
        treatment.transformation = value.string.flatMap { GoldenMethod.transformation($0, lambda: lambda) }
        if let name = value.string, treatment.transformation == nil { notUnderstood.append(name) }
      case "f2_para":
        for (parameter, _) in value.members where !["lambda", "makepos", "na.rm"].contains(parameter) {
          notUnderstood.append("f2_para \(parameter)")
        }
      case "f_pass":
        if value.string != "check_SkewKurt" { notUnderstood.append("f_pass \(value)") }
      default: notUnderstood.append(key)
      }
    }
    return treatment
  }

  /// By indicator: `"none"` leaves it alone.
  private mutating func readIndividual(_ specifications: JSONValue) {
    for (code, value) in specifications.members {
      if value.string == "none" || value.isNull {
        individual[code] = .some(nil)
      } else {
        individual[code] = .some(reading(value, from: general))
      }
    }
  }

  static func compare(_ golden: GoldenFolder, _ tally: inout GoldenTally) throws {
    for folder in golden.entries("treatment") {
      let name = folder.lastPathComponent
      let configuration = try JSONValue(url: folder.appendingPathComponent("config.json"))
      let treatment = GoldenTreatment(arguments: configuration["args"] ?? .null)
      for word in treatment.notUnderstood { tally.doesNotUnderstand("treatment/\(name): \(word)") }
      guard treatment.notUnderstood.isEmpty else { continue }
      let method = IndexMethod(
        preparation: [.treat(treatment.general, individual: treatment.individual)], normalisation: .rank)
      let result = try golden.model.build(golden.data, method: method)
      let columns = Dictionary(uniqueKeysWithValues: zip(golden.model.indicatorCodes, result.treatments))
      for file in golden.entries("treatment/\(name)") where file.pathExtension == "csv" {
        let path = "treatment/\(name)/\(file.lastPathComponent)"
        let table = try ReferenceTable(url: file)
        switch file.lastPathComponent {
        case "treated.csv": try tally.compare(result.treated, with: table, path)
        case "details.csv": try compareDetails(columns, table, path, &tally)
        case "treated_points.csv":
          try treatment.comparePoints(columns, golden.data.indicators, table, path, &tally)
        default: tally.doesNotUnderstand(path)
        }
      }
    }
  }

  private static func compareDetails(
    _ columns: [String: TreatedColumn], _ table: ReferenceTable, _ path: String, _ tally: inout GoldenTally
  ) throws {
    tally.beginFile()
    for name in table.header.dropFirst() {
      for (code, text) in zip(try table.texts("iCode"), try table.texts(name)) {
        guard let treated = columns[code] else {
          tally.doesNotUnderstand("\(path): \(code)")
          continue
        }
        let what = "\(path): \(name) of \(code)"
        if name == "winsorise.nwin" {
          tally.compare(treated.winsorised.map { Double($0.count) }, ReferenceTable.number(text), what)
        } else if name.hasPrefix("check_SkewKurt"), let round = name.dropFirst(14).first?.wholeNumberValue {
          let check = treated.checks.indices.contains(round) ? treated.checks[round] : nil
          switch name.dropFirst(15) {
          case ".Pass": tally.compare(check.map { $0.passes ? "TRUE" : "FALSE" } ?? "NA", text, what)
          case ".Skew": tally.compare(check?.skewness, ReferenceTable.number(text), what)
          case ".Kurt": tally.compare(check?.kurtosis, ReferenceTable.number(text), what)
          default: tally.doesNotUnderstand(what)
          }
        } else {
          tally.doesNotUnderstand(what)
        }
      }
    }
  }

  /// Marks of treated cells: `winhi`, `winlo`, `+log_CT`; the reference marks missing cells of a transformed column too.
  private func comparePoints(
    _ columns: [String: TreatedColumn], _ data: IndicatorMatrix, _ table: ReferenceTable, _ path: String,
    _ tally: inout GoldenTally
  ) throws {
    tally.beginFile()
    let rows = Dictionary(uniqueKeysWithValues: data.units.enumerated().map { ($0.element, $0.offset) })
    for code in table.header.dropFirst() {
      guard let treated = columns[code], let position = data.columns.firstIndex(of: code) else {
        tally.doesNotUnderstand("\(path): \(code)")
        continue
      }
      let changed = Set(treated.changes.map(\.unit))
      for (unit, text) in zip(table.rows.map { $0[0] }, try table.texts(code)) {
        guard let row = rows[unit] else { continue }
        var mark = ""
        if treated.winsorised?.high.contains(row) == true { mark += "winhi" }
        if treated.winsorised?.low.contains(row) == true { mark += "winlo" }
        if treated.transformation != nil { mark += "+" + transformationName }
        tally.compare(mark, text, "\(path): \(code) of \(unit)")
        // The record of changes says the same: every marked cell that holds a number, and no other.
        let isMarked = !mark.isEmpty && data[row, position] != nil
        if isMarked != changed.contains(row), treated.values[row] != data[row, position] {
          tally.fails("\(path): the change of \(code) of \(unit) is not recorded")
        }
      }
    }
  }
}
