import Diagnostics

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What changes when a file is written to.
struct FileVersion: Equatable {
  var size = 0
  var seconds = 0
  var nanoseconds = 0

  init(_ descriptor: Int32) {
    var information = stat()
    guard fstat(descriptor, &information) == 0 else { return }
    size = Int(information.st_size)
    #if canImport(Darwin)
      let modified = information.st_mtimespec
    #else
      let modified = information.st_mtim
    #endif
    seconds = Int(modified.tv_sec)
    nanoseconds = Int(modified.tv_nsec)
  }
}

func changedFile(_ shownAs: String) -> DiagnosticError {
  fileProblem("F-004", shownAs, "changed while it was read", advice: "Run again once it is written")
}
