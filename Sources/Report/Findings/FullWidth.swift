/// Turns half-width punctuation that touches Chinese text into full-width punctuation, without the spaces around it.
///
/// A bracket follows its partner; a mark between digits or Latin letters stays as it is.
func fullWidthPunctuation(_ text: String) -> String {
  let marks: [Character: Character] = [",": "，", ";": "；", ":": "：", "(": "（", ")": "）", "?": "？", "!": "！"]
  var characters = Array(text)
  var open: [Int] = []
  var partner: [Int: Int] = [:]
  for (index, character) in characters.enumerated() {
    if character == "(" {
      open.append(index)
    } else if character == ")", let start = open.popLast() {
      partner[start] = index
      partner[index] = start
    }
  }
  func touches(_ index: Int) -> Bool {
    var before = index - 1
    while before >= 0, characters[before] == " " { before -= 1 }
    var after = index + 1
    while after < characters.count, characters[after] == " " { after += 1 }
    return (before >= 0 && isChinese(characters[before])) || (after < characters.count && isChinese(characters[after]))
  }
  var converted: Set<Int> = []
  for index in characters.indices where marks[characters[index]] != nil {
    if touches(index) || partner[index].map(touches) ?? false { converted.insert(index) }
  }
  for index in converted { characters[index] = marks[characters[index]] ?? characters[index] }
  var out = ""
  for (index, character) in characters.enumerated() {
    if character == " " {
      var before = index - 1
      while before >= 0, characters[before] == " " { before -= 1 }
      var after = index + 1
      while after < characters.count, characters[after] == " " { after += 1 }
      if converted.contains(before) || converted.contains(after) { continue }
    }
    out.append(character)
  }
  return out
}

/// Han characters and the full-width punctuation that goes with them.
func isChinese(_ character: Character) -> Bool {
  guard let scalar = character.unicodeScalars.first?.value else { return false }
  switch scalar {
  case 0x2E80...0x2FDF, 0x3001...0x303F, 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF00...0xFF65,
    0x20000...0x3FFFF:
    return true
  default:
    return false
  }
}
