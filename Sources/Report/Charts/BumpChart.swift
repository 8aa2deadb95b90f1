/// Has the rank really moved? One unit in colour with the ribbon of its rank confidence set, the others grey.
struct BumpChart: Sendable {
  struct Line: Sendable, Hashable {
    var name: String
    /// One a wave; nil where there is none.
    var ranks: [Int?]
  }

  /// The ends of the highlighted unit's rank confidence set, one a wave.
  struct Ribbon: Sendable, Hashable {
    var low: Int
    var high: Int
  }

  var title: String
  var description: String
  var waves: [Int]
  var lines: [Line]
  /// Index into `lines`.
  var highlighted: Int
  var ribbon: [Ribbon?]

  func drawing(_ layout: ChartLayout = .half) -> Drawing {
    let size = layout.note
    let count = max(2, lines.flatMap { $0.ranks.compactMap { $0 } }.max() ?? 2)
    let step = max(13, min(23, 186 / Double(count - 1)))
    let top: Double = 18
    let bottom = top + step * Double(count - 1)
    var drawing = Drawing(layout, height: bottom + 34, title: title, description: description)
    let nameLimit: Double = 118
    let names = lines.map { TextMeasure.clipped($0.name, width: nameLimit, size: size * 1.04) }
    let nameWidth = names.map { TextMeasure.width($0, size: size * 1.06) }.max() ?? 0
    let left: Double = 26
    let right = layout.width - nameWidth - 16
    func x(_ wave: Int) -> Double {
      waves.count > 1 ? left + (right - left) * Double(wave) / Double(waves.count - 1) : (left + right) / 2
    }
    func y(_ rank: Int) -> Double { top + step * Double(rank - 1) }

    let every = count <= 12 ? 1 : 5
    for rank in 1...count where rank == 1 || rank % every == 0 {
      drawing.text(String(rank), 0, y(rank) + 4.5, "s")
    }
    for (index, wave) in waves.enumerated() {
      drawing.text(String(wave), x(index), bottom + 28, "s", anchor: .middle)
    }
    drawRibbon(x: x, y: y, step: step, count: count, into: &drawing)
    for (index, line) in lines.enumerated() where index != highlighted { draw(line, "bo", x: x, y: y, into: &drawing) }
    for (index, line) in lines.enumerated() where index != highlighted {
      for (wave, rank) in line.ranks.enumerated() {
        if let rank { drawing.add(.circle("bc", x: x(wave), y: y(rank), radius: 3.4)) }
      }
      _ = index
    }
    if lines.indices.contains(highlighted) {
      draw(lines[highlighted], "bm", x: x, y: y, into: &drawing)
      for (wave, rank) in lines[highlighted].ranks.enumerated() {
        guard let rank else { continue }
        var title = "\(lines[highlighted].name) \(waves[wave]): \(rank)"
        if let set = ribbon[wave] { title += " [\(set.low)–\(set.high)]" }
        drawing.add(.circle("bd", x: x(wave), y: y(rank), radius: 5, title: title))
      }
    }
    // Names stand beside the last rank; ties share a rank and are told apart by the dodge.
    let named = lines.indices.filter {
      lines[$0].ranks.last.flatMap { $0 } != nil && (count <= 12 || $0 == highlighted)
    }
    let wanted = named.map { y(lines[$0].ranks.last.flatMap { $0 } ?? 1) }
    let placed = LabelDodge.centres(
      wanted: wanted, sizes: named.map { _ in size * 1.02 }, gap: 0, bounds: 4...(bottom + 14))
    for (position, index) in named.enumerated() {
      let style = index == highlighted ? "s b ac" : "s"
      drawing.text(names[index], right + 12, placed[position] + 4.5, style)
    }
    return drawing
  }

  private func draw(
    _ line: Line, _ style: MarkClass, x: (Int) -> Double, y: (Int) -> Double, into drawing: inout Drawing
  ) {
    var run: [(Double, Double)] = []
    func flush(_ drawing: inout Drawing) {
      if run.count > 1 { drawing.path(style, .lines(run)) }
      run = []
    }
    for (wave, rank) in line.ranks.enumerated() {
      if let rank { run.append((x(wave), y(rank))) } else { flush(&drawing) }
    }
    flush(&drawing)
  }

  private func drawRibbon(
    x: (Int) -> Double, y: (Int) -> Double, step: Double, count: Int, into drawing: inout Drawing
  ) {
    var run: [Int] = []
    func flush(_ drawing: inout Drawing) {
      let sets = run.compactMap { wave in ribbon[wave].map { (wave, $0) } }
      run = []
      guard let first = sets.first, let last = sets.last else { return }
      let reach = min(9, step * 0.36)
      if sets.count == 1 {
        let top = y(first.1.low) - reach
        drawing.add(
          .rect("rib", x: x(first.0) - 7, y: top, width: 14, height: y(first.1.high) + reach - top, radius: 4))
        return
      }
      _ = last
      let upper = sets.map { (x($0.0), y($0.1.low) - reach) }
      let lower = sets.reversed().map { (x($0.0), y($0.1.high) + reach) }
      drawing.path("rib", PathData.lines(upper + lower).closed())
    }
    for wave in waves.indices {
      if ribbon.indices.contains(wave), ribbon[wave] != nil { run.append(wave) } else { flush(&drawing) }
    }
    flush(&drawing)
  }
}
