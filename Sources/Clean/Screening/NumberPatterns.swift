import Expressions

/// The numbers that identify a person, a firm or an account, as groups of characters.
enum NumberPatterns {
  /// What the groups begin with, and the number of groups that it takes.
  struct Match {
    var kind: OpenTextScreening.Kind
    var groups: Int
  }

  /// The longest number that the first groups of digits and letters make: an identity number, a credit code, or a card.
  static func codes(_ found: CharacterGroups) -> Match? {
    var length = 0
    for (position, size) in found.sizes.enumerated() {
      length += size
      // Blanks in a code stand between groups of some length; single digits in a row are a list.
      guard size >= 2 else { return nil }
      guard length >= 16 else { continue }
      guard length <= 19 else { return nil }
      let characters = found.characters[..<length]
      let sizes = found.sizes[...position]
      if length == 18, isIdentityNumber(characters) { return Match(kind: .identityNumber, groups: position + 1) }
      if length == 18, USCC.normalized(String(decoding: characters, as: UTF8.self)) != nil {
        return Match(kind: .creditCode, groups: position + 1)
      }
      if isCard(characters, sizes) { return Match(kind: .bankCard, groups: position + 1) }
    }
    return nil
  }

  /// The mainland telephone number, mobile or fixed, that the first groups of digits make.
  static func phone(_ found: CharacterGroups) -> Match? {
    var groups = found.sizes[...]
    var digits = found.characters[...]
    // +86 and 0086, as a group of its own or run together with the number.
    var isInternational = false
    for prefix in ["0086", "86"] where !isInternational && digits.starts(with: prefix.utf8) {
      guard let first = groups.first, first == prefix.utf8.count || first >= 11 + prefix.utf8.count - 1 else {
        continue
      }
      isInternational = true
      digits = digits.dropFirst(prefix.utf8.count)
      if first == prefix.utf8.count {
        groups = groups.dropFirst()
      } else {
        groups[groups.startIndex] -= prefix.utf8.count
      }
    }
    var length = 0
    for position in groups.indices {
      length += groups[position]
      guard groups[position] >= 3 || position == groups.startIndex && isInternational, length <= 12 else { return nil }
      let number = digits.prefix(length)
      let sizes = groups[...position]
      if isMobile(number, sizes) || isLandline(number, sizes, isInternational: isInternational) {
        return Match(kind: .phone, groups: position + 1)
      }
    }
    return nil
  }

  /// 1, 3 to 9, nine more digits (numbering plan of the Ministry of Industry and Information Technology, 2017), in the
  /// groups that people write.
  private static func isMobile(_ digits: ArraySlice<UInt8>, _ sizes: ArraySlice<Int>) -> Bool {
    guard digits.count == 11, digit(digits, 0) == 1, digit(digits, 1) >= 3 else { return false }
    let usual = [[11], [3, 4, 4], [3, 8], [7, 4], [3, 3, 5], [4, 3, 4], [5, 6]]
    return usual.contains { $0.elementsEqual(sizes) }
  }

  /// An area code from 0 (after +86 without it) and seven or eight digits: 010 and 02x have eight, other areas seven or
  /// eight. The number does not begin with 0 or 1.
  private static func isLandline(
    _ digits: ArraySlice<UInt8>, _ sizes: ArraySlice<Int>, isInternational: Bool
  ) -> Bool {
    let hasZero = digit(digits, 0) == 0
    guard hasZero || isInternational else { return false }
    let area = hasZero ? 1 : 0
    let isLarge = digit(digits, area) == 1 && digit(digits, area + 1) == 0 || digit(digits, area) == 2
    guard isLarge || digit(digits, area) >= 3 else { return false }
    let areaLength = area + (isLarge ? 2 : 3)
    let local = digits.count - areaLength
    guard local == 8 || local == 7 && !isLarge, digit(digits, areaLength) >= 2 else { return false }
    // The area code stands alone, or all is one run.
    return sizes.count == 1 || sizes.first == areaLength
  }

  /// A citizen's identity number: six digits of place, the date of birth, three digits of order and a check character by
  /// ISO 7064 MOD 11-2 (GB 11643-1999).
  static func isIdentityNumber(_ characters: ArraySlice<UInt8>) -> Bool {
    guard characters.count == 18 else { return false }
    var sum = 0
    var weight = 1
    // From the right: weights are powers of 2 modulo 11, that of the check character is 1.
    for (position, character) in characters.reversed().enumerated() {
      let value: Int
      if ScreenedText.isDigit(UInt32(character)) {
        value = Int(character) - 0x30
      } else if position == 0, character == UInt8(ascii: "X") {
        value = 10
      } else {
        return false
      }
      sum += value * weight
      weight = weight * 2 % 11
    }
    guard sum % 11 == 1, digit(characters, 0) >= 1 else { return false }
    let year = number(characters, 6, 4)
    let month = number(characters, 10, 2)
    let day = number(characters, 12, 2)
    return (1800...2199).contains(year) && (1...12).contains(month) && (1...31).contains(day)
  }

  /// 16 to 19 digits that pass the check of ISO/IEC 7812-1 (Luhn), in one run or in fours; UnionPay's 62 need not pass, as
  /// a mistyped number tells nearly as much.
  private static func isCard(_ characters: ArraySlice<UInt8>, _ sizes: ArraySlice<Int>) -> Bool {
    guard (16...19).contains(characters.count) else { return false }
    guard sizes.count == 1 || sizes.dropLast().allSatisfy({ $0 == 4 }) || sizes.elementsEqual([6, 13]) else {
      return false
    }
    guard characters.allSatisfy({ ScreenedText.isDigit(UInt32($0)) }) else { return false }
    // Industry digits of banks and travel; years in a row begin otherwise.
    guard (3...6).contains(digit(characters, 0)) else { return false }
    if digit(characters, 0) == 6, digit(characters, 1) == 2 { return true }
    var sum = 0
    for (position, character) in characters.reversed().enumerated() {
      let value = Int(character) - 0x30
      let doubled = position % 2 == 1 ? 2 * value : value
      sum += doubled > 9 ? doubled - 9 : doubled
    }
    return sum % 10 == 0
  }

  private static func digit(_ characters: ArraySlice<UInt8>, _ place: Int) -> Int {
    place < characters.count ? Int(characters[characters.startIndex + place]) - 0x30 : -1
  }

  private static func number(_ characters: ArraySlice<UInt8>, _ place: Int, _ length: Int) -> Int {
    (place..<place + length).reduce(0) { 10 * $0 + digit(characters, $1) }
  }
}
