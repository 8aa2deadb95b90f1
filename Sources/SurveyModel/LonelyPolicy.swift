/// What a stratum with a single sampled unit out of several adds to a variance, which it cannot tell by itself.
///
/// The choices and their names are those of R `survey` (Lumley 2004).
public enum LonelyPolicy: String, Sendable, Hashable, CaseIterable {
  /// There is no variance: an error names the stratum.
  case fail
  /// Nothing, the stratum is passed over.
  case remove
  /// Nothing, as if the unit had been drawn with certainty.
  case certainty
  /// The average of the strata that can tell.
  case average
  /// The square of its distance from the mean over all units, which errs on the large side.
  case adjust
}
