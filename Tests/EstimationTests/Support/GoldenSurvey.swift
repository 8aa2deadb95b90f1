import Diagnostics
import Estimation
import Foundation
import SurveyModel

/// One reference case of R `survey`.
struct GoldenCase {
  let id: String
  let data: [String]
  let design: String
  let call: String
  let options: [String: Any]
  let note: String
  let df: Double?
  let tolerance: Double
  /// Where versions differ, that of 4.5.
  let result: [String: Any]
}

/// A folder of reference cases: `cases.json` and `data/`.
struct GoldenSurvey {
  let folder: URL
  let cases: [GoldenCase]

  /// The committed cases.
  static var committed: URL {
    Bundle.module.resourceURL?.appendingPathComponent("Fixtures/survey") ?? URL(fileURLWithPath: "survey")
  }

  init(folder: URL) throws {
    self.folder = folder
    let data = try Data(contentsOf: folder.appendingPathComponent("cases.json"))
    let root = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    let items = root?["cases"] as? [[String: Any]] ?? []
    cases = items.compactMap { item in
      guard let id = item["id"] as? String, let design = item["design"] as? String, let call = item["call"] as? String,
        let result = (item["result_survey_4.5"] ?? item["result"]) as? [String: Any]
      else { return nil }
      return GoldenCase(
        id: id, data: item["data"] as? [String] ?? [], design: design, call: call,
        options: item["options"] as? [String: Any] ?? [:], note: item["note"] as? String ?? "",
        df: item["df"] as? Double, tolerance: item["tol"] as? Double ?? 1e-9, result: result)
    }
  }

  func frame(_ file: String) -> RFrame? {
    (try? String(contentsOf: folder.appendingPathComponent("data/" + file), encoding: .utf8)).map { RFrame(csv: $0) }
  }

  private var files: [String] {
    ((try? FileManager.default.contentsOfDirectory(atPath: folder.appendingPathComponent("data").path)) ?? []).sorted()
  }

  /// Files that hold a whole population.
  var populations: RPopulations {
    var populations = RPopulations()
    populations.frames = files.filter { $0.hasSuffix("pop.csv") }.compactMap { frame($0) }
    return populations
  }

  /// The names that the design and call of a case mean.
  func interpreter(for reference: GoldenCase, populations: RPopulations) throws -> RInterpreter {
    var interpreter = RInterpreter()
    interpreter.populations = populations
    for other in cases { interpreter.populations.read(note: other.note) }
    interpreter.populations.read(note: reference.note)
    let lonely = reference.options["survey.lonely.psu"] as? String ?? "fail"
    interpreter.lonelyPolicy = LonelyPolicy(rawValue: lonely) ?? .fail
    interpreter.adjustsLonelyInDomains = reference.options["survey.adjust.domain.lonely"] as? Bool ?? false
    for file in reference.data {
      guard let frame = frame(file) else { throw NotUnderstood("no file \(file)") }
      interpreter.variables[String(file.dropLast(4))] = .frame(frame)
      interpreter.files.append(frame)
    }
    if reference.data.count > 1 {
      // Replicate weights, as the design's comment says, with their scales in a file beside.
      if let scales = frame(reference.data[1].dropLast(4) + "_scale.csv") {
        for (name, column) in [("SCALE", "scale"), ("RSC", "rscale")] {
          interpreter.variables[name] = scales.columns[column].map { .vector($0) }
        }
      }
    }
    let design = try interpreter.evaluate(try RExpression(reference.design))
    interpreter.variables["des"] = design
    if case .design(var centred) = design, case .replicate(let sample) = centred.method {
      // The same with mse = TRUE.
      centred.method = .replicate(
        try ReplicateSample(
          weights: sample.weights, replicates: sample.replicates, scale: sample.scale,
          replicateScales: sample.replicateScales, centersAtEstimate: true))
      interpreter.variables["desm"] = .design(centred)
    }
    return interpreter
  }

  /// What became of a case.
  enum Outcome {
    case matched
    case differs([String])
    case notUnderstood(String)
  }

  func run(_ reference: GoldenCase, populations: RPopulations) -> Outcome {
    do {
      let value: RValue
      do {
        var interpreter = try interpreter(for: reference, populations: populations)
        value = try interpreter.evaluate(try RExpression(reference.call))
      } catch let error as DiagnosticError {
        var comparison = GoldenComparison(reference)
        comparison.compare(error: error)
        return comparison.differences.isEmpty ? .matched : .differs(comparison.differences)
      }
      var comparison = GoldenComparison(reference)
      try comparison.compare(value)
      return comparison.differences.isEmpty ? .matched : .differs(comparison.differences)
    } catch {
      return .notUnderstood("\(error)")
    }
  }
}
