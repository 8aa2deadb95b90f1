import Diagnostics
import SurveyModel

extension GeneratedSurvey {
  /// The rules of the pipeline, then checks of the library as flags.
  var plan: PipelineDefinition {
    var plan = pipeline
    let scales = plan.cleaning.sets["likert_rows"] ?? []
    let required = dataset.codebook.variables.filter(\.isRequired).map(\.name)
    plan.cleaning.rules += [
      Self.flag("L01", NamedCheck(name: "straight_lining", parameters: ["variables": .variables(scales)])),
      Self.flag(
        "L02",
        NamedCheck(
          name: "robust_outliers",
          parameters: ["variable": .word("Q07"), "scale": .word("log"), "cells": .variables(["Q05"])])),
      Self.flag(
        "L03",
        NamedCheck(
          name: "time_bursts",
          parameters: ["source": .variables(["ip"]), "seconds": .number(86_400), "maximum": .number(3)])),
      Self.flag("L04", NamedCheck(name: "duplicate_keys", parameters: ["key": .variables(["uscc"])])),
      Self.flag(
        "L05",
        NamedCheck(
          name: "item_nonresponse", parameters: ["variables": .variables(required), "limit": .number(0.02)])),
    ]
    return plan
  }

  /// The same rules as a validator has them: all of them flag, and no cell is repaired on the way. Rules that drop still
  /// do, so that the latest record of an enterprise is asked for among the same ones.
  var validation: PipelineDefinition {
    var plan = plan
    for place in plan.cleaning.rules.indices where plan.cleaning.rules[place].action.changesCells {
      plan.cleaning.rules[place].action = .flag
      plan.cleaning.rules[place].outcome = .flagged
    }
    plan.cleaning.derived = []
    return plan
  }

  /// The rules that judge records by plain conditions, on data that no rule has repaired, without derived variables.
  var plainRules: PipelineDefinition {
    var plain = pipeline
    let wanted = ["R01", "R02", "R03", "R04", "R04b", "R06", "R09", "R13"]
    plain.cleaning.rules = pipeline.cleaning.rules.filter { wanted.contains($0.id) }
    plain.cleaning.derived = []
    return plain
  }

  static func flag(_ id: String, _ check: NamedCheck) -> CleaningRule {
    CleaningRule(
      id: id, title: LocalizedText(check.name), severity: .warning, when: "", check: check, action: .flag,
      outcome: .flagged, rationale: LocalizedText("Measured"))
  }
}
