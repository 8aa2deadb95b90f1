import Diagnostics
import Expressions
import SurveyModel
import Tables

/// What decides whether a rule strikes.
enum RuleTest {
  case expression(RowExpression)
  /// A check of the library, its parameters given.
  case check(@Sendable (Table) throws(DiagnosticError) -> CheckResult)
}

/// A rule whose expressions fit the data at hand.
struct CompiledRule {
  /// A condition, and the variable it judges; nil for a rule that judges the record as a whole.
  struct Condition {
    var variable: String?
    var test: RuleTest
    /// For `replace`: the value that the cell becomes.
    var replacement: RowExpression?
  }

  var rule: CleaningRule
  var conditions: [Condition]

  /// Whether it judges records rather than changes cells.
  var isRecordRule: Bool { !rule.action.changesCells }
}

/// A derived variable whose expression fits the data at hand.
struct CompiledVariable {
  var name: String
  var expression: RowExpression
}

/// The cleaning plan, compiled against one data set before any of its cells is touched.
struct CompiledPlan {
  var rules: [CompiledRule]
  var imputations: [ImputationRule]
  var derived: [CompiledVariable]
  /// Variables, derived ones included, whose values leave the stage as hashes only.
  var identifying: Set<String>
}

/// The Bool column that `FLAGGED(rule)` reads.
func flagColumnName(_ rule: String) -> String { flagPrefix + rule }

let flagPrefix = "flag:"

/// The Bool column that says which cells of a variable are imputed.
func imputedColumnName(_ variable: String) -> String { "imputed:" + variable }
