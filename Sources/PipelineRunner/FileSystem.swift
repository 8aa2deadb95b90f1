import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The few file operations a run needs, with permissions, durability and errors for the analyst.
enum FileSystem {
  /// The path without `.` and `folder/..`, as a reader would write it. Symbolic links are not looked at.
  static func normalised(_ path: String) -> String {
    var parts: [Substring] = []
    for part in path.split(separator: "/") where part != "." {
      if part == "..", let last = parts.last, last != ".." {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    let joined = parts.joined(separator: "/")
    return path.hasPrefix("/") ? "/" + joined : (joined.isEmpty ? "." : joined)
  }

  /// Creates a folder and its parents; an existing folder is left as it is.
  static func createFolder(_ path: String, mode: mode_t = 0o755) throws(DiagnosticError) {
    var prefix = path.hasPrefix("/") ? "/" : ""
    var isNew = false
    for part in path.split(separator: "/") {
      prefix += (prefix.isEmpty || prefix.hasSuffix("/")) ? String(part) : "/" + part
      if isFolder(prefix) { continue }
      guard mkdir(prefix, 0o755) == 0 || errno == EEXIST else { throw failure("create the folder", prefix) }
      isNew = true
    }
    guard isFolder(path) else { throw failure("create the folder", path, ENOTDIR) }
    if mode != 0o755, chmod(path, mode) != 0 { throw failure("set the permissions of", path) }
    if isNew { try synchronise(folder: path + "/..") }
  }

  /// Writes a new file and forces it to disk.
  static func write(_ bytes: [UInt8], to path: String, mode: mode_t = 0o644) throws(DiagnosticError) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, mode)
    guard descriptor >= 0 else { throw failure("create", path) }
    var problem: Int32 = fchmod(descriptor, mode) == 0 ? 0 : errno
    var written = 0
    while problem == 0, written < bytes.count {
      let count = bytes.withUnsafeBytes { buffer in
        #if canImport(Glibc)
          Glibc.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
        #else
          Darwin.write(descriptor, buffer.baseAddress?.advanced(by: written), bytes.count - written)
        #endif
      }
      if count < 0 {
        if errno != EINTR { problem = errno }
      } else {
        written += count
      }
    }
    if problem == 0, fsync(descriptor) != 0, errno != EINVAL { problem = errno }
    if close(descriptor) != 0, problem == 0 { problem = errno }
    if problem != 0 {
      unlink(path)
      throw failure("write", path, problem)
    }
  }

  static func rename(_ from: String, to path: String) throws(DiagnosticError) {
    #if canImport(Glibc)
      let code = Glibc.rename(from, path)
    #else
      let code = Darwin.rename(from, path)
    #endif
    guard code == 0 else { throw failure("move \(from) to", path) }
  }

  /// Points the link `name` at `target` in one step: readers see the old or the new, never none.
  static func replaceSymbolicLink(_ name: String, in folder: String, target: String) throws(DiagnosticError) {
    let temporary = folder + "/.tmp-\(getpid())-" + name
    unlink(temporary)
    guard symlink(target, temporary) == 0 else { throw failure("create the link", temporary) }
    do throws(DiagnosticError) {
      try rename(temporary, to: folder + "/" + name)
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronise(folder: folder)
  }

  /// Writes a file beside its place, forces it to disk and moves it there.
  static func replace(_ path: String, with bytes: [UInt8], mode: mode_t = 0o644) throws(DiagnosticError) {
    let slash = path.lastIndex(of: "/")
    let folder = slash.map { String(path[..<$0]) } ?? "."
    let name = slash.map { String(path[path.index(after: $0)...]) } ?? path
    let temporary = folder + "/.tmp-\(getpid())-" + name
    do throws(DiagnosticError) {
      try write(bytes, to: temporary, mode: mode)
      try rename(temporary, to: path)
    } catch {
      unlink(temporary)
      throw error
    }
    try synchronise(folder: folder)
  }

  /// Forces the names in a folder to disk. File systems that cannot do that are left to themselves.
  static func synchronise(folder path: String) throws(DiagnosticError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw failure("open the folder", path) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 || errno == EINVAL || errno == EROFS else { throw failure("write the folder", path) }
  }

  static func isFolder(_ path: String) -> Bool {
    var status = stat()
    return stat(path, &status) == 0 && (status.st_mode & S_IFMT) == S_IFDIR
  }

  static func exists(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) == 0
  }

  /// The names in a folder, sorted; empty when there is none.
  static func names(in path: String) -> [String] {
    guard let folder = opendir(path) else { return [] }
    defer { closedir(folder) }
    var names: [String] = []
    while let entry = readdir(folder) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  /// The files in and below a folder, as paths relative to it, sorted.
  static func files(below folder: String) -> [String] {
    names(in: folder).flatMap { name in
      isFolder(folder + "/" + name) ? files(below: folder + "/" + name).map { name + "/" + $0 } : [name]
    }.sorted()
  }

  /// The permissions of a file; nil when there is none.
  static func mode(_ path: String) -> mode_t? {
    var status = stat()
    return stat(path, &status) == 0 ? status.st_mode & 0o7777 : nil
  }

  /// How many bytes a file has; 0 when there is none.
  static func size(_ path: String) -> Int {
    var status = stat()
    return stat(path, &status) == 0 ? Int(status.st_size) : 0
  }

  /// When a file or folder was last written to, in nanoseconds; 0 when there is none.
  static func modified(_ path: String) -> Int64 {
    var status = stat()
    guard stat(path, &status) == 0 else { return 0 }
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  /// Where a symbolic link points; nil when there is none.
  static func target(of link: String) -> String? {
    var buffer = [UInt8](repeating: 0, count: Int(PATH_MAX))
    let count = buffer.withUnsafeMutableBytes { bytes -> Int in
      guard let start = bytes.baseAddress else { return -1 }
      return readlink(link, start.assumingMemoryBound(to: CChar.self), bytes.count)
    }
    return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
  }

  /// Removes a file, or a folder and what is in it; what does not exist is no problem.
  static func remove(_ path: String) throws(DiagnosticError) {
    var status = stat()
    guard lstat(path, &status) == 0 else { return }
    if (status.st_mode & S_IFMT) == S_IFDIR {
      for name in names(in: path) { try remove(path + "/" + name) }
      guard rmdir(path) == 0 else { throw failure("remove the folder", path) }
    } else {
      guard unlink(path) == 0 else { throw failure("remove", path) }
    }
  }

  static func failure(_ action: String, _ path: String, _ code: Int32 = errno) -> DiagnosticError {
    let reason = String(cString: strerror(code))
    let kind: FailureKind =
      switch code {
      case EACCES, EPERM: .noPermission
      case ENOSPC, EIO, EDQUOT, EFBIG: .inputOutput
      default: .cannotCreate
      }
    return DiagnosticError(
      kind,
      Diagnostic(
        .error, code: "O-001", at: SourceLocation(file: path), "cannot \(action) \(path): \(reason)",
        advice: "Nothing was published; the report that was there before is untouched"))
  }
}
