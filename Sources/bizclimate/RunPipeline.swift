import ArgumentParser
import Diagnostics
import PipelineRunner
import SurveyModel

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What `run` and the commands named after stages share.
func runPipeline(
  _ arguments: PipelineArguments, _ attempt: AttemptArguments, _ options: RunOptions, pdf wantsPDF: Bool = false,
  profile: RunProfile? = nil
) async throws {
  let console = Console(isQuiet: arguments.quiet, isVerbose: arguments.verbose)
  let folder = options.folder
  let session = attempt.session(console, profile: profile)
  stopBySignal(session, console, isJSON: attempt.logFormat == .json)
  // The course of a run is for people; a program reads the log, or the result.
  let isText = attempt.logFormat == .text && !attempt.json
  let line = ProgressLine(isWanted: isText && !arguments.quiet)
  let runner = PipelineRunner(options, session: session) { event in
    if case .progress(let progress) = event {
      line.show(progress)
      return
    }
    line.clear()
    if isText {
      console.tell(event)
    } else if case .warning = event, attempt.logFormat == .text {
      console.tell(event)
    }
  }
  defer { line.clear() }
  do {
    let result = try await runner.run()
    profile?.finish()
    if attempt.json {
      try console.say(json: RunOutcome(result))
    } else if isText {
      console.tell(result)
    }
    if wantsPDF, result.report != nil {
      try await printPDF(of: result, in: folder, overrides: options.overrides, console)
    }
    if let profile, !arguments.quiet, attempt.logFormat == .text { profile.lines.forEach(console.complain) }
  } catch let error as DiagnosticError {
    let next =
      session.isRecorded ? "log \(folder)" + (options.output.map { " --output \($0)" } ?? "") : "check \(folder)"
    Failure(error: error, next: next, session: session, format: attempt.logFormat).tell(console)
    throw ExitCode(error.kind.exitCode)
  }
}

/// Prints the report and the sheets of units, each in the report's languages, and says where they are.
private func printPDF(
  of result: RunResult, in folder: String, overrides: [String], _ console: Console
) async throws(DiagnosticError) {
  guard let printer = PDFPrinter() else {
    console.complain(
      "bizclimate: warning: no PDF was printed: there is no Chromium in PATH. Install chromium, or name one with "
        + "BIZCLIMATE_CHROMIUM; the pages print from any browser")
    return
  }
  let languages = try loadPipeline(folder: folder, overrides: overrides).languages
  let target = try printPages(of: result, languages: languages.map(\.rawValue), with: printer)
  console.say("PDF: \(target.folder) (\(target.count) files)")
}

/// Ends the program within a second of SIGINT or SIGTERM, and leaves nothing half done.
func stopBySignal(_ session: RunSession, _ console: Console, isJSON: Bool = false) {
  StopSignals.watch { signal in
    let name = signal == SIGINT ? "SIGINT" : "SIGTERM"
    session.stop(signal: name, exitCode: 128 + signal) { isPublished in
      if !isJSON {
        console.complain(
          "bizclimate: stopped by \(name)"
            + (isPublished ? "; the run had been published" : "; what was published before stays as it was"))
      }
      _exit(128 + signal)
    }
  }
}

/// How a run that failed is told.
struct Failure {
  var error: DiagnosticError
  /// The command that shows more.
  var next: String
  var session: RunSession
  var format: LogFormat

  func tell(_ console: Console) {
    // To cron and make a run that is going on already is no failure.
    if console.isQuiet, error.kind == .locked { return }
    guard format == .text else {
      if console.isQuiet { for line in session.lastLines { console.complain(line.json) } }
      return
    }
    guard console.isQuiet else {
      for diagnostic in error.diagnostics { console.complain("bizclimate: \(diagnostic)") }
      return
    }
    let more = error.diagnostics.count - 1
    let others = more == 0 ? "" : more == 1 ? " (and another problem)" : " (and \(more) more problems)"
    console.complain("bizclimate: \(error.diagnostics.first?.description ?? "failed")\(others)")
    for line in session.lastLines { console.complain("  " + line.text) }
    console.complain("Look further: bizclimate \(next)")
  }
}

/// What a run left behind, for programs.
struct RunOutcome: Encodable {
  struct Count: Encodable {
    var stage: String
    var source: String
    var wave: Int
    var rowsIn: Int
    var rowsKept: Int
    var rowsQuarantined: Int
  }

  var run: String
  var lastStage: String
  var folder: String
  var report: String?
  var reportBytes: Int
  var counts: [Count]
  /// Stages whose results were there already.
  var skipped: [String]

  init(_ result: RunResult) {
    run = result.runID
    lastStage = result.lastStage.rawValue
    folder = result.folder
    report = result.report
    reportBytes = result.reportBytes
    skipped = result.skipped.map(\.rawValue)
    counts = result.counts.map {
      Count(
        stage: $0.stage, source: $0.source, wave: $0.wave, rowsIn: $0.rowsIn, rowsKept: $0.rowsKept,
        rowsQuarantined: $0.rowsQuarantined)
    }
  }
}
