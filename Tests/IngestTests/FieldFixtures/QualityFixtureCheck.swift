/// An export with planted flaws, and outlier bounds as numbers.
@Sendable func checkQuality(_ fixture: FieldFixture) throws -> FixtureOutcome {
  fixture.ending == "json" ? try checkOutliers(fixture) : try checkPlantedSurvey(fixture)
}

/// Tables, forms and submissions of Ona.
@Sendable func checkOnaFile(_ fixture: FieldFixture) throws -> FixtureOutcome {
  fixture.ending == "xml" ? try checkSubmissionOrForm(fixture) : try checkOna(fixture)
}
