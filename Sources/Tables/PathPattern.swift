#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// A path whose parts may have `*` (any characters, also none) and `?` (one character).
public struct PathPattern: Sendable {
  private let parts: [String]
  private let isAbsolute: Bool

  /// - Parameter text: the path as written, with `/` between its parts.
  public init(_ text: String) {
    isAbsolute = text.hasPrefix("/")
    parts = text.split(separator: "/").map(String.init)
  }

  /// Whether the text asks for more than the one file it names.
  public static func isPattern(_ text: String) -> Bool { text.contains("*") || text.contains("?") }

  /// The files that match, as paths written like the pattern, in the order of their bytes.
  ///
  /// Hidden files match only a part that starts with a point. The `~$` files that office programs leave beside an open
  /// document never match: they hold no data.
  ///
  /// - Parameter folder: what a relative pattern starts from.
  /// - Returns: paths, absolute only where the pattern is; empty when none matches.
  public func files(in folder: String) -> [String] {
    var found = [isAbsolute ? "/" : ""]
    for (position, part) in parts.enumerated() {
      let isLast = position == parts.count - 1
      found = found.flatMap { prefix in
        entries(part, in: prefix, folder).filter { !isLast || isFile(absolute($0, folder)) }
          .map { isLast ? $0 : $0 + "/" }
      }
    }
    return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }

  private func entries(_ part: String, in prefix: String, _ folder: String) -> [String] {
    guard Self.isPattern(part) else { return [prefix + part] }
    let names = namesInFolder(absolute(prefix, folder)) ?? []
    let pattern = Array(part.unicodeScalars)
    return names.filter { name in
      if name.hasPrefix("~$") || name.hasPrefix(".") && !part.hasPrefix(".") { return false }
      return Self.matches(pattern, Array(name.unicodeScalars))
    }.map { prefix + $0 }
  }

  private func absolute(_ path: String, _ folder: String) -> String {
    isAbsolute ? path : "\(folder)/\(path)"
  }

  private func isFile(_ path: String) -> Bool {
    var information = stat()
    return stat(path, &information) == 0 && information.st_mode & S_IFMT != S_IFDIR
  }

  /// Goes back to the last `*` where characters differ: time grows with the product of both lengths, no faster.
  static func matches(_ pattern: [Unicode.Scalar], _ text: [Unicode.Scalar]) -> Bool {
    var (p, t) = (0, 0)
    var retry: (pattern: Int, text: Int)?
    while t < text.count {
      if p < pattern.count, pattern[p] == "*" {
        retry = (p + 1, t)
        p += 1
      } else if p < pattern.count, pattern[p] == "?" || pattern[p] == text[t] {
        (p, t) = (p + 1, t + 1)
      } else if let star = retry {
        retry = (star.pattern, star.text + 1)
        (p, t) = (star.pattern, star.text + 1)
      } else {
        return false
      }
    }
    return pattern[p...].allSatisfy { $0 == "*" }
  }
}
