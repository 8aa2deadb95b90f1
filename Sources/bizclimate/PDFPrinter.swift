import Diagnostics
import PipelineRunner

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// Prints pages of a run to PDF through a Chromium that is installed. A PDF knows when it was made, so these files stand
/// apart from what is the same byte for byte: `OUTPUT/pdf/RUN/`.
struct PDFPrinter {
  /// Seconds that one page may take.
  static let patience = 120

  let browser: String

  /// nil: there is no Chromium. `BIZCLIMATE_CHROMIUM` names one that is not in `PATH`.
  init?() {
    if let named = getenv("BIZCLIMATE_CHROMIUM").map({ String(cString: $0) }) {
      guard access(named, X_OK) == 0 else { return nil }
      browser = named
      return
    }
    let folders = (getenv("PATH").map { String(cString: $0) } ?? "").split(separator: ":")
    let names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
    let candidates: [String] = names.flatMap { name in folders.map { folder in "\(folder)/\(name)" } }
    guard let found = candidates.first(where: { access($0, X_OK) == 0 }) else { return nil }
    browser = found
  }

  /// Prints one page.
  ///
  /// - Parameters:
  ///   - page: the HTML file.
  ///   - language: the language tree to print, by the anchor of its radio button.
  ///   - target: the PDF; written beside and renamed.
  /// - Throws: kind `inputOutput` when the browser fails, writes nothing, or takes too long.
  func print(_ page: String, language: String, to target: String) throws(DiagnosticError) {
    guard let path = realpath(page, nil) else { throw failure(target, "\(page) is not there") }
    let address = "file://" + Self.escaped(String(cString: path)) + "#" + language
    free(path)
    let temporary = target + ".tmp-\(getpid())"
    let profile = target + ".profile-\(getpid())"
    defer {
      unlink(temporary)
      _ = spawn("/bin/rm", ["-rf", profile])
    }
    var arguments = [
      "--headless", "--disable-gpu", "--no-pdf-header-footer", "--no-first-run", "--user-data-dir=\(profile)",
      "--print-to-pdf=\(temporary)",
    ]
    // Chromium's sandbox does not run as root; the page loads nothing and is our own.
    if getuid() == 0 { arguments.append("--no-sandbox") }
    let code = spawn(browser, arguments + [address])
    guard code == 0 else { throw failure(target, "\(browser) ended with \(code)") }
    guard Self.isPDF(temporary) else { throw failure(target, "\(browser) wrote no PDF") }
    guard rename(temporary, target) == 0 else { throw failure(target, String(cString: strerror(errno))) }
  }

  private func failure(_ target: String, _ reason: String) -> DiagnosticError {
    DiagnosticError(
      .inputOutput,
      Diagnostic(
        .error, code: "O-030", "\(target) could not be printed: \(reason)",
        advice: "The run itself is complete; print the page from a browser, or name another with BIZCLIMATE_CHROMIUM"))
  }

  private static func isPDF(_ path: String) -> Bool {
    let descriptor = open(path, O_RDONLY)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    var start = [UInt8](repeating: 0, count: 5)
    return read(descriptor, &start, 5) == 5 && start == Array("%PDF-".utf8)
  }

  private static func escaped(_ path: String) -> String {
    path.utf8.map { byte -> String in
      let isPlain =
        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
        || [0x2F, 0x2D, 0x2E, 0x5F, 0x7E].contains(byte)
      let digits = String(byte, radix: 16, uppercase: true)
      return isPlain ? String(Unicode.Scalar(byte)) : "%" + (digits.count < 2 ? "0" : "") + digits
    }.joined()
  }

  /// Runs a program to its end without its words.
  ///
  /// - Returns: its exit code; 124 when it was stopped for taking too long, 127 when it could not be started.
  private func spawn(_ program: String, _ arguments: [String]) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0)
    for descriptor in [STDOUT_FILENO, STDERR_FILENO] {
      posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_WRONLY, 0)
    }
    var words: [UnsafeMutablePointer<CChar>?] = ([program] + arguments).map { strdup($0) }
    words.append(nil)
    defer { for word in words { free(word) } }
    var child = pid_t()
    guard posix_spawn(&child, program, &actions, nil, words, environ) == 0 else { return 127 }
    var status: Int32 = 0
    for _ in 0..<(Self.patience * 20) {
      if waitpid(child, &status, WNOHANG) != 0 {
        let signal = status & 0x7F
        return signal == 0 ? (status >> 8) & 0xFF : 128 + signal
      }
      usleep(50_000)
    }
    kill(child, SIGKILL)
    waitpid(child, &status, 0)
    return 124
  }
}

/// Prints the report of a run, and the sheet of each unit, once a language.
///
/// - Parameters:
///   - result: a run that came to its report.
///   - languages: `zh`, `en`.
///   - printer: the browser.
/// - Returns: the folder, and how many files are in it now.
/// - Throws: as ``PDFPrinter/print(_:language:to:)``; kind `cannotCreate` when the folder cannot be made.
func printPages(
  of result: RunResult, languages: [String], with printer: PDFPrinter
) throws(DiagnosticError) -> (folder: String, count: Int) {
  let root = result.folder.split(separator: "/", omittingEmptySubsequences: false).dropLast(2).joined(separator: "/")
  let folder = root + "/pdf/" + result.runID
  for place in [root + "/pdf", folder, folder + "/units"] where mkdir(place, 0o755) != 0 && errno != EEXIST {
    throw DiagnosticError(
      .cannotCreate,
      Diagnostic(.error, code: "O-031", "\(place) cannot be made: \(String(cString: strerror(errno)))"))
  }
  var pages = ["report"]
  if let units = opendir(result.folder + "/units") {
    defer { closedir(units) }
    while let entry = readdir(units) {
      let name = withUnsafePointer(to: entry.pointee.d_name) {
        $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      if name.hasSuffix(".html") { pages.append("units/" + name.dropLast(5)) }
    }
  }
  for page in pages.sorted() {
    for language in languages {
      try printer.print(
        "\(result.folder)/\(page).html", language: language, to: "\(folder)/\(page)-\(language).pdf")
    }
  }
  return (folder, pages.count * languages.count)
}
