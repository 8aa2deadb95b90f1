/// How many columns of a terminal a text takes; full-width characters take two.
///
/// - Parameter text: one line.
/// - Returns: the columns.
public func terminalWidth(_ text: String) -> Int {
  text.unicodeScalars.reduce(0) { $0 + ($1.value >= 0x2E80 ? 2 : 1) }
}
