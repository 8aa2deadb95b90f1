import Diagnostics
import Foundation
import Tables

@testable import Clean

/// A seeded generator for random test data (SplitMix64).
struct KeyedTestGenerator: RandomNumberGenerator {
  var state: UInt64

  init(_ seed: Int) { state = UInt64(seed) &* 0xD134_2543_DE82_EF95 &+ 1 }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

func doubles(_ values: [Double?]) -> Column {
  var builder = DoubleColumnBuilder()
  for value in values {
    if let value { builder.append(value) } else { builder.appendMissing(.empty) }
  }
  return builder.finish()
}

func table(_ columns: [(name: String, column: Column)]) -> Table {
  Table(columns, rowCount: columns.first?.column.count ?? 0)
}

/// The bytes of a file of the fixtures.
func fixture(_ path: String) throws -> Data {
  let folder = Bundle.module.resourceURL ?? URL(fileURLWithPath: ".")
  return try Data(contentsOf: folder.appendingPathComponent("Fixtures/" + path))
}

/// The problems with which the call is refused.
func problems(_ body: () throws -> Void) -> [Diagnostic] {
  do {
    try body()
    return []
  } catch let error as DiagnosticError {
    return error.diagnostics
  } catch {
    return []
  }
}
