import Diagnostics
import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The files of an XML source: one, those that a pattern matches, or all `.xml` files in and below a folder.
struct XMLFiles {
  /// In the order of their paths, so that the same files give the same table.
  var inputs: [XMLInput] = []
  /// Of the one file, or of the list of all names and sums.
  var sha256 = ""
  var byteCount = 0

  /// - Parameters:
  ///   - path: as declared; `*` and `?` match within one folder.
  ///   - folder: what a relative path is relative to.
  /// - Throws: kind `missingInput` when there is no such file.
  init(_ path: String, folder: String) throws(DiagnosticError) {
    let base = path.hasPrefix("/") ? "" : folder + "/"
    guard let names = documentPaths(path, folder: folder) else {
      guard isRegularFile(base + path) else {
        // What can be read once only, such as a pipe; of what is not there, `readFile` says so.
        let bytes = try readFile(base + path, shownAs: path)
        inputs = [XMLInput(file: path, bytes: bytes)]
        (sha256, byteCount) = (sha256Hex(bytes), bytes.count)
        return
      }
      let digest = try FileDigest(base + path, shownAs: path)
      inputs = [XMLInput(file: path, path: base + path, known: digest)]
      (sha256, byteCount) = (digest.sha256, digest.byteCount)
      return
    }
    guard !names.isEmpty else {
      throw DiagnosticError(
        .missingInput,
        Diagnostic(
          .error, code: "I-218", at: SourceLocation(file: path), "no XML file matches",
          advice: "Correct path: of the source; a folder is searched for files that end in .xml"))
    }
    var sums: [UInt8] = []
    for name in names {
      let digest = try FileDigest(base + name, shownAs: name)
      byteCount += digest.byteCount
      sums += Array("\(digest.sha256)  \(name)\n".utf8)
      inputs.append(XMLInput(file: name, path: base + name, known: digest))
    }
    sha256 = sha256Hex(sums)
  }

  /// Collections keep each submission in a folder of its own, with its pictures.
  fileprivate static func below(_ path: String, base: String, depth: Int) -> [String] {
    guard depth < 8, let directory = opendir(base + path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        pointer.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
      }
      guard !name.hasPrefix(".") else { continue }
      let inner = path.hasSuffix("/") ? path + name : path + "/" + name
      if isFolder(base + inner) {
        names += below(inner, base: base, depth: depth + 1)
      } else if name.lowercased().hasSuffix(".xml") {
        names.append(inner)
      }
    }
    return names
  }
}

/// The documents that the path of an XML source stands for, where it is not one file.
///
/// - Parameters:
///   - path: as declared; `*` and `?` match within one folder.
///   - folder: what a relative path is relative to.
/// - Returns: all that match, or all `.xml` files in and below a folder, in the order of their bytes; nil for the path of a
///   file.
public func documentPaths(_ path: String, folder: String) -> [String]? {
  let base = path.hasPrefix("/") ? "" : folder + "/"
  let names: [String]
  if isFolder(base + path) {
    names = XMLFiles.below(path, base: base, depth: 0)
  } else if PathPattern.isPattern(path) {
    names = PathPattern(path).files(in: folder)
  } else {
    return nil
  }
  return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
}

private func isFolder(_ path: String) -> Bool {
  var information = stat()
  return stat(path, &information) == 0 && information.st_mode & S_IFMT == S_IFDIR
}
