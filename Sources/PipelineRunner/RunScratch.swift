import Diagnostics
import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The folders that a run is still filling, so that one that is stopped by a signal leaves none of them behind.
///
/// A stop waits for the step that is going on and lets none begin after it.
final class RunScratch: Sendable {
  private let places = Mutex<Set<String>>([])

  /// A step on files that a stop does not cut in two.
  func step<Result>(_ body: () throws(DiagnosticError) -> Result) throws(DiagnosticError) -> Result {
    let outcome: Swift.Result<Result, DiagnosticError> = places.withLock { _ in
      do throws(DiagnosticError) {
        return .success(try body())
      } catch {
        return .failure(error)
      }
    }
    return try outcome.get()
  }

  /// Fills a folder or file that is known by a passing name; removed when that fails.
  func filling(_ place: String, _ body: () throws(DiagnosticError) -> Void) throws(DiagnosticError) {
    try FileSystem.remove(place)
    places.withLock { _ = $0.insert(place) }
    do throws(DiagnosticError) {
      try body()
    } catch {
      discard(place)
      throw error
    }
  }

  /// Keeps a place in mind that will be filled.
  func occupy(_ place: String) { places.withLock { _ = $0.insert(place) } }

  /// Removes what lies at a place that was filled, if anything still does.
  func discard(_ place: String) {
    places.withLock {
      try? FileSystem.remove(place)
      $0.remove(place)
    }
  }

  /// Removes every folder that is being filled and ends; no step goes on afterwards.
  ///
  /// - Parameters:
  ///   - milliseconds: how long the step that is going on is waited for; what it leaves, the next run removes.
  ///   - end: what remains to be done; leaves the program.
  func stop(within milliseconds: Int, _ end: () -> Never) -> Never {
    for _ in 0..<max(1, milliseconds / 10) {
      _ = places.withLockIfAvailable { places -> Bool in
        for place in places { try? FileSystem.remove(place) }
        end()
      }
      usleep(10_000)
    }
    end()
  }
}
