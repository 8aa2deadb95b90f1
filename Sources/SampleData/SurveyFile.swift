/// The survey as 问卷星 exports it "by text": GB18030, one row a response, answers as the words of the options.
struct SurveyFile {
  private let instrument: Instrument
  private var bytes: [UInt8] = []
  /// Words of the questionnaire as bytes.
  private var words: [String: [UInt8]] = [:]
  private let separator: [UInt8]
  private let emptyMark: [UInt8]
  private let skippedMark: [UInt8]
  private let second: [UInt8]
  private let place: [UInt8]
  private let channels: [[UInt8]]

  static let channelNames = [("微信", "N/A"), ("手机提交", "直接访问"), ("链接", "https://www.wjx.cn/")]

  init(instrument: Instrument) throws {
    self.instrument = instrument
    separator = try gb18030("┋")
    emptyMark = try gb18030("(空)")
    skippedMark = try gb18030("(跳过)")
    second = try gb18030("秒")
    place = try gb18030("(沧澜省-岚江)")
    channels = try Self.channelNames.map { try gb18030("\($0.0),\($0.1)") }
    let titles =
      ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", instrument.creditCodeHeader]
      + instrument.items.map(\.header)
    for (index, title) in titles.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      try append(title)
    }
    bytes += [13, 10]
  }

  /// What has been written since the last call.
  mutating func take() -> [UInt8] {
    defer { bytes.removeAll(keepingCapacity: true) }
    return bytes
  }

  var pendingCount: Int { bytes.count }

  mutating func append(_ response: Response) throws {
    bytes += "\(response.number),\(Self.time(response.submittedAt)),\(response.seconds)".utf8
    bytes += second
    bytes.append(UInt8(ascii: ","))
    bytes += channels[response.channel]
    let address = response.address
    bytes += ",10.\(address >> 16).\(address >> 8 & 255).\(address & 255)".utf8
    bytes += place
    bytes.append(UInt8(ascii: ","))
    try append(response.creditCode)
    for (item, answer) in zip(instrument.items, response.answers) {
      bytes.append(UInt8(ascii: ","))
      try append(answer, to: item, of: response)
    }
    bytes += [13, 10]
  }

  private mutating func append(_ answer: Answer, to item: Item, of response: Response) throws {
    switch answer {
    case .notAsked: bytes += skippedMark
    case .empty: bytes += emptyMark
    case .missing(let code): try append(item.missing[code] ?? "\(code)")
    case .number(let value): bytes += "\(value)".utf8
    case .text(let text): try append(text)
    case .option(let position): try append(item.options[position].label)
    case .options(let mask):
      var isFirst = true
      for (position, option) in item.options.enumerated() where mask & (1 << UInt32(position)) != 0 {
        if !isFirst { bytes += separator }
        isFirst = false
        try append(option.label)
        // Some say what "other" is.
        if option.label == "其他", response.number % 3 == 0 { try append("〖申报通知看到得太晚〗") }
      }
    }
  }

  private mutating func append(_ text: String) throws {
    if let known = words[text] {
      bytes += known
      return
    }
    var field = try gb18030(text)
    if text.utf8.contains(where: { [0x22, 0x2C, 0x0A, 0x0D].contains($0) }) {
      field = [0x22] + field.flatMap { $0 == 0x22 ? [0x22, 0x22] : [$0] } + [0x22]
    }
    if words.count < 4096 { words[text] = field }
    bytes += field
  }

  /// As the platform writes it: `2025/11/5 9:02:11`.
  static func time(_ seconds: Int) -> String {
    let (year, month, day) = CivilDay(number: seconds / 86400).parts
    let rest = seconds % 86400
    return "\(year)/\(month)/\(day) \(rest / 3600):\(padded(rest / 60 % 60)):\(padded(rest % 60))"
  }
}
