import Diagnostics

/// The names that sheets and the table of texts are read by, without their prefix.
enum SheetWord: UInt8 {
  case other
  case sheetData, row, cell, value, formula, inline, mergeCell
  case item, text, phonetic
  // Attributes; `s` and `t` are those of a cell.
  case reference, style, type, range, space
}

/// Why the reading of a part stops.
enum TokenStop: Error {
  /// The file is not to be read.
  case problem(DiagnosticError)
  /// The part is written in a way that only the full parser knows; whether it is sound is not said.
  case irregular
}

enum TokenEvent {
  case start
  case end
  case finished
}

/// A cell of the commonest form, `<c r="…" s="…" t="…"><v>…</v></c>`; its bytes are good until the next tag is read.
struct PlainCell {
  var reference: UnsafeBufferPointer<UInt8>
  var style: Int
  /// Empty without the attribute.
  var type: UnsafeBufferPointer<UInt8>
  var text: UnsafeBufferPointer<UInt8>
}

/// A part of a workbook as a stream of start and end tags.
protocol SheetTokens: ~Copyable {
  /// The element that starts or ends.
  var element: SheetWord { get }
  /// Elements open, the one that starts included and the one that ends not.
  var depth: Int { get }

  /// The next tag; text between is skipped.
  mutating func next() throws(TokenStop) -> TokenEvent
  /// Reads a cell as a whole, if one of the commonest form comes next; else reads nothing.
  mutating func plainCell() throws(TokenStop) -> PlainCell?
  /// Reads the element that has just started to its end, and appends all text in it.
  mutating func readContent(into text: inout [UInt8]) throws(TokenStop)
  /// Calls `body` with each attribute of the element that has just started.
  borrowing func forEachAttribute(_ body: (SheetWord, UnsafeBufferPointer<UInt8>) throws(TokenStop) -> Void)
    throws(TokenStop)
  /// An error in this part.
  borrowing func problem(_ code: String, _ message: String, advice: String?) -> DiagnosticError
}

extension SheetTokens where Self: ~Copyable {
  /// Reads on to the end of the element that has just started.
  mutating func skipElement() throws(TokenStop) {
    let outer = depth - 1
    while true {
      switch try next() {
      case .end where depth == outer: return
      case .finished: return
      default: continue
      }
    }
  }
}

/// The tags of a part as the full parser reads them.
struct ParsedTokens: SheetTokens, ~Copyable {
  private let stream: XMLStream
  private let elements: [(name: XMLStream.Name?, word: SheetWord)]
  private let attributes: [(name: XMLStream.Name?, word: SheetWord)]
  private(set) var element = SheetWord.other

  init(_ part: any XMLSource, file: String, limits: IngestLimits) throws(DiagnosticError) {
    let opened = try XMLStream(part, file: file, limits: limits)
    stream = opened
    let elementWords: [(String, SheetWord)] = [
      ("c", .cell), ("v", .value), ("row", .row), ("f", .formula), ("is", .inline), ("t", .text), ("si", .item),
      ("rPh", .phonetic), ("mergeCell", .mergeCell), ("sheetData", .sheetData),
    ]
    let attributeWords: [(String, SheetWord)] = [
      ("r", .reference), ("s", .style), ("t", .type), ("ref", .range), ("space", .space),
    ]
    elements = elementWords.map { (opened.intern($0.0), $0.1) }
    attributes = attributeWords.map { (opened.intern($0.0), $0.1) }
  }

  var depth: Int { stream.depth }

  mutating func next() throws(TokenStop) -> TokenEvent {
    while true {
      switch try step() {
      case .start:
        element = word(elements)
        return .start
      case .end:
        element = word(elements)
        return .end
      case .finished: return .finished
      case .text: continue
      }
    }
  }

  mutating func plainCell() -> PlainCell? { nil }

  mutating func readContent(into text: inout [UInt8]) throws(TokenStop) {
    let outer = depth - 1
    while true {
      switch try step() {
      case .text:
        do throws(DiagnosticError) { try stream.appendText(to: &text) } catch { throw .problem(error) }
      case .end where depth == outer: return
      case .finished: return
      default: continue
      }
    }
  }

  borrowing func forEachAttribute(_ body: (SheetWord, UnsafeBufferPointer<UInt8>) throws(TokenStop) -> Void)
    throws(TokenStop)
  {
    var stop: TokenStop?
    do throws(DiagnosticError) {
      try stream.forEachAttribute { (name, value) throws(DiagnosticError) in
        let word = attributes.first { $0.name == name }?.word
        guard stop == nil, let word else { return }
        do throws(TokenStop) { try body(word, value) } catch { stop = error }
      }
    } catch {
      throw .problem(error)
    }
    if let stop { throw stop }
  }

  borrowing func problem(_ code: String, _ message: String, advice: String?) -> DiagnosticError {
    stream.problem(code, line: nil, message, advice: advice)
  }

  private func step() throws(TokenStop) -> XMLStream.Event {
    do throws(DiagnosticError) { return try stream.next() } catch { throw .problem(error) }
  }

  private func word(_ words: [(name: XMLStream.Name?, word: SheetWord)]) -> SheetWord {
    words.first { $0.name == stream.name }?.word ?? .other
  }
}
