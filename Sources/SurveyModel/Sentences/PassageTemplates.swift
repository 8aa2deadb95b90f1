/// What a pipeline says in the place of headlines, leads and titles.
public struct PassageTemplates: Sendable, Hashable {
  private struct Key: Sendable, Hashable {
    var id: PassageID
    var language: Language
  }

  private var templates: [Key: PassageTemplate] = [:]

  /// Nothing in the place of anything.
  public init() {}

  /// The pipeline's template of an id, or else of its group; nil: it is said as usual.
  public subscript(id: PassageID, language: Language) -> PassageTemplate? {
    get {
      templates[Key(id: id, language: language)]
        ?? id.group.flatMap { templates[Key(id: $0, language: language)] }
    }
    set { templates[Key(id: id, language: language)] = newValue }
  }
}
