import Diagnostics
import Estimation
import Measuring
import Tables

/// 500 Rao-Wu replicates of the weighted totals of 60 items in 7 districts, the plan laid out in the same time. The
/// result: for each item and district, the ratio of the replicates' variance to Taylor's, and whether one and two threads
/// gave the same bits.
func replicatesTask(_ generated: GeneratedSample, replicates: Int = 500) throws(DiagnosticError) -> Measured {
  let table = generated.table
  let rows = table.rowCount
  guard case .category(let strata)? = table["stratum"]?.storage,
    case .category(let districts)? = table["district"]?.storage,
    case .double(let weights)? = table["weight"]?.storage, case .double(let population)? = table["population"]?.storage
  else { return Measured() }
  let stratumOfRecord = (0..<rows).map { Int(strata[$0]) }
  let block = (0..<rows).map { Int(districts[$0]) }
  var sizes = [Double](repeating: 0, count: GeneratedSample.strata)
  for row in 0..<rows { sizes[stratumOfRecord[row]] = population[row] }
  let design = ClusterDesign(
    stratumOfRecord: stratumOfRecord, names: (0..<GeneratedSample.strata).map { String($0) }, populations: sizes)
  let sample = WeightedSample(design: design, weights: weights)
  let columns = GeneratedSample.items.compactMap { table[$0]?.numbers }

  var measured = Measured()
  let watch = Stopwatch()
  let plan = ReplicatePlan(
    sample: sample, blockOfRecord: block, blockCount: GeneratedSample.districts, columns: columns)
  let laidOut = watch.wallSeconds
  let batches = draw(plan, replicates: replicates, threads: availableCores())
  (measured.wall, measured.cpu) = (watch.wallSeconds, watch.cpuSeconds)
  print(
    "laid out in \(formatFixed(laidOut, decimals: 3)) s, drawn in \(formatFixed(measured.wall - laidOut, decimals: 3)) s"
  )

  let again = draw(plan, replicates: replicates, threads: 1)
  var isSame = 1.0
  for column in columns.indices {
    for district in 0..<GeneratedSample.districts {
      let totals = values(batches, column: column, block: district)
      if totals != values(again, column: column, block: district) { isSame = 0 }
      let mean: Double = totals.reduce(0, +) / Double(totals.count)
      let squares: Double = totals.reduce(0.0) { sum, own in sum + (own - mean) * (own - mean) }
      let variance = squares / Double(totals.count - 1)
      let records = block.indices.filter { block[$0] == district }
      let total = sample.total(columns[column], over: records)
      measured.result.append(variance / sample.variance(ofLinearised: total.linearised))
    }
  }
  measured.result.append(isSame)
  return measured
}

private func draw(_ plan: ReplicatePlan, replicates: Int, threads: Int) -> [ReplicateBatch] {
  // Many enough that the columns are read from memory only a few times.
  let size = 32
  return parallelMap(count: (replicates + size - 1) / size, threads: threads) { batch in
    plan.bootstrap(
      replicates: batch * size..<min((batch + 1) * size, replicates), seed: 7,
      stream: DrawStream(wave: 2025, source: "benchmark"))
  }
}

private func values(_ batches: [ReplicateBatch], column: Int, block: Int) -> [Double] {
  batches.flatMap { batch in batch.replicates.map { batch.total(replicate: $0, block: block, column: column) } }
}

extension Column {
  /// The values as numbers; what is missing is 0.
  fileprivate var numbers: [Double]? {
    switch storage {
    case .int8(let values): values.map { Double($0) }
    case .double(let values): values
    default: nil
    }
  }
}
