import Testing

/// Reference results of COINr and of independent computations, whatever the folder holds.
@Suite struct GoldenCompositeTests {
  @Test("Every value of the reference folder is met to 1e-9, and every word of it is understood")
  func golden() throws {
    let golden = try GoldenFolder(root: GoldenFolder.root())
    let parts: [(String, (GoldenFolder, inout GoldenTally) throws -> Void)] = [
      ("configs", GoldenConfigurations.compare), ("treatment", GoldenTreatment.compare),
      ("imputation", GoldenImputation.compare), ("analysis", GoldenAnalysis.compare),
      ("mc", GoldenMonteCarlo.compare), ("mcdm", GoldenDecisions.compare),
    ]
    for (name, compare) in parts {
      var tally = GoldenTally()
      try compare(golden, &tally)
      print("golden composite \(name): \(tally.summary)")
      #expect(tally.notUnderstood.isEmpty, "\(tally.notUnderstood.prefix(20))")
      #expect(tally.differing.isEmpty, "\(tally.differing.count): \(tally.differing.prefix(20))")
      #expect(tally.files == 0 || tally.values > 0)
    }
    #expect(!golden.entries("configs").isEmpty, "the folder has no configurations")
  }
}
