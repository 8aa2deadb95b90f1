/// Stops the process when a promise is broken, and says which one: a precondition would be silent in release mode.
@inlinable
public func promise(
  _ holds: Bool, _ promise: @autoclosure () -> String, file: StaticString = #fileID, line: UInt = #line
) {
  guard holds else { fatalError("broken promise: " + promise(), file: file, line: line) }
}
