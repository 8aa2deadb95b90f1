import SurveyModel

/// A department with the actions that it leads.
struct LeadDepartment: Sendable {
  let name: LocalizedText
  /// At least one, highest priority first.
  let actions: [PlannedAction]
  /// The first of the assigned ones, or of all where none is assigned.
  let heaviest: PlannedAction

  var assigned: [PlannedAction] { actions.filter { $0.list == .assigned } }
  var notices: [PlannedAction] { actions.filter { $0.list == .notice } }

  /// Points of the index that closing the gaps of the assigned items would give.
  var weight: Double { assigned.reduce(0) { $0 + $1.priority } }

  /// The departments that lead any of the actions, the most weight first; actions without a lead are nobody's.
  static func all(leading actions: [PlannedAction]) -> [LeadDepartment] {
    var order: [LocalizedText] = []
    var byLead: [LocalizedText: [PlannedAction]] = [:]
    for action in actions {
      guard let lead = action.lead else { continue }
      if byLead[lead] == nil { order.append(lead) }
      byLead[lead, default: []].append(action)
    }
    let departments = order.compactMap { lead -> LeadDepartment? in
      guard let own = byLead[lead], let first = own.first else { return nil }
      return LeadDepartment(
        name: lead, actions: own, heaviest: own.first { $0.list == .assigned } ?? first)
    }
    return departments.map { ($0, $0.weight) }.enumerated()
      .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }.map(\.element.0)
  }
}
