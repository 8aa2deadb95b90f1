import Diagnostics
import SurveyModel
import Testing

@Suite("Every key in force is known by its value and by what gave it")
struct ConfigurationOriginsTests {
  private func origins(_ overrides: [String] = []) throws -> [ConfigurationOrigin] {
    let pipeline = try TemporaryPipeline(SmallPipeline.files)
    defer { pipeline.remove() }
    _ = try loadPipeline(folder: pipeline.folder, overrides: overrides)
    return try configurationOrigins(folder: pipeline.folder, overrides: overrides).map { origin in
      guard case .line(var location) = origin.giver else { return origin }
      location.file = String(location.file.dropFirst(pipeline.folder.count + 1))
      var origin = origin
      origin.giver = .line(location)
      return origin
    }
  }

  private func find(_ key: String, in file: String = "pipeline.yaml", _ origins: [ConfigurationOrigin])
    -> ConfigurationOrigin?
  {
    origins.first { $0.file == file && $0.key == key }
  }

  /// The line of pipeline.yaml that begins with a text.
  private func line(_ start: String, in text: String = SmallPipeline.pipeline) -> Int? {
    text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex { $0.hasPrefix(start) }.map { $0 + 1 }
  }

  @Test("A value is from its line, an override goes before it, and what neither gives is the default")
  func precedence() throws {
    let found = try origins(["seed=9", "uncertainty.replicates=300"])
    #expect(find("seed", found)?.value == "9" && find("seed", found)?.giver == .override("--set"))
    #expect(find("uncertainty.replicates", found)?.giver == .override("--set"))
    let bootstrap = find("uncertainty.bootstrap", found)
    #expect(bootstrap?.value == "50")
    #expect(bootstrap?.giver == .line(SourceLocation(file: "pipeline.yaml", line: line("uncertainty:"))))
    let wave = find("wave", found)
    #expect(wave?.giver == .line(SourceLocation(file: "pipeline.yaml", line: line("wave:"))))
    let limits = find("sources.office.limits.depth", found)
    #expect(limits?.value == "64" && limits?.giver == .standard)
    #expect(find("sources.published.limits.depth", found)?.value == "80")
    #expect(find("sources.survey.format", found)?.value == "by the file's ending")
  }

  @Test("Lists and texts in two languages are one line; an override of one item parts them")
  func lists() throws {
    let whole = try origins()
    #expect(find("languages", whole)?.value == "[zh, en]")
    #expect(find("title", whole)?.value == "{zh: 小, en: Small}")
    #expect(find("domains", whole)?.value == "[[size], [Q01, size]]")
    let parted = try origins(["languages.1=zh", "languages.0=en", "title.en=Tiny"])
    #expect(find("languages", parted) == nil)
    #expect(find("languages.0", parted)?.value == "en")
    #expect(find("title.en", parted)?.giver == .override("--set"))
    #expect(find("title.zh", parted)?.giver == .line(SourceLocation(file: "pipeline.yaml", line: 2)))
  }

  @Test("Every key of pipeline.yaml that is given or has a default is there once, and the other files' keys too")
  func completeness() throws {
    let found = try origins()
    let keys = found.map { "\($0.file) \($0.key)" }
    #expect(Set(keys).count == keys.count)
    let section = try #require(ConfigurationReference.sections.first { $0.name == "pipeline" })
    let own = found.filter { $0.file == "pipeline.yaml" }
    for key in section.keys where key.defaultText != nil || line(key.name + ":") != nil {
      #expect(own.contains { $0.key == key.name || $0.key.hasPrefix(key.name + ".") }, "\(key.name)")
    }
    let files = ["units", "framework", "questionnaire", "cleaning", "calendar", "decisions", "experts", "measures"]
    var order: [String] = []
    for origin in found where order.last != origin.file { order.append(origin.file) }
    #expect(order == (["pipeline"] + files).map { $0 + ".yaml" })
    #expect(find("minimum_available", in: "framework.yaml", found)?.giver == .standard)
    let unit = find("units.1.carved_out_of", in: "units.yaml", found)
    #expect(unit?.value == "AA")
    #expect(
      unit?.giver
        == .line(SourceLocation(file: "units.yaml", line: line("  - {id: BB", in: SmallPipeline.units))))
  }

  @Test("A mapping that is left out has its defaults, and one that would need keys has none")
  func absentMappings() throws {
    let pipeline = try TemporaryPipeline(
      SmallPipeline.replacing(
        "retention: {keep_last: 12, keep_published: true, max_gb: 5}", with: "", in: "pipeline.yaml"))
    defer { pipeline.remove() }
    let found = try configurationOrigins(folder: pipeline.folder, overrides: [])
    #expect(find("retention.keep_last", found)?.value == "all")
    #expect(find("retention.keep_published", found)?.giver == .standard)
    #expect(!found.contains { $0.key.hasPrefix("design.nonresponse") })
  }
}
