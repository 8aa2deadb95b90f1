import Foundation

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// SIGINT and SIGTERM, heard on a thread of its own: all cores may be busy with a stage that asks for nothing.
enum StopSignals {
  /// A handler of signals may do little more than write to a pipe, and can reach nothing but what is global.
  private static let pipe: (read: Int32, write: Int32) = {
    var ends: [Int32] = [-1, -1]
    _ = ends.withUnsafeMutableBufferPointer { Foundation.pipe($0.baseAddress) }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    return (ends[0], ends[1])
  }()

  /// Calls `body` with the first of the two signals that comes.
  ///
  /// One that is ignored already, as by `nohup` or in a shell's background, stays ignored.
  static func watch(_ body: @escaping @Sendable (Int32) -> Never) {
    let source = pipe.read
    guard source >= 0 else { return }
    for number in [SIGINT, SIGTERM] where !isIgnored(number) {
      var action = sigaction()
      let handler: @convention(c) (Int32) -> Void = { number in
        let saved = errno
        var byte = UInt8(truncatingIfNeeded: number)
        _ = write(StopSignals.pipe.write, &byte, 1)
        errno = saved
      }
      #if canImport(Glibc)
        action.__sigaction_handler.sa_handler = handler
      #else
        action.__sigaction_u.__sa_handler = handler
      #endif
      action.sa_flags = SA_RESTART
      sigaction(number, &action, nil)
    }
    Thread.detachNewThread {
      var byte: UInt8 = 0
      while read(source, &byte, 1) != 1 {}
      body(Int32(byte))
    }
  }

  private static func isIgnored(_ number: Int32) -> Bool {
    var action = sigaction()
    guard sigaction(number, nil, &action) == 0 else { return false }
    #if canImport(Glibc)
      return unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #else
      return unsafeBitCast(action.__sigaction_u.__sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    #endif
  }
}
