extension Table {
  /// The SHA-256 sum of names, types, cells and kinds of missing, in hexadecimal: equal for equal tables on one kind of
  /// machine. Where rows were read from does not count.
  public func contentDigest() -> String {
    var hash = SHA256()
    hash.update(number: rowCount)
    for (name, column) in zip(names, columns) {
      hash.update(text: name)
      hash.update(text: column.type.rawValue)
      column.feed(&hash)
    }
    return hash.finalize().map(hex).joined()
  }
}

extension SHA256 {
  fileprivate mutating func update(number: Int) { update(values: [number]) }

  /// With its length, so that two texts never read as two others.
  fileprivate mutating func update(text: String) {
    let bytes = Array(text.utf8)
    update(number: bytes.count)
    update(bytes)
  }

  fileprivate mutating func update(values: [some BitwiseCopyable]) {
    values.withUnsafeBytes { update($0.assumingMemoryBound(to: UInt8.self)) }
  }
}

extension Column {
  fileprivate func feed(_ hash: inout SHA256) {
    switch storage {
    case .bool(let values): hash.update(values: values)
    case .int8(let values):
      hash.update(number: 1)
      hash.update(values: values)
    case .int16(let values):
      hash.update(number: 2)
      hash.update(values: values)
    case .int32(let values):
      hash.update(number: 4)
      hash.update(values: values)
    case .int64(let values):
      hash.update(number: 8)
      hash.update(values: values)
    case .double(let values): hash.update(values: values)
    case .date(let values): hash.update(values: values)
    case .dateTime(let values): hash.update(values: values)
    case .category(let values):
      feed(values.dictionary, &hash)
      switch values.codes {
      case .uint8(let codes): hash.update(values: codes)
      case .uint16(let codes): hash.update(values: codes)
      case .uint32(let codes): hash.update(values: codes)
      }
    case .set(let values):
      feed(values.options, &hash)
      hash.update(values: values.masks)
    case .text(let values):
      hash.update(values: values.offsets)
      hash.update(values.bytes)
    }
    hash.update(number: missing.count)
    hash.update(values: missing)
  }

  private func feed(_ texts: [String], _ hash: inout SHA256) {
    hash.update(number: texts.count)
    for text in texts { hash.update(text: text) }
  }
}
