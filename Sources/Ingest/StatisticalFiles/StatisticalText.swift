import Tables

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// What speaks for one encoding or another in texts beyond ASCII.
struct TextCensus: Sendable {
  private var texts = 0
  private var notUTF8 = 0
  private var notGB18030 = 0
  /// Pairs of bytes in the rows of the Chinese characters and marks of GB 2312, and other pairs.
  private var commonPairs = 0
  private var otherPairs = 0

  mutating func count(_ text: some RandomAccessCollection<UInt8>) {
    guard text.contains(where: { $0 >= 0x80 }) else { return }
    texts += 1
    if String(validating: text, as: UTF8.self) == nil { notUTF8 += 1 }
    countPairs(Array(text))
  }

  private mutating func countPairs(_ text: [UInt8]) {
    var position = 0
    while position < text.count {
      let lead = text[position]
      position += 1
      if lead < 0x80 { continue }
      guard lead != 0x80, lead != 0xFF, position < text.count else {
        // A character that the end of a field has cut off says nothing.
        if position < text.count { notGB18030 += 1 }
        return
      }
      let trail = text[position]
      if (0x30...0x39).contains(trail) {
        position += 3
      } else if trail >= 0x40, trail != 0x7F, trail != 0xFF {
        position += 1
        if trail >= 0xA1, (0xA1...0xA9).contains(lead) || (0xB0...0xF7).contains(lead) {
          commonPairs += 1
        } else {
          otherPairs += 1
        }
      } else {
        notGB18030 += 1
        return
      }
    }
  }

  /// The encoding, for a file that names none, or Windows-1252, which programs write when they do not know.
  func encoding(declared: String?) -> String {
    if texts == 0 { return declared ?? "UTF-8" }
    if notUTF8 == 0 { return "UTF-8" }
    if notGB18030 == 0, commonPairs > 2 * otherPairs { return "GB18030" }
    return declared ?? "WINDOWS-1252"
  }
}

/// The name that covers what programs mean by a declared encoding: GB18030 for all of GB2312, GBK and code page 936.
func encodingName(_ declared: String) -> String {
  let key = declared.uppercased().filter { $0.isLetter || $0.isNumber }
  switch key {
  case "936", "CP936", "WINDOWS936", "GBK", "GB2312", "EUCCN", "ISOIR58", "GB18030", "54936", "CP54936":
    return "GB18030"
  case "UTF8", "65001", "CP65001": return "UTF-8"
  case "1252", "CP1252", "WINDOWS1252": return "WINDOWS-1252"
  default: return declared.uppercased()
  }
}

/// Turns texts of one encoding into UTF-8.
struct TextDecoder: ~Copyable {
  enum Outcome {
    case text([UInt8])
    /// All but the last character, of which the end of the field cut off a part.
    case cutOff([UInt8])
    /// The offset of the first byte that does not belong.
    case bad(Int)
  }

  let encoding: String
  private let descriptor: iconv_t?

  /// Nil when this system does not know the encoding.
  init?(_ encoding: String) {
    self.encoding = encoding
    guard encoding != "UTF-8" else {
      descriptor = nil
      return
    }
    let opened = iconv_open("UTF-8", encoding)
    guard Int(bitPattern: opened) != -1 else {
      descriptor = nil
      return nil
    }
    descriptor = opened
  }

  deinit {
    if let descriptor { iconv_close(descriptor) }
  }

  static func knows(_ encoding: String) -> Bool {
    if let decoder = TextDecoder(encoding) { !decoder.encoding.isEmpty } else { false }
  }

  func decode(_ text: ArraySlice<UInt8>) -> Outcome {
    guard text.contains(where: { $0 >= 0x80 }) else { return .text(Array(text)) }
    guard let descriptor else { return decodeUTF8(text) }
    var input = Array(text)
    var output = [UInt8](repeating: 0, count: 4 * input.count + 16)
    var failure: Int32 = 0
    var consumed = 0
    var written = 0
    iconv(descriptor, nil, nil, nil, nil)
    input.withUnsafeMutableBytes { source in
      output.withUnsafeMutableBytes { target in
        var from = source.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
        var fromLeft = source.count
        var to = target.baseAddress.map { $0.assumingMemoryBound(to: CChar.self) }
        var toLeft = target.count
        if iconv(descriptor, &from, &fromLeft, &to, &toLeft) == -1 { failure = errno }
        consumed = source.count - fromLeft
        written = target.count - toLeft
      }
    }
    output.removeLast(output.count - written)
    if failure == 0 { return .text(output) }
    return failure == EINVAL ? .cutOff(output) : .bad(consumed)
  }

  private func decodeUTF8(_ text: ArraySlice<UInt8>) -> Outcome {
    if String(validating: text, as: UTF8.self) != nil { return .text(Array(text)) }
    // A lead byte and too few that continue it, at the very end.
    for missing in 1...3 where missing < text.count {
      let start = text.endIndex - missing
      guard text[start] >= 0xC2 else { continue }
      let length = text[start] >= 0xF0 ? 4 : text[start] >= 0xE0 ? 3 : 2
      if length > missing, text[(start + 1)...].allSatisfy({ $0 & 0xC0 == 0x80 }),
        String(validating: text[..<start], as: UTF8.self) != nil
      {
        return .cutOff(Array(text[..<start]))
      }
      break
    }
    var offset = text.startIndex
    while offset < text.endIndex {
      let lead = text[offset]
      let length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2
      let end = min(text.endIndex, offset + length)
      guard String(validating: text[offset..<end], as: UTF8.self) != nil else { break }
      offset = end
    }
    return .bad(offset - text.startIndex)
  }

  /// For names and labels: bad bytes become U+FFFD, and `isDamaged` says so.
  func lenient(_ text: [UInt8], isDamaged: inout Bool) -> String {
    switch decode(text[...]) {
    case .text(let utf8): return String(decoding: utf8, as: UTF8.self)
    case .cutOff(let utf8): return String(decoding: utf8, as: UTF8.self)
    case .bad(let offset):
      isDamaged = true
      guard case .text(let front) = decode(text[..<offset]) else { return "\u{FFFD}" }
      return String(decoding: front, as: UTF8.self) + "\u{FFFD}"
        + (offset + 1 < text.count ? lenient(Array(text[(offset + 1)...]), isDamaged: &isDamaged) : "")
    }
  }
}
