import Diagnostics
import Tables

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

/// The folder of a run under `runs/`: written beside its place and forced to disk, then moved there as a whole.
struct RunFolder {
  /// The output root, absolute or relative to the working folder.
  var root: String
  var scratch = RunScratch()

  init(root: String, scratch: RunScratch = RunScratch()) {
    self.root = root
    self.scratch = scratch
  }

  /// Writes all files and gives the run's folder. A run that is already there with the same bytes is kept as it is.
  func write(_ files: [RunFile], manifest: [UInt8], runID: String) throws(DiagnosticError) -> String {
    let runs = root + "/runs"
    let all = files + [RunFile("manifest.json", manifest)]
    if !holds(all, in: runs + "/" + runID) {
      try scratch.step { () throws(DiagnosticError) in try FileSystem.createFolder(runs) }
      try replace(runID, in: runs, with: all)
    }
    return runs + "/" + runID
  }

  /// Replaces the folder of one stage's outputs under `stages/`.
  func writeStage(_ stage: Stage, _ files: [RunFile]) throws(DiagnosticError) -> String {
    try writeStage(named: stage.rawValue, files)
  }

  /// Replaces a folder of outputs under `stages/`.
  func writeStage(named name: String, _ files: [RunFile]) throws(DiagnosticError) -> String {
    let stages = root + "/stages"
    try scratch.step { () throws(DiagnosticError) in try FileSystem.createFolder(stages, mode: 0o700) }
    try replace(name, in: stages, with: files)
    return stages + "/" + name
  }

  /// Replaces a folder of results that are kept for later runs.
  func writeCached(_ name: String, in place: String, _ files: [RunFile]) throws(DiagnosticError) {
    try scratch.step { () throws(DiagnosticError) in try FileSystem.createFolder(place, mode: 0o700) }
    try replace(name, in: place, with: files)
  }

  /// Points `current` at a run.
  func publish(_ runID: String) throws(DiagnosticError) {
    try scratch.step { () throws(DiagnosticError) in try point(to: runID) }
  }

  /// ``publish(_:)`` as a part of a step; nil: `current` points nowhere.
  func point(to runID: String?) throws(DiagnosticError) {
    guard let runID else { return try FileSystem.remove(root + "/current") }
    try FileSystem.replaceSymbolicLink("current", in: root, target: "runs/" + runID)
  }

  /// Removes what runs that were killed left half done. Only for the holder of the lock.
  func removeLeftovers() throws(DiagnosticError) {
    for folder in [
      root, root + "/runs", root + "/stages", root + "/.state", root + "/.state/attempts", root + "/.state/cache",
    ] {
      for name in FileSystem.names(in: folder) {
        if name.hasPrefix(".old-") {
          // It was moved away to make place for another, which may not have come any more: `.old-PID-NAME`.
          let original = folder + "/" + name.dropFirst(5).drop { $0 != "-" }.dropFirst()
          if !FileSystem.exists(original) {
            try FileSystem.rename(folder + "/" + name, to: original)
          } else {
            try FileSystem.remove(folder + "/" + name)
          }
        } else if name.hasPrefix(".tmp-") {
          try FileSystem.remove(folder + "/" + name)
        }
      }
    }
  }

  /// Fills a folder beside its place and moves it there; what was there is removed.
  private func replace(_ name: String, in parent: String, with files: [RunFile]) throws(DiagnosticError) {
    let place = parent + "/" + name
    let temporary = parent + "/.tmp-\(getpid())-" + name
    let replaced = parent + "/.old-\(getpid())-" + name
    try scratch.filling(temporary) { () throws(DiagnosticError) in
      try fill(temporary, with: files)
      try scratch.step { () throws(DiagnosticError) in
        if FileSystem.exists(place) {
          try FileSystem.remove(replaced)
          try FileSystem.rename(place, to: replaced)
        }
        try FileSystem.rename(temporary, to: place)
        try FileSystem.synchronise(folder: parent)
      }
    }
    scratch.discard(temporary)
    scratch.discard(replaced)
  }

  private func fill(_ folder: String, with files: [RunFile]) throws(DiagnosticError) {
    var folders = [folder]
    try scratch.step { () throws(DiagnosticError) in try FileSystem.createFolder(folder) }
    for file in files {
      let path = folder + "/" + file.path
      try scratch.step { () throws(DiagnosticError) in
        if let slash = path.lastIndex(of: "/") {
          let parent = String(path[..<slash])
          if !FileSystem.isFolder(parent) {
            try FileSystem.createFolder(parent, mode: file.isConfidential ? 0o700 : 0o755)
            folders.append(parent)
          }
        }
        try FileSystem.write(file.bytes, to: path, mode: file.isConfidential ? 0o600 : 0o644)
      }
    }
    for folder in folders.reversed() { try FileSystem.synchronise(folder: folder) }
  }

  /// Whether a folder has exactly these files, with these bytes.
  private func holds(_ files: [RunFile], in folder: String) -> Bool {
    guard FileSystem.isFolder(folder), FileSystem.files(below: folder) == files.map(\.path).sorted() else {
      return false
    }
    return files.allSatisfy { file in
      let path = folder + "/" + file.path
      return FileSystem.mode(path) == (file.isConfidential ? 0o600 : 0o644)
        && (try? readFile(path, shownAs: path)) == file.bytes
    }
  }
}
