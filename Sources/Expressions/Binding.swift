import Tables

/// What an instruction needs to know of the table at hand: its column, the dictionaries of categories, lookup tables.
struct Binding {
  var column: Column?
  var columns: [Column?] = []
  /// The codes of a category register.
  var dictionary: [String] = []
  /// For operations that bring categories together: per operand, its code to the code in `dictionary`; empty when equal.
  var remaps: [[UInt32]] = []
  /// Code to 1 or 0.
  var truthOfCode: [UInt8] = []
  /// The arena of texts and, for dictionaries, the start of each text in it and the end of the last.
  var arena = 0
  var offsets: [Int] = []
  var bit: Int64 = 0
  var scores = ScoreTable()
  var texts = TextList([])
  var pattern: LikePattern?
  var window: WindowResult?
}

/// A program joined with a table: what each instruction needs, and the bytes of all texts.
struct BoundProgram {
  let program: Program
  let workdays: WorkdayCounter
  private(set) var bindings: [Binding] = []
  private(set) var arenas: [[UInt8]] = []

  init(_ program: Program, _ inputs: Inputs) {
    self.program = program
    workdays = inputs.workdays
    bindings.reserveCapacity(program.instructions.count)
    for instruction in program.instructions { bindings.append(bind(instruction, inputs)) }
  }

  /// What programs of a plan read.
  struct Inputs {
    /// In the order of the plan's list; nil where the table has no such column.
    var columns: [Column?]
    var windows: [WindowResult] = []
    var workdays: WorkdayCounter
  }

  private mutating func bind(_ instruction: Instruction, _ inputs: Inputs) -> Binding {
    var binding = Binding()
    switch instruction.operation {
    case .load(let index):
      binding.column = inputs.columns[index]
      switch binding.column?.storage {
      case .category(let storage)?: binding.dictionary = storage.dictionary
      case .text(let storage)?: binding.arena = add(storage.bytes)
      default: break
      }
    case .loadFlag(let index), .compareColumn(let index, _, _): binding.column = inputs.columns[index]
    case .missingKind(let index):
      binding.column = inputs.columns[index]
      binding.dictionary = MissingKind.allCases.map(\.name)
    case .countKinds(let indices, _): binding.columns = indices.map { inputs.columns[$0] }
    case .aggregate(let index): binding.window = inputs.windows[index]
    case .constant(.text(let text)): binding.dictionary = [text.string]
    case .codeToText:
      let dictionary = bindings[instruction.operands[0]].dictionary
      let storage = TextStorage(dictionary)
      binding.arena = add(storage.bytes)
      binding.offsets = storage.offsets
    case .changeCase: binding.arena = add([])
    case .isInTexts(let texts):
      let list = TextList(texts.map(\.string))
      binding.texts = list
      if isCode(instruction) {
        binding.truthOfCode = truth(of: instruction) { bytes in list.contains(bytes) }
      }
    case .like(let text):
      let pattern = LikePattern(text.string)
      binding.pattern = pattern
      if isCode(instruction) {
        binding.truthOfCode = truth(of: instruction) { bytes in pattern.matches(bytes) }
      }
    case .usccValid where isCode(instruction):
      var scratch: [UInt8] = []
      binding.truthOfCode = truth(of: instruction) { bytes in USCC.isValid(utf8: bytes, scratch: &scratch) }
    case .has(let code):
      if case .set(let storage)? = bindings[instruction.operands[0]].column?.storage,
        let place = storage.options.firstIndex(where: { $0.utf8.elementsEqual(code.string.utf8) }), place < 64
      {
        binding.bit = Int64(bitPattern: 1 << UInt64(place))
      }
    case .likert(let scores):
      binding.scores =
        isCode(instruction)
        ? ScoreTable(scores, dictionary: bindings[instruction.operands[0]].dictionary) : ScoreTable(scores)
    case .choose, .coalesce, .compare, .rowStatistic: mergeDictionaries(instruction, &binding)
    default: break
    }
    return binding
  }

  private mutating func add(_ bytes: [UInt8]) -> Int {
    arenas.append(bytes)
    return arenas.count - 1
  }

  private func isCode(_ instruction: Instruction) -> Bool {
    instruction.operands.first.map { program.instructions[$0].type == .category } ?? false
  }

  /// The truth for each code of the operand's dictionary; never empty, so that the code 0 of missing cells has a place.
  private func truth(of instruction: Instruction, _ test: (UnsafeBufferPointer<UInt8>) -> Bool) -> [UInt8] {
    let dictionary = bindings[instruction.operands[0]].dictionary
    var table = dictionary.map { code -> UInt8 in
      var code = code
      return code.withUTF8(test) ? 1 : 0
    }
    if table.isEmpty { table.append(0) }
    return table
  }

  /// One dictionary for all category operands, in order of appearance, and the way there from each.
  private func mergeDictionaries(_ instruction: Instruction, _ binding: inout Binding) {
    let merged = instruction.operands.map { operand in
      program.instructions[operand].type == .category ? bindings[operand].dictionary : nil
    }
    guard merged.contains(where: { $0 != nil }) else { return }
    var interner = TextInterner()
    for dictionary in merged {
      guard let dictionary else {
        binding.remaps.append([])
        continue
      }
      var remap: [UInt32] = []
      for code in dictionary {
        let id = interner.id(of: code)
        if id == binding.dictionary.count { binding.dictionary.append(code) }
        remap.append(UInt32(id))
      }
      let isIdentity = remap.enumerated().allSatisfy { $0.offset == Int($0.element) }
      binding.remaps.append(isIdentity ? [] : remap)
    }
  }
}

/// Scores by code, dense where codes are close together.
struct ScoreTable {
  private(set) var base: Int64 = 0
  private(set) var scores: [Double] = []
  private(set) var isPresent: [UInt8] = []
  private(set) var sparse: [Int64: Double] = [:]

  init() {}

  /// For whole numbers: the codes are their texts.
  init(_ scores: [String: Double]) {
    var byCode: [Int64: Double] = [:]
    for (code, score) in scores where score.isFinite {
      if let whole = Int64(code) { byCode[whole] = score }
    }
    guard let lowest = byCode.keys.min(), let highest = byCode.keys.max() else { return }
    guard let span = Int(exactly: highest.subtractingReportingOverflow(lowest).partialValue), span >= 0, span < 4096
    else {
      sparse = byCode
      return
    }
    base = lowest
    self.scores = [Double](repeating: 0, count: span + 1)
    isPresent = [UInt8](repeating: 0, count: span + 1)
    for (code, score) in byCode {
      self.scores[Int(code - lowest)] = score
      isPresent[Int(code - lowest)] = 1
    }
  }

  /// For categories: by place in the dictionary.
  init(_ scores: [String: Double], dictionary: [String]) {
    for code in dictionary {
      let score = scores[code].flatMap { $0.isFinite ? $0 : nil }
      self.scores.append(score ?? 0)
      isPresent.append(score == nil ? 0 : 1)
    }
  }

  @inline(__always)
  func score(_ code: Int64) -> Double? {
    let (place, overflow) = code.subtractingReportingOverflow(base)
    if !overflow, place >= 0, place < Int64(scores.count) {
      return isPresent[Int(place)] == 1 ? scores[Int(place)] : nil
    }
    return sparse.isEmpty ? nil : sparse[code]
  }
}
