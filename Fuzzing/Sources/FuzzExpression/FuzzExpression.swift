import Expressions
import Promises
import Tables

/// Takes any bytes for an expression, checks it and evaluates what is accepted in every way there is. A promise that is
/// broken stops the process, which libFuzzer reports with the bytes that did it.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzExpression(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  let text = String(decoding: UnsafeBufferPointer(start: start, count: count), as: UTF8.self)
  checkRowExpression(text)
  checkAggregateExpression(text)
  return 0
}

private let sample = Sample()

private func checkRowExpression(_ text: String) {
  switch (rowExpression(text), rowExpression(text)) {
  case (.success(let expression), .success(let again)):
    for table in [sample.table, sample.empty, sample.mistyped] {
      let column = checkValues(expression, table)
      promise(isSame(column, again.evaluate(table)), "the same text gives the same values")
    }
  case (.failure(let error), .failure(let again)):
    promise(error == again, "the same text gives the same error")
    checkError(error, of: text)
  default:
    promise(false, "the same text is always accepted or always refused")
  }
}

private func rowExpression(_ text: String) -> Result<RowExpression, ExpressionError> {
  do throws(ExpressionError) {
    return .success(try RowExpression(text, schema: sample.schema))
  } catch {
    return .failure(error)
  }
}

/// The three ways to evaluate agree on which rows have a value and, for conditions, on which hold.
@discardableResult
private func checkValues(_ expression: RowExpression, _ table: Table) -> Column {
  let column = expression.evaluate(table)
  promise(column.count == table.rowCount && column.type == expression.type, "one value a row, of the type told")
  let mask = expression.mask(table)
  let doubles = expression.doubles(table)
  promise(mask.count == table.rowCount, "a mask has the table's rows")
  promise(
    doubles.values.count == table.rowCount && doubles.isPresent.count == table.rowCount,
    "numbers have the table's rows")
  for row in 0..<table.rowCount {
    promise(doubles.isPresent[row] != column.isMissing(at: row), "columns and numbers agree on what is missing")
    if case .bool(let values) = column.storage {
      promise(mask[row] == (values[row] && !column.isMissing(at: row)), "a mask is where the condition is TRUE")
    } else {
      promise(!mask[row], "what is no condition has an empty mask")
    }
    if case .double(let values) = column.storage { promise(values[row].isFinite, "numbers are finite") }
  }
  return column
}

/// Equality of columns where numbers are compared by their bits.
private func isSame(_ first: Column, _ second: Column) -> Bool {
  if case .double(let a) = first.storage, case .double(let b) = second.storage {
    return a.map(\.bitPattern) == b.map(\.bitPattern) && first.missing == second.missing
  }
  return first == second
}

private func checkAggregateExpression(_ text: String) {
  do throws(ExpressionError) {
    let schemas = ["survey": sample.schema, "ledger": sample.ledger]
    let expression = try AggregateExpression(text, schemas: schemas, defaultSource: "survey")
    promise(!expression.terms.isEmpty, "an indicator has a term")
    for term in expression.terms {
      promise(schemas[term.source] != nil, "a term runs over a source that exists")
      if let argument = term.argument { checkValues(argument, sample.table) }
      if let filter = term.filter {
        promise(filter.type == .bool, "a filter is a condition")
        checkValues(filter, sample.table)
      }
    }
    for start in [-0.5, 0, 1e308, .nan] {
      let terms = expression.terms.indices.map { start + Double($0) }
      if let value = expression.value(terms) { promise(value.isFinite, "an indicator is finite or missing") }
      promise(expression.gradient(terms).count == terms.count, "a derivative for every term")
    }
  } catch {
    checkError(error, of: text)
  }
}

/// An error says something and points into the text.
private func checkError(_ error: ExpressionError, of text: String) {
  promise((0...text.count).contains(error.offset), "an error points into the text")
  promise(!error.message.isEmpty, "an error says something")
  _ = error.diagnostic(in: text, at: nil)
}
