#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Makes, writes and checks the data of the fictional city.
public struct SampleFiles {
  /// The seed of the files that are shipped: of some thirty tried, one whose scores come near what `Targets` lays down.
  public static let standardSeed: UInt64 = 2008
  /// Responses a wave in the files that are shipped.
  public static let standardResponses = SurveyPlan.standardSize
  public static let waves = [2024, 2025]

  private let seed: UInt64
  private let responses: Int
  private let questionnaire: String
  private let targets: Targets
  private let calendar: WorkingDays

  /// - Parameters:
  ///   - pipeline: the folder with `questionnaire.yaml`, `framework.yaml` and `calendar.yaml`.
  ///   - seed: of all random numbers.
  ///   - responses: responses a wave; at least 1,200.
  /// - Throws: ``SampleDataError``, or the reading error of a file.
  public init(pipeline: String, seed: UInt64 = standardSeed, responses: Int = standardResponses) throws {
    func read(_ name: String) throws -> String {
      guard let data = FileManager.default.contents(atPath: "\(pipeline)/\(name)") else {
        throw SampleDataError("\(pipeline)/\(name) cannot be read; give the pipeline's folder with --pipeline")
      }
      return String(decoding: data, as: UTF8.self)
    }
    self.seed = seed
    self.responses = responses
    questionnaire = try read("questionnaire.yaml")
    targets = try Targets(yaml: read("framework.yaml"), seed: seed)
    let days = try Node.read(read("calendar.yaml"), file: "calendar.yaml")
    calendar = WorkingDays(
      holidays: Set(days["holidays"].list.compactMap { CivilDay(iso: $0.text) }),
      makeUpDays: Set(days["make_up_days"].list.compactMap { CivilDay(iso: $0.text) }))
  }

  /// Writes all files below `folder`; with another number of responses than the standard only the surveys.
  ///
  /// - Returns: the paths written, relative to `folder`.
  @discardableResult
  public func write(to folder: String) throws -> [String] {
    var paths: [String] = []
    var key = Self.keyHeader
    for wave in Self.waves {
      let path = "lanjiang-\(wave)/survey.csv"
      try makeFolder(of: "\(folder)/\(path)")
      let output = try OutputFile("\(folder)/\(path)")
      key += Self.keyLines(try survey(wave).write { try output.write($0) }, wave: wave)
      paths.append(path)
    }
    var files = [GeneratedFile("answer_key.csv", text: key)]
    if responses == Self.standardResponses { files += try others() }
    for file in files {
      let path = "\(folder)/\(file.path)"
      try makeFolder(of: path)
      switch file.content {
      case .workbook(let parts): try ZipFile.write(parts, to: path)
      case .bytes(let bytes):
        guard FileManager.default.createFile(atPath: path, contents: Data(bytes)) else {
          throw SampleDataError("\(path) cannot be written")
        }
      }
      paths.append(file.path)
    }
    return paths
  }

  /// Makes all files again and compares them with those in `folder`: byte by byte, workbooks part by part.
  ///
  /// - Returns: the paths that differ or are missing.
  public func differences(from folder: String) throws -> [String] {
    var different: [String] = []
    for file in try all() {
      let path = "\(folder)/\(file.path)"
      switch file.content {
      case .bytes(let bytes):
        if FileManager.default.contents(atPath: path).map({ Array($0) }) != bytes { different.append(file.path) }
      case .workbook(let parts):
        let stored = FileManager.default.fileExists(atPath: path) ? try ZipFile.read(path) : []
        let isSame =
          stored.count == parts.count
          && zip(stored, parts).allSatisfy { $0.name == $1.name && $0.bytes == $1.bytes }
        if !isSame { different.append(file.path) }
      }
    }
    return different
  }

  /// All files of the standard size, in memory.
  func all() throws -> [GeneratedFile] {
    var files: [GeneratedFile] = []
    var key = Self.keyHeader
    for wave in Self.waves {
      var bytes: [UInt8] = []
      key += Self.keyLines(try survey(wave).write { bytes += $0 }, wave: wave)
      files.append(GeneratedFile("lanjiang-\(wave)/survey.csv", .bytes(bytes)))
    }
    files.append(GeneratedFile("answer_key.csv", text: key))
    return try files + others()
  }

  func survey(_ wave: Int) throws -> SurveyWave {
    let instrument = try Instrument(yaml: questionnaire, wave: wave)
    return try SurveyWave(instrument: instrument, targets: targets, seed: seed, wave: wave, count: responses)
  }

  private func others() throws -> [GeneratedFile] {
    var files: [GeneratedFile] = []
    for wave in Self.waves {
      let folder = "lanjiang-\(wave)"
      let tables = DepartmentTables(targets: targets, wave: wave, seed: seed)
      files.append(GeneratedFile("\(folder)/government.xlsx", .workbook(try tables.government())))
      files.append(GeneratedFile("\(folder)/economy.xlsx", .workbook(try tables.economy())))
      let ledger = CaseLedger(targets: targets, calendar: calendar, wave: wave, seed: seed)
      files.append(GeneratedFile("\(folder)/ledger.xml", text: try ledger.xml()))
      let plain = PlainFiles(targets: targets, calendar: calendar, wave: wave, seed: seed)
      files.append(GeneratedFile("\(folder)/inspection.csv", text: try plain.inspection()))
      files.append(GeneratedFile("\(folder)/frame.csv", text: plain.frame()))
    }
    files.append(GeneratedFile("lanjiang-history/published.csv", text: PlainFiles.published(seed: seed)))
    files.append(GeneratedFile("lanjiang-history/reference.csv", text: PlainFiles.reference))
    files.append(GeneratedFile("enterprise-survey/survey.dta", .bytes(EnterpriseSurvey(seed: seed).file())))
    return files
  }

  private static let keyHeader = "wave,rule_id,record_id,variable\r\n"

  private static func keyLines(_ hits: [RuleHit], wave: Int) -> String {
    hits.map { "\(wave),\($0.rule),\($0.record),\($0.variable)\r\n" }.joined()
  }

  private func makeFolder(of path: String) throws {
    guard let slash = path.lastIndex(of: "/") else { return }
    try FileManager.default.createDirectory(atPath: String(path[..<slash]), withIntermediateDirectories: true)
  }
}
