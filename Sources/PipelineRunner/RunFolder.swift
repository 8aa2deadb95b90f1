import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A file of a run, relative to the run folder.
struct RunFile: Sendable {
  var path: String
  var bytes: [UInt8]
  /// Holds records, or full precision: readable by the owner only.
  var isConfidential: Bool

  init(_ path: String, _ bytes: [UInt8], confidential: Bool = false) {
    self.path = path
    self.bytes = bytes
    isConfidential = confidential
  }
}

/// The folder of a run under `runs/`: written beside its place, then moved there as a whole.
struct RunFolder {
  /// The output root, absolute or relative to the working folder.
  var root: String

  /// Writes all files and gives the run's folder. An identical run that is already there is kept as it is.
  func write(_ files: [RunFile], manifest: [UInt8], runID: String) throws(DiagnosticError) -> String {
    let runs = root + "/runs"
    try FileSystem.createFolder(runs)
    let place = runs + "/" + runID
    let temporary = runs + "/.tmp-\(getpid())-" + runID
    try FileSystem.remove(temporary)
    do {
      try fill(temporary, with: files + [RunFile("manifest.json", manifest)])
    } catch {
      try? FileSystem.remove(temporary)
      throw error
    }
    if FileSystem.exists(place) {
      let replaced = runs + "/.old-\(getpid())-" + runID
      try FileSystem.rename(place, to: replaced)
      try FileSystem.rename(temporary, to: place)
      try FileSystem.remove(replaced)
    } else {
      try FileSystem.rename(temporary, to: place)
    }
    return place
  }

  /// Replaces the folder of one stage's outputs under `stages/`.
  func writeStage(_ stage: Stage, _ files: [RunFile]) throws(DiagnosticError) -> String {
    try writeStage(named: stage.rawValue, files)
  }

  /// Replaces a folder of outputs under `stages/`.
  func writeStage(named name: String, _ files: [RunFile]) throws(DiagnosticError) -> String {
    let stages = root + "/stages"
    try FileSystem.createFolder(stages, mode: 0o700)
    let place = stages + "/" + name
    let temporary = stages + "/.tmp-\(getpid())-" + name
    try FileSystem.remove(temporary)
    try fill(temporary, with: files)
    try FileSystem.remove(place)
    try FileSystem.rename(temporary, to: place)
    return place
  }

  /// Points `current` at a run.
  func publish(_ runID: String) throws(DiagnosticError) {
    try FileSystem.replaceSymbolicLink(root + "/current", target: "runs/" + runID)
  }

  private func fill(_ folder: String, with files: [RunFile]) throws(DiagnosticError) {
    try FileSystem.createFolder(folder)
    for file in files {
      let path = folder + "/" + file.path
      if let slash = path.lastIndex(of: "/") {
        let parent = String(path[..<slash])
        if !FileSystem.isFolder(parent) {
          try FileSystem.createFolder(parent, mode: file.isConfidential ? 0o700 : 0o755)
        }
      }
      try FileSystem.write(file.bytes, to: path, mode: file.isConfidential ? 0o600 : 0o644)
    }
  }
}
