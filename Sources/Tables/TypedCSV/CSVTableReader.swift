public import Diagnostics

/// Reads a delimited file with a header straight into a typed table, on all cores.
///
/// The rules of the text are those of ``CSVReader``. The file is cut into chunks that are read independently: each cell
/// goes from the file's bytes into its column, without a `String` or an allocation on the way. Blank lines are left
/// out; rows with another number of cells than the header are set aside, unless what they have more is empty.
///
/// ```swift
/// let reading = try CSVTableReader.read("survey.csv", shownAs: "survey.csv")
/// ```
///
/// The result is the same for any number of threads.
public enum CSVTableReader {
  /// - Parameters:
  ///   - path: where the file is.
  ///   - file: the path that messages name.
  ///   - options: separator, encoding, types, where they are known.
  /// - Returns: the table and what could not be read.
  /// - Throws: ``DiagnosticError`` of kind `missingInput` when the file cannot be read, or changes while it is;
  ///   `content` for bad bytes, NUL bytes, a quote that is never closed (with the line where it opened), a file
  ///   without a header.
  public static func read(
    _ path: String, shownAs file: String, options: CSVTableOptions = CSVTableOptions()
  ) throws(DiagnosticError) -> CSVTableReading {
    let mapped = try MappedFile(path, shownAs: file)
    let reading = try mapped.withBytes { (bytes) throws(DiagnosticError) in
      try CSVTableRead(file: file, options: options).read(bytes)
    }
    try mapped.checkUnchanged(shownAs: file)
    return reading
  }

  /// Reads a file that is in memory; as ``read(_:shownAs:options:)`` otherwise.
  public static func read(
    bytes: [UInt8], file: String, options: CSVTableOptions = CSVTableOptions()
  ) throws(DiagnosticError) -> CSVTableReading {
    try CSVTableRead(file: file, options: options).readPadded(bytes)
  }
}
