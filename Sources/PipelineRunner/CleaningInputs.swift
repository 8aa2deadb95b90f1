import Clean
import Diagnostics
import SurveyModel
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What cleaning reads beside the sources: corrections from call-backs, and the salt of identities.
struct CleaningInputs {
  private let corrections: [(wave: Int?, correction: Correction)]
  private let salt: [UInt8]?
  /// The file of corrections, for the digest of inputs.
  let file: InputFile?

  /// The digest of the salt; nil: there is none.
  var saltDigest: String? { salt.map { sha256Hex($0) } }

  /// - Throws: kind `missingInput` when a file is absent, `content` with every row of the corrections that is not whole,
  ///   `noPermission` when others may read the salt.
  init(_ pipeline: PipelineDefinition, folder: String) throws(DiagnosticError) {
    if let path = pipeline.cleaning.corrections {
      (corrections, file) = try Self.corrections(path, folder: folder)
    } else {
      (corrections, file) = ([], nil)
    }
    salt = try pipeline.cleaning.saltFile.map { path throws(DiagnosticError) in try Self.salt(path, folder: folder) }
  }

  /// What one data set is cleaned with.
  func context(
    for dataset: Dataset, among datasets: [Dataset], cleaned: [Dataset], _ pipeline: PipelineDefinition
  ) -> CleanContext {
    let isSurvey = pipeline.sources.first { $0.name == dataset.source }?.role == .survey
    let previous = cleaned.filter { $0.source == dataset.source && $0.wave < dataset.wave }.max { $0.wave < $1.wave }
    let frame = pipeline.design.flatMap { design in
      datasets.first { $0.source == design.population && $0.wave == dataset.wave }
    }
    let own = corrections.filter { ($0.wave ?? pipeline.wave) == dataset.wave }.map(\.correction)
    return CleanContext(previous: previous, frame: frame, corrections: isSurvey ? own : [], salt: salt)
  }

  private static func corrections(
    _ path: String, folder: String
  ) throws(DiagnosticError) -> ([(wave: Int?, correction: Correction)], InputFile) {
    let place = path.hasPrefix("/") ? path : folder + "/" + path
    let bytes = try readFile(place, shownAs: path)
    let grid = try CSVReader.read(bytes, file: path).grid
    let names = grid.rowCount > 0 ? (0..<grid.cellCount(row: 0)).map { grid.text(0, $0) } : []
    var problems: [Diagnostic] = []
    func column(_ name: String) -> Int? { names.firstIndex(of: name) }
    for name in ["record", "variable", "value", "reason", "by"] where column(name) == nil {
      problems.append(
        Diagnostic(
          .error, code: "R-013", at: SourceLocation(file: path, line: 1), "there is no column \(name)",
          advice: "Corrections have the columns record, variable, value, reason, by; wave where there are several"))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    var found: [(wave: Int?, correction: Correction)] = []
    for row in 1..<max(1, grid.rowCount) {
      func text(_ name: String) -> String {
        column(name).map { $0 < grid.cellCount(row: row) ? grid.text(row, $0) : "" } ?? ""
      }
      let location = SourceLocation(file: path, line: Int(grid.lines[row]))
      for name in ["record", "variable", "reason", "by"] where text(name).isEmpty {
        problems.append(
          Diagnostic(
            .error, code: "R-013", at: location, "the \(name) is empty", advice: "Say which cell, why, and who says so")
        )
      }
      let wave = text("wave")
      if !wave.isEmpty, Int(wave) == nil {
        problems.append(
          Diagnostic(.error, code: "R-013", at: location, "“\(wave)” is no wave", advice: "Write the year"))
      }
      found.append(
        (
          Int(wave),
          Correction(
            record: text("record"), variable: text("variable"), value: text("value"), reason: text("reason"),
            author: text("by"), location: location)
        ))
    }
    if !problems.isEmpty { throw DiagnosticError(.content, problems) }
    let input = InputFile(
      path: path, sha256: sha256Hex(bytes), bytes: bytes.count, rows: found.count, columns: names.count)
    return (found, input)
  }

  private static func salt(_ path: String, folder: String) throws(DiagnosticError) -> [UInt8] {
    let place = path.hasPrefix("/") ? path : folder + "/" + path
    let bytes = try readFile(place, shownAs: path)
    var information = stat()
    if stat(place, &information) == 0, information.st_mode & 0o077 != 0 {
      throw DiagnosticError(
        .noPermission,
        Diagnostic(
          .error, code: "R-014", at: SourceLocation(file: path), "others than its owner may read the salt",
          advice: "Run: chmod 600 \(path)"))
    }
    guard bytes.count >= 16 else {
      throw DiagnosticError(
        .content,
        Diagnostic(
          .error, code: "R-014", at: SourceLocation(file: path),
          "the salt has \(bytes.count) bytes; fewer than 16 can be guessed",
          advice: "Make one with: head -c 32 /dev/urandom > \(path); chmod 600 \(path)"))
    }
    return bytes
  }
}

extension CleanResult {
  /// Adds how far the cells of the design are filled, which needs the frame, and holds it against its gate.
  mutating func addQuotas(_ all: [CleanResult], _ pipeline: PipelineDefinition) {
    guard let design = pipeline.design,
      pipeline.sources.first(where: { $0.name == dataset.source })?.role == .survey,
      let frame = all.first(where: { $0.dataset.source == design.population && $0.dataset.wave == dataset.wave })
    else { return }
    let figures = quotaFill(dataset, frame: frame.dataset, design: design)
    quality += figures
    for gate in pipeline.cleaning.gates where gate.measure == .quotaFill {
      // A cell is of one unit: its figure is always looked at.
      var whole = gate
      whole.isByUnit = true
      gates += QualityGateCheck(whole, codebook: dataset.codebook).results(figures)
    }
  }
}
