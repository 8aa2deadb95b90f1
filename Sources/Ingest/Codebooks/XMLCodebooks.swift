import SurveyModel

extension PlatformCodebook {
  /// The variables of a form, named as exports name them: by the last part of their path, or as much of it as tells them
  /// apart.
  init(_ form: XFormDefinition) {
    self.init(title: form.title)
    notes = form.notes
    let rootPath = form.rootPath
    let paths = form.codebook.variables.map { $0.name.split(separator: "/").map(String.init) }
    var names = paths.map { $0.last ?? "" }
    var length = 2
    while length < 16 {
      let counts = Dictionary(names.map { ($0, 1) }, uniquingKeysWith: +)
      let doubled = names.indices.filter { counts[names[$0], default: 0] > 1 && paths[$0].count >= length }
      if doubled.isEmpty { break }
      for position in doubled { names[position] = paths[position].suffix(length).joined(separator: "_") }
      length += 1
    }
    for (variable, name) in zip(form.codebook.variables, names) {
      let path = variable.name
      var variable = variable
      if variable.question == variable.name { variable.question = identifier(name) }
      variable.name = name
      let added = add(variable, shown: form.shown[path])
      shown.define("\(rootPath)/\(path)", as: .variable(added))
    }
  }

  /// The variables of a codebook that an archive or a statistical office publishes.
  init(_ codebook: DDICodebook, file: String) {
    self.init(title: codebook.title.isEmpty ? file : codebook.title)
    variables = codebook.codebook.variables
  }
}
