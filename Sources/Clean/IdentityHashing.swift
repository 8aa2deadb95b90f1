import Tables

/// The column with every value replaced by a keyed hash: equal values stay equal, across waves too, and none can be read.
///
/// The first 16 hexadecimal digits of SHA-256 over the pipeline's seed and the value.
func hashedIdentity(_ column: Column, seed: UInt64) -> Column {
  var known: [String: String] = [:]
  var texts = TextStorage()
  for row in 0..<column.count {
    guard !column.isMissing(at: row) else {
      texts.append("")
      continue
    }
    let value = column.codeText(at: row)
    if let hash = known[value] {
      texts.append(hash)
    } else {
      let hash = String(sha256Hex([UInt8]("\(seed)\n\(value)".utf8)).prefix(16))
      known[value] = hash
      texts.append(hash)
    }
  }
  return Column(.text(texts), missing: column.missing)
}
