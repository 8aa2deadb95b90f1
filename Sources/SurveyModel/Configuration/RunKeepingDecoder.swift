extension PipelineDecoder {
  /// `lock`.
  func locking() -> RunLocking { reader.word("lock", as: RunLocking.self) ?? .flock }

  /// `retention`; nil: no run is ever removed.
  func retention() -> RetentionSettings? {
    guard let reader = reader.mapping("retention", "retention") else { return nil }
    let gigabytes = reader.number("max_gb")
    if let gigabytes, gigabytes <= 0 {
      reader.problem(.outOfRange, "max_gb", "`retention.max_gb` must be above 0, found \(gigabytes)")
    }
    return RetentionSettings(
      keepLast: reader.integer("keep_last", in: 1...1_000_000),
      keepsPublished: reader.boolean("keep_published") ?? false,
      maximumGigabytes: gigabytes)
  }
}
