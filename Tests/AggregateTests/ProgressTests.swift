import Aggregate
import SurveyModel
import Synchronization
import Testing

@Suite("The aggregate stage tells how far it has come")
struct ProgressTests {
  @Test("what is told grows to the number of replicates, for each wave, and changes no result")
  func grows() throws {
    let city = SmallCity()
    let datasets = city.datasets()
    var pipeline = city.pipeline
    pipeline.replicates = 200
    let told = Mutex<[AggregateProgress]>([])
    let evaluation = try aggregate(datasets, pipeline: pipeline) { progress in
      told.withLock { $0.append(progress) }
    }
    let steps = Dictionary(grouping: told.withLock { $0 }) { [$0.step.rawValue, "\($0.wave)"] }
    #expect(!steps.isEmpty)
    for (step, own) in steps {
      #expect(own.last?.done == 200, "\(step)")
      #expect(zip(own, own.dropFirst()).allSatisfy { $0.done < $1.done })
      #expect(own.allSatisfy { $0.total == 200 })
    }
    #expect(try aggregate(datasets, pipeline: pipeline).scores == evaluation.scores)
  }
}
