public import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The bytes of a file.
///
/// - Parameters:
///   - path: where the file is.
///   - shownAs: the path that messages name, as the analyst wrote it.
/// - Returns: all bytes of the file.
/// - Throws: ``DiagnosticError`` of kind `missingInput` when there is no such file (with the name in that folder that
///   comes nearest) or it cannot be read.
public func readFile(_ path: String, shownAs: String) throws(DiagnosticError) -> [UInt8] {
  let descriptor = try openFile(path, shownAs: shownAs)
  defer { close(descriptor) }
  var information = stat()
  guard fstat(descriptor, &information) == 0 else { throw cannotRead(shownAs, errno) }
  var bytes: [UInt8] = []
  // One byte more than the size, so that the end shows without a second round; a pipe has size 0.
  bytes.reserveCapacity(max(Int(information.st_size), 4096) + 1)
  while true {
    let room = max(bytes.capacity - bytes.count, 65_536)
    var count = 0
    var failure: Int32 = 0
    let chunk = [UInt8](unsafeUninitializedCapacity: room) { buffer, initialized in
      count = read(descriptor, buffer.baseAddress, room)
      if count < 0 { failure = errno }
      initialized = max(count, 0)
    }
    if failure == EINTR { continue }
    guard count >= 0 else { throw cannotRead(shownAs, failure) }
    guard count > 0 else { return bytes }
    if bytes.isEmpty { bytes = chunk } else { bytes.append(contentsOf: chunk) }
  }
}

/// Opens a file, not a folder, for reading; the caller closes the descriptor.
func openFile(_ path: String, shownAs: String) throws(DiagnosticError) -> Int32 {
  let descriptor = open(path, O_RDONLY | O_CLOEXEC)
  guard descriptor >= 0 else { throw cannotOpen(path, shownAs: shownAs, errno) }
  var information = stat()
  guard fstat(descriptor, &information) == 0 else {
    let code = errno
    close(descriptor)
    throw cannotRead(shownAs, code)
  }
  guard information.st_mode & S_IFMT != S_IFDIR else {
    close(descriptor)
    throw fileProblem("F-003", shownAs, "is a folder, not a file", advice: "Name a file inside it")
  }
  return descriptor
}

private func cannotOpen(_ path: String, shownAs: String, _ code: Int32) -> DiagnosticError {
  guard code == ENOENT || code == ENOTDIR else { return cannotRead(shownAs, code) }
  let (folder, name) = split(path)
  let shownFolder = split(shownAs).folder
  if let entries = namesInFolder(folder) {
    let advice =
      nearestName(to: name, among: entries).map { "Did you mean \(shownFolder)\($0)?" }
      ?? "Put the file there, or correct the path"
    return fileProblem("F-001", shownAs, "there is no such file", advice: advice)
  }
  return fileProblem(
    "F-001", shownAs, "there is no such file, nor its folder",
    advice: "Correct the path; it is relative to the pipeline's folder")
}

func cannotRead(_ shownAs: String, _ code: Int32) -> DiagnosticError {
  let reason = String(cString: strerror(code)).lowercased()
  return fileProblem("F-002", shownAs, "cannot be read: \(reason)", advice: "Check the file and its permissions")
}

func fileProblem(_ code: String, _ file: String, _ message: String, advice: String) -> DiagnosticError {
  DiagnosticError(
    .missingInput, Diagnostic(.error, code: code, at: SourceLocation(file: file), message, advice: advice))
}

private func split(_ path: String) -> (folder: String, name: String) {
  guard let slash = path.lastIndex(of: "/") else { return ("", path) }
  return (String(path[...slash]), String(path[path.index(after: slash)...]))
}

/// The names in a folder in byte order; nil when it cannot be listed.
func namesInFolder(_ folder: String) -> [String]? {
  guard let stream = opendir(folder.isEmpty ? "." : folder) else { return nil }
  defer { closedir(stream) }
  var names: [String] = []
  while let entry = readdir(stream) {
    let name = withUnsafePointer(to: &entry.pointee.d_name) { pointer in
      pointer.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: pointer.pointee)) {
        String(cString: $0)
      }
    }
    if name != ".", name != ".." { names.append(name) }
  }
  return names.sorted()
}
