import SurveyModel
import Tables

/// The survey's export that cells are, by the platform's own marks; nil for a table of another kind.
func surveyShape(of cells: SourceCells) -> (shape: SurveyShape, headerRows: ClosedRange<Int>)? {
  nil
}
