import Diagnostics

/// Runs the operations on the available cores and gives their results in order.
///
/// - Throws: when any fail, one error with the problems of all that failed; its kind is that of the first.
func inParallel<Input: Sendable, Output: Sendable>(
  _ inputs: [Input], _ operation: @escaping @Sendable (Input) throws(DiagnosticError) -> Output
) async throws(DiagnosticError) -> [Output] {
  let outcomes = await withTaskGroup(of: (Int, Result<Output, DiagnosticError>).self) { group in
    for (index, input) in inputs.enumerated() {
      group.addTask {
        do throws(DiagnosticError) {
          return (index, .success(try operation(input)))
        } catch {
          return (index, .failure(error))
        }
      }
    }
    var outcomes = [Result<Output, DiagnosticError>?](repeating: nil, count: inputs.count)
    for await (index, outcome) in group { outcomes[index] = outcome }
    return outcomes.compactMap { $0 }
  }
  var outputs: [Output] = []
  var problems: DiagnosticError?
  for outcome in outcomes {
    switch outcome {
    case .success(let output): outputs.append(output)
    case .failure(let error):
      if problems == nil { problems = error } else { problems?.diagnostics += error.diagnostics }
    }
  }
  if let problems { throw problems }
  return outputs
}
