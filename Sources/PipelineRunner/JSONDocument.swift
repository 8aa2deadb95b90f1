#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A value as a document of JSON: keys in snake case and sorted, so that equal values are equal bytes.
///
/// - Parameter value: what the document says.
/// - Returns: its bytes, with the end of the last line.
/// - Throws: what the encoder does, such as for a number that is not finite.
public func jsonDocument(_ value: some Encodable) throws -> [UInt8] {
  let encoder = JSONEncoder()
  encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
  encoder.keyEncodingStrategy = .convertToSnakeCase
  return [UInt8](try encoder.encode(value)) + [UInt8(ascii: "\n")]
}
