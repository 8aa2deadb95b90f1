/// A LIKE pattern: `%` is any text, `_` is any one character (code point), all else stands for itself.
struct LikePattern: Sendable {
  private enum Element: Sendable, Equatable {
    case any, one
    case byte(UInt8)
  }

  private let elements: [Element]

  init(_ pattern: String) {
    elements = pattern.utf8.map { byte in
      switch byte {
      case UInt8(ascii: "%"): .any
      case UInt8(ascii: "_"): .one
      default: .byte(byte)
      }
    }
  }

  /// - Complexity: at most the product of both lengths, in practice their sum.
  func matches(_ text: UnsafeBufferPointer<UInt8>) -> Bool {
    var index = 0
    var place = 0
    // Where to go on when the last `%` must take one more character.
    var retry: (index: Int, place: Int)?
    while index < text.count {
      if place < elements.count {
        switch elements[place] {
        case .any:
          place += 1
          retry = (index, place)
          continue
        case .one:
          index = Self.next(index, text)
          place += 1
          continue
        case .byte(let byte) where byte == text[index]:
          index += 1
          place += 1
          continue
        case .byte: break
        }
      }
      guard let last = retry else { return false }
      index = Self.next(last.index, text)
      place = last.place
      retry = (index, place)
    }
    while place < elements.count, elements[place] == .any { place += 1 }
    return place == elements.count
  }

  /// The start of the next code point.
  private static func next(_ index: Int, _ text: UnsafeBufferPointer<UInt8>) -> Int {
    var next = index + 1
    while next < text.count, text[next] & 0xC0 == 0x80 { next += 1 }
    return next
  }
}
