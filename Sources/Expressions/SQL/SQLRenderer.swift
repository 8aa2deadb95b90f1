public import Tables

/// Writes expressions as SQL that gives the same value for each row as ``RowExpression`` does.
///
/// An expression is first checked and compiled as for this package's own engine; the SQL is written from that form, in
/// which every conversion and every edge case is explicit. What a dialect cannot say the same way is an error that
/// names the function; where the value may still differ is listed at ``SQLDialect``.
///
/// ```swift
/// let renderer = SQLRenderer(.duckdb, schema: schema)
/// let struck = try renderer.render("Q06 > VALID_MAX(Q06)", expecting: .bool)
/// let query = "SELECT * FROM answers WHERE \(struck)"
/// ```
///
/// SQL allows aggregates over rows (`SUM(x) OVER ()`) in the list after `SELECT` but not after `WHERE`:
/// ``RowExpression/readsOtherRows`` tells which expressions hold some.
public struct SQLRenderer: Sendable {
  public var dialect: SQLDialect
  /// What names stand for. Multiple answers need their `codes`, which say what each bit of the mask means.
  public var schema: ExpressionSchema
  /// The name or alias of the table, put before each column's name; nil for none.
  public var table: String?
  /// Whether columns of decimal numbers are known to be of the dialect's double precision type and to hold neither an
  /// infinity nor NaN. Otherwise each is wrapped in what makes it so, which hides it from indices.
  public var trustsDecimals = false

  public init(_ dialect: SQLDialect, schema: ExpressionSchema, table: String? = nil) {
    self.dialect = dialect
    self.schema = schema
    self.table = table
  }

  /// The expression as SQL. Equal inputs give equal text.
  ///
  /// - Parameters:
  ///   - text: the expression.
  ///   - expecting: the type that the values must have, as for ``RowExpression``.
  /// - Returns: one value expression, without `SELECT` and without an alias.
  /// - Throws: the first problem of the expression, or what the dialect cannot say.
  public func render(_ text: String, expecting: ColumnType? = nil) throws(ExpressionError) -> String {
    let syntax = try Parser.parse(text)
    let expression = try RowExpression(syntax, schema: schema, expecting: expecting)
    do throws(SQLUnsupported) {
      return try SQLProgram.render(expression.plan, self)
    } catch {
      let place = error.function.flatMap { Self.place(of: $0, in: syntax) } ?? 0
      throw ExpressionError(place, "\(dialect.name) \(error.message)", advice: error.advice)
    }
  }

  /// A name of a table or column, quoted.
  ///
  /// - Parameter name: as it is, with any characters.
  /// - Returns: what stands for it in SQL.
  /// - Throws: when it is empty or holds a character that no name in SQL can hold.
  public func identifier(_ name: String) throws(ExpressionError) -> String {
    do throws(SQLUnsupported) {
      return try dialect.identifier(name)
    } catch {
      throw ExpressionError(0, "\(dialect.name) \(error.message)", advice: error.advice)
    }
  }

  /// Where the first call of a function stands; nil when it comes from a `show_if`.
  private static func place(of function: String, in syntax: Syntax) -> Int? {
    var pending = [syntax]
    while let next = pending.popLast() {
      if case .call(let call) = next.kind, call.name == function { return next.offset }
      pending.append(contentsOf: next.children.reversed())
    }
    return nil
  }
}
