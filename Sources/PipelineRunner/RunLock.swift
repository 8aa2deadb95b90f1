import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// Who writes to an output root.
public struct LockHolder: Sendable, Hashable, Codable {
  public var pid: Int32
  public var host: String
  /// UTC, as in the log.
  public var start: String
  /// As it was typed.
  public var command: String
}

extension LockHolder: CustomStringConvertible {
  /// `pid 4121 on report1 since 2025-07-22T14:02:07.412Z (bizclimate run --force index)`.
  public var description: String { "pid \(pid) on \(host) since \(start) (\(command))" }
}

/// `flock(2)` on `.state/lock` of an output root, held while a run writes there.
///
/// The kernel lets go of it when its holder ends, however that ends, so it cannot go stale. What the file says of the holder
/// is for messages only.
struct RunLock: Sendable {
  private let descriptor: Int32

  /// How long a holder that is named is waited for at least, in milliseconds: it may be about to end.
  private static let moment: Int64 = 150
  /// How long one that is not named is: a look at the lock by `status`, which a busy machine may hold up, or a run that has
  /// just begun.
  private static let glance: Int64 = 5000

  private static func path(_ root: String) -> String { root + "/.state/lock" }

  /// Takes the lock; the folder `.state` must be there.
  ///
  /// - Parameters:
  ///   - root: the output root.
  ///   - command: what is run, as it was typed.
  ///   - milliseconds: how long to wait for another holder to end.
  /// - Throws: kind `locked` with the holder when it does not, and where the file cannot be made.
  init(root: String, command: String, waiting milliseconds: Int64) async throws(DiagnosticError) {
    let path = Self.path(root)
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw FileSystem.failure("create", path) }
    let start = Clock.now()
    while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
      let code = errno
      guard code == EWOULDBLOCK || code == EINTR else {
        close(descriptor)
        throw DiagnosticError(
          .inputOutput,
          Diagnostic(
            .error, code: "O-011", at: SourceLocation(file: path),
            "the file system cannot lock: \(String(cString: strerror(code)))",
            advice: "Write `lock: none` in pipeline.yaml, and see to it that two runs never overlap"))
      }
      let holder = Self.text(descriptor)
      guard Clock.now() - start < max(milliseconds, holder == nil ? Self.glance : Self.moment) else {
        close(descriptor)
        throw Self.locked(holder, waited: milliseconds)
      }
      try? await Task.sleep(for: .milliseconds(20))
    }
    let holder = LockHolder(pid: getpid(), host: Clock.host(), start: Clock.text(Clock.now()), command: command)
    let text = (try? JSONEncoder().encode(holder)).map { [UInt8]($0) } ?? []
    // The lock holds without it.
    _ = ftruncate(descriptor, 0)
    _ = text.withUnsafeBytes { pwrite(descriptor, $0.baseAddress, $0.count, 0) }
  }

  /// Lets go of the lock.
  func release() {
    _ = ftruncate(descriptor, 0)
    close(descriptor)
  }

  /// Who holds the lock of an output root; nil: nobody.
  static func holder(root: String) -> LockHolder? {
    let descriptor = open(path(root), O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) != 0, errno == EWOULDBLOCK else { return nil }
    return text(descriptor) ?? LockHolder(pid: 0, host: "unknown", start: "unknown", command: "unknown")
  }

  private static func text(_ descriptor: Int32) -> LockHolder? {
    var buffer = [UInt8](repeating: 0, count: 65_536)
    let count = buffer.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, 0) }
    guard count > 0 else { return nil }
    return try? JSONDecoder().decode(LockHolder.self, from: Data(buffer[..<count]))
  }

  private static func locked(_ holder: LockHolder?, waited milliseconds: Int64) -> DiagnosticError {
    let waited = milliseconds > 0 ? ", still after \(milliseconds / 1000) s" : ""
    return DiagnosticError(
      .locked,
      Diagnostic(
        .error, code: "O-010", "another run holds the lock\(waited): \(holder?.description ?? "it is just beginning")",
        advice: milliseconds > 0 ? "Try again later" : "Try again later, or use --wait 10m"))
  }
}
