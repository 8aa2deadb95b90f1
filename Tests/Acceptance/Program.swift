import Foundation

/// What a run of the program printed, and its exit code.
struct Outcome {
  var exitCode: Int32
  var output: String
  var errors: String
}

/// The built program, as a user would start it.
enum Program {
  /// The top of the package.
  static let packageFolder: URL = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

  /// The program beside this test bundle, built with it.
  static let executable: URL = {
    let bundle = URL(fileURLWithPath: CommandLine.arguments[0]).resolvingSymlinksInPath()
    var folder = bundle.deletingLastPathComponent()
    for _ in 0..<6 {
      let candidate = folder.appendingPathComponent("bizclimate")
      if FileManager.default.isExecutableFile(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return packageFolder.appendingPathComponent(".build/debug/bizclimate")
  }()

  static func run(
    _ arguments: [String], in folder: URL = packageFolder, environment: [String: String] = [:]
  ) throws -> Outcome {
    let process = Process()
    process.executableURL = executable
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
    let scratch = try temporaryFolder()
    defer { try? FileManager.default.removeItem(at: scratch) }
    let outputFile = scratch.appendingPathComponent("out")
    let errorFile = scratch.appendingPathComponent("err")
    for file in [outputFile, errorFile] { try Data().write(to: file) }
    process.standardOutput = try FileHandle(forWritingTo: outputFile)
    process.standardError = try FileHandle(forWritingTo: errorFile)
    try process.run()
    process.waitUntilExit()
    return Outcome(
      exitCode: process.terminationStatus, output: try String(contentsOf: outputFile, encoding: .utf8),
      errors: try String(contentsOf: errorFile, encoding: .utf8))
  }

  /// A new empty folder; the caller removes it.
  static func temporaryFolder() throws -> URL {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("bizclimate-" + UUID().uuidString)
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return folder
  }

  /// A copy of the pipelines and their data to break at will; the caller removes it.
  static func copyOfPipelines() throws -> URL {
    let folder = try temporaryFolder()
    for name in ["Pipelines", "SampleData"] {
      try FileManager.default.copyItem(
        at: packageFolder.appendingPathComponent(name), to: folder.appendingPathComponent(name))
    }
    return folder
  }

  static func withCopyOfPipelines(_ body: (URL) throws -> Void) throws {
    let folder = try copyOfPipelines()
    defer { try? FileManager.default.removeItem(at: folder) }
    try body(folder)
  }

  /// Rewrites a file as text.
  static func edit(_ path: String, in folder: URL, _ change: (String) -> String) throws {
    let file = folder.appendingPathComponent(path)
    try change(try String(contentsOf: file, encoding: .utf8)).write(to: file, atomically: true, encoding: .utf8)
  }
}

/// A CSV file read into dictionaries by header; enough for the files the program writes.
struct CSVRows {
  var header: [String]
  var rows: [[String: String]]

  init(_ url: URL) throws {
    let text = try String(contentsOf: url, encoding: .utf8)
    var records: [[String]] = []
    var record: [String] = []
    var field = ""
    var isQuoted = false
    var scalars = text.unicodeScalars.makeIterator()
    var pending = scalars.next()
    while let scalar = pending {
      pending = scalars.next()
      if isQuoted {
        if scalar == "\"", pending == "\"" {
          field.unicodeScalars.append("\"")
          pending = scalars.next()
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          field.unicodeScalars.append(scalar)
        }
      } else if scalar == "\"" {
        isQuoted = true
      } else if scalar == "," {
        record.append(field)
        field = ""
      } else if scalar == "\n" {
        record.append(field)
        field = ""
        records.append(record)
        record = []
      } else if scalar != "\r" {
        field.unicodeScalars.append(scalar)
      }
    }
    if !field.isEmpty || !record.isEmpty { records.append(record + [field]) }
    let names = records.first ?? []
    header = names
    rows = records.dropFirst().map { values in
      Dictionary(zip(names, values), uniquingKeysWith: { first, _ in first })
    }
  }
}
