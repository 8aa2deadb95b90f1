import Testing

@testable import SurveyModel

@Suite struct ConfigurationReferenceTests {
  @Test("The decoders read every key that the reference declares, and no other")
  func keysAreRead() throws {
    // The small pipeline has a mapping of every section but this one, which goes with other keys; so all decoders run.
    let pipeline = try TemporaryPipeline(
      SmallPipeline.replacing(
        "nested: false", with: "nonresponse: {variable: uscc, responded: [1], classes: [size]}", in: "pipeline.yaml"))
    defer { pipeline.remove() }
    let log = ConfigurationLog()
    let files = ConfigurationFiles(folder: pipeline.folder, overrides: [], log: log)
    _ = decodePipeline(files, log: log)
    for section in ConfigurationReference.sections {
      let declared = Set(section.keys.map(\.name))
      let read = log.keysRead[section.name] ?? []
      #expect(read.subtracting(declared).sorted() == [], "read in \(section.name) and not declared")
      #expect(declared.subtracting(read).sorted() == [], "declared in \(section.name) and not read")
    }
  }

  @Test("Sections and keys are unique, documented, and refer to sections that exist")
  func isSound() {
    let names = ConfigurationReference.sections.map(\.name)
    #expect(Set(names).count == names.count)
    for section in ConfigurationReference.sections {
      let keys = section.keys.map(\.name)
      #expect(Set(keys).count == keys.count, "\(section.name) declares a key twice")
      #expect(section.documentation.hasSuffix("."), "\(section.name)")
      for key in section.keys {
        #expect(key.documentation.hasSuffix("."), "\(section.name).\(key.name)")
        for nested in sections(in: key.value) { #expect(names.contains(nested), "\(section.name).\(key.name)") }
      }
    }
  }

  private func sections(in value: ConfigurationValue) -> [String] {
    switch value {
    case .section(let name): [name]
    case .list(let item), .named(let item): sections(in: item)
    case .either(let values): values.flatMap(sections)
    default: []
    }
  }
}
