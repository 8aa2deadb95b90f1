import ArgumentParser
import Diagnostics
import PipelineRunner

/// `bizclimate plan`: what `run` would do, and why.
struct PlanCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "plan", abstract: "What run would do, stage by stage, and why; nothing is done (run --dry-run).")

  @OptionGroup var arguments: StoreArguments

  func run() async throws {
    let (options, _) = try arguments.read(most: 0)
    try await tellPlan(options, arguments.console, isJSON: arguments.json)
  }
}

/// Tells what a run would do.
func tellPlan(_ options: RunOptions, _ console: Console, isJSON: Bool) async throws {
  try await reporting(console) {
    let plan = try PipelineRunner(options) { _ in }.plan()
    if isJSON { return try console.say(json: plan) }
    for line in lines(plan, folder: options.folder) { console.say(line) }
  }
}

private func lines(_ plan: RunPlan, folder: String) -> [String] {
  let count = plan.steps.count { $0.state != .fresh }
  let head = "\(plan.city) \(plan.edition): "
  guard !plan.isFresh else { return [head + "fresh, nothing would run", "Run: \(plan.run ?? "")"] }
  var lines = [head + "\(count) of \(plan.steps.count) stages would run"]
  for step in plan.steps {
    let words: [String] =
      switch step.state {
      case .fresh: ["fresh, skipped"]
      case .runs, .runsUnlessSame: step.reasons
      }
    for (place, word) in words.enumerated() {
      lines.append("  " + (place == 0 ? step.stage : "").padded(to: 12) + word)
    }
  }
  return lines + ["Nothing was changed. Run it: bizclimate run \(folder)"]
}
