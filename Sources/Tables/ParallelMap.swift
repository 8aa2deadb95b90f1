internal import CKernels
internal import Dispatch
internal import Synchronization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// The cores that this process may use.
public func availableCores() -> Int { max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

/// Keeps this process on some of the cores that it may use, whatever it does. No result depends on it.
///
/// - Parameter count: how many, 1 or more; with more than there are, nothing changes.
/// - Returns: whether the system knows how: Linux does.
public func limitCores(to count: Int) -> Bool { ck_limit_cores(Int32(clamping: count)) != 0 }

/// The results of `body` for 0..<count in order, worked out on up to `threads` threads.
///
/// Every item must depend on its index alone; then the results do not depend on the number of threads.
public func parallelMap<Result: Sendable>(
  count: Int, threads: Int, _ body: @Sendable (Int) -> Result
) -> [Result] {
  guard threads > 1, count > 1 else { return (0..<count).map(body) }
  let results = Mutex<[Result?]>(Array(repeating: nil, count: count))
  let next = Atomic<Int>(0)
  DispatchQueue.concurrentPerform(iterations: min(threads, count)) { _ in
    while true {
      let item = next.wrappingAdd(1, ordering: .relaxed).oldValue
      if item >= count { return }
      let result = body(item)
      results.withLock { $0[item] = result }
    }
  }
  return results.withLock { $0.compactMap(\.self) }
}
