import Diagnostics
import Tables

/// The observations of an SDMX data message as a tidy table: one row an observation.
struct SDMXTable {
  /// Dimensions in the order of the message, the value, attributes.
  private(set) var columns: [String] = []
  private(set) var grid = CellGrid()
  /// How many values the message gives as missing.
  private(set) var missing = 0
  private var position: [String: Int] = [:]
  private var slots: [[UInt8]?] = []
  private let limits: IngestLimits

  static let value = "OBS_VALUE"

  init(limits: IngestLimits) { self.limits = limits }

  mutating func set(_ name: String, _ value: String) {
    let column: Int
    if let known = position[name] {
      column = known
    } else {
      column = columns.count
      position[name] = column
      columns.append(name)
    }
    while slots.count <= column { slots.append(nil) }
    slots[column] = Array(value.utf8)
  }

  /// Writes the observation at hand.
  ///
  /// - Returns: false where there are more cells than the limit allows.
  mutating func endRow(line: Int) -> Bool {
    for slot in slots.indices {
      let value = slots[slot] ?? []
      if Self.isMissing(value) {
        missing += 1
        grid.append(EmptyCollection(), kind: .empty)
      } else {
        // Values and attributes may be numbers or codes (`01`): the declared columns say which.
        grid.append(text: value)
      }
      slots[slot] = nil
    }
    grid.endRow(line: line)
    return grid.kinds.count <= limits.cells
  }

  /// SDMX 3.0 writes a number that is intentionally missing as `NaN` and a text as `#N/A`.
  static func isMissing(_ value: some Collection<UInt8>) -> Bool {
    value.elementsEqual("NaN".utf8) || value.elementsEqual("#N/A".utf8) || value.elementsEqual("#NA".utf8)
  }
}
