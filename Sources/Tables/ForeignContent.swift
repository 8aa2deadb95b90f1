import Diagnostics

/// Why a file cannot be delimited text, judged by its first bytes and its name; nil when nothing speaks against it.
///
/// A workbook is told by what it is rather than by its first odd byte. Text in a file that is named like a workbook is
/// refused too: whoever named it so means another reader, and the next program to open it will fail.
func foreignContent(_ bytes: [UInt8], file: String) -> Diagnostic? {
  let location = SourceLocation(file: file)
  let signatures: [(start: [UInt8], what: String, advice: String)] = [
    ([0x50, 0x4B, 0x03, 0x04], "a zip archive, probably a workbook", "Name it .xlsx, or save the sheet as CSV"),
    (
      [0xD0, 0xCF, 0x11, 0xE0], "an old binary workbook (.xls)",
      "Open it in a spreadsheet program and save it as .xlsx or CSV"
    ),
  ]
  for signature in signatures where bytes.starts(with: signature.start) {
    return Diagnostic(
      .error, code: "T-010", at: location, "\(signature.what), not delimited text", advice: signature.advice)
  }
  let name = file.split(separator: "/").last ?? ""
  let lowered = name.lowercased()
  for ending in [".xlsx", ".xlsm", ".xls", ".ods"] where lowered.hasSuffix(ending) {
    return Diagnostic(
      .error, code: "T-010", at: location,
      "the name ends in \(ending) like a workbook's, but this is no workbook; it may be delimited text",
      advice: "If it is text, name it \(name.dropLast(ending.count)).csv; else save the workbook again")
  }
  return nil
}
