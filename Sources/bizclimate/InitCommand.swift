import ArgumentParser
import Diagnostics
import Ingest
import Tables

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// `bizclimate init`: a first pipeline from files that are there.
struct InitCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init", abstract: "Write a first pipeline for exports and tables that you have.",
    discussion: """
      EXAMPLE
        bizclimate init Pipelines/my-city --from export.csv
        bizclimate run Pipelines/my-city
      """)

  @Argument(help: "The pipeline's folder; made if it is not there.")
  var folder: String

  @Option(name: .customLong("from"), parsing: .upToNextOption, help: "The files it shall read.")
  var files: [String]

  @Option(help: "The question or column that names the assessed unit (district).")
  var unit: String?

  @Option(help: "The survey's codebook: .qsf, .lss, XLSForm, XForm or DDI; gives wording and options.")
  var codebook: String?

  @Option(help: "The year that is reported; by default this year.")
  var wave: Int?

  func run() async throws {
    let console = Console(isQuiet: false, isVerbose: false)
    try await reporting(console) {
      let year = wave ?? Calendar(identifier: .gregorian).component(.year, from: Date())
      let inspections = try files.enumerated().map { position, file in
        try inspectSource(
          path: file, shownAs: pathFromFolder(to: file), codebook: position == 0 ? codebook : nil)
      }
      let name = URL(filePath: folder).lastPathComponent.lowercased()
      let id = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
      let proposal = try proposePipeline(inspections, ProposalOptions(id: id, unit: unit, wave: year))
      try write(proposal)
      console.say("\(folder): " + proposal.map(\.name).joined(separator: ", "))
      console.say("Next: bizclimate check \(folder), then bizclimate run \(folder)")
    }
  }

  private func write(_ proposal: [ProposedFile]) throws {
    let manager = FileManager.default
    for file in proposal where manager.fileExists(atPath: "\(folder)/\(file.name)") {
      throw DiagnosticError(
        .cannotCreate,
        Diagnostic(
          .error, code: "I-902", at: SourceLocation(file: "\(folder)/\(file.name)"), "is there already",
          advice: "Choose another folder, or remove it"))
    }
    do {
      try manager.createDirectory(atPath: folder, withIntermediateDirectories: true)
      for file in proposal {
        try Data(file.text.utf8).write(to: URL(filePath: "\(folder)/\(file.name)"))
      }
    } catch {
      throw DiagnosticError(
        .cannotCreate,
        Diagnostic(
          .error, code: "I-903", at: SourceLocation(file: folder), "cannot be written",
          advice: "Choose a folder that you may write to"))
    }
  }

  /// The path of a file as seen from the pipeline's folder; an absolute path stays.
  private func pathFromFolder(to file: String) -> String {
    if file.hasPrefix("/") { return file }
    let here = FileManager.default.currentDirectoryPath
    let from = URL(filePath: folder.hasPrefix("/") ? folder : "\(here)/\(folder)").standardized.pathComponents
    let to = URL(filePath: "\(here)/\(file)").standardized.pathComponents
    var shared = 0
    while shared < min(from.count, to.count - 1), from[shared] == to[shared] { shared += 1 }
    let steps = Array(repeating: "..", count: from.count - shared) + to[shared...]
    return steps.joined(separator: "/")
  }
}
