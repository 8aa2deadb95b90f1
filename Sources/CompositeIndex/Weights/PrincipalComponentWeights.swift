public import Diagnostics

/// Weights from the first principal component of the correlations: its eigenvector of unit length.
///
/// The sign is chosen so that the weights add up to 0 or more; single weights may still be negative where indicators pull
/// in opposite directions, which is a finding on the group and no weight to be used.
///
/// - Parameter data: one column an indicator; units that lack a value are left out.
/// - Returns: the components, the weights being the first one's loadings.
/// - Throws: as ``PrincipalComponents``.
public func principalComponentWeights(_ data: IndicatorMatrix) throws(DiagnosticError) -> [Double] {
  try PrincipalComponents(data).loadings[0]
}
