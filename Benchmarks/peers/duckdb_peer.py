"""The tasks in DuckDB: `duckdb_peer.py read|groups|rules FILE`, in memory, with all cores."""

import duckdb

from contestant import DISTRICTS, ITEMS, SCALES, Clock, moments, run, shift


def load(database: duckdb.DuckDBPyConnection, file: str) -> None:
    database.execute(f"CREATE TABLE survey AS SELECT * FROM read_csv('{file}')")


def read(file: str, clock: Clock) -> list[float]:
    database = duckdb.connect()
    with clock:
        load(database, file)
    columns = database.execute("SELECT column_name, column_type FROM (DESCRIBE survey)").fetchall()
    sums = ", ".join(f'fsum("{name}")' for name, type in columns if type != "VARCHAR")
    row = database.execute(f"SELECT count(*), {sums} FROM survey").fetchone()
    return list(row or [])


def groups(file: str, clock: Clock) -> list[float]:
    """One query from the file to the sums: of the ways tried (also FILTER, products in a subquery, a table first, rows in
    any order) the fastest."""
    sums = []
    for item in ITEMS:
        deviation = f"({item} - {shift(item)})"
        sums.append(f"sum(CASE WHEN {item} IS NOT NULL THEN weight END)")
        sums.append(f"sum(weight * {deviation})")
        sums.append(f"sum(weight * {deviation} * {deviation})")
    query = (
        f"SELECT district, {', '.join(sums)} FROM read_csv('{file}') "
        "WHERE duration_s >= 180 AND size <> '大型' GROUP BY district"
    )
    database = duckdb.connect()
    with clock:
        rows = {row[0]: row[1:] for row in database.execute(query).fetchall()}
        result: list[float] = []
        for district in DISTRICTS:
            for number, item in enumerate(ITEMS):
                result += moments(*rows[district][3 * number : 3 * number + 3], item)
    return result


# Aggregates over all rows are taken once and joined, which is faster than window functions.
TOTALS = """
  SELECT median(duration_s) AS duration_median, avg(ln(x06 + 1)) AS log_mean, stddev(ln(x06 + 1)) AS log_sd FROM survey
"""
QUANTILES = "SELECT district, quantile_cont(x07, 0.99) AS x07_high FROM survey GROUP BY district"
MEANS = "SELECT district, size, avg(weight) AS weight_mean FROM survey GROUP BY district, size"


def longest_run(source: str) -> str:
    """The rows with `longest`, the longest run of one value over the scales; missing values are passed over."""
    query, length, last = source, "0", "NULL"
    for number, name in enumerate(SCALES):
        grown = f"CASE WHEN {name} IS NULL THEN {length} WHEN {name} = {last} THEN {length} + 1 ELSE 1 END"
        newest = f"COALESCE({name}, {last})"
        query = f"SELECT *, {grown} AS length{number}, {newest} AS last{number} FROM ({query})"
        length, last = f"length{number}", f"last{number}"
    lengths = ", ".join(f"length{number}" for number in range(len(SCALES)))
    return f"SELECT *, greatest({lengths}) AS longest FROM ({query})"


def standard_deviation(names: list[str]) -> str:
    """Of the values in a row that are not missing, n - 1; missing where there are fewer than two."""
    return f"list_stddev_samp([{', '.join(names)}])"


def conditions() -> list[str]:
    """The lines of rules.sql, in their order."""
    missing = " + ".join(f"({name} IS NULL)::INTEGER" for name in ITEMS)
    scales = ", ".join(SCALES)
    return [
        "duration_s < 180 OR duration_s < 0.35 * duration_median",
        "q01 NOT BETWEEN 1 AND 5",
        "q02 = q03 AND q03 = q04 AND q04 = q05",
        # One distinct value: the lowest is the highest.
        f"least({scales}) = greatest({scales})",
        "longest >= 8",
        f"{missing} > 6",
        f"{standard_deviation(SCALES)} < 0.45",
        "n01 > 5 * n02 AND size = '微型'",
        "x01 / NULLIF(x02, 0) > 100",
        "COALESCE(n03, 0) + COALESCE(n04, 0) > n05",
        "CASE WHEN size = '大型' THEN n01 < 300 WHEN size = '中型' THEN n01 < 100 ELSE n01 > 4000 END",
        "sector IN ('制造业', '建筑业', '采矿业') AND x03 IS NULL",
        "abs(x04 - x05) / NULLIF(x05, 0) > 3",
        "ln(x06 + 1) > log_mean + 3 * log_sd OR ln(x06 + 1) < log_mean - 3 * log_sd",
        # The extremes of a row pass over missing values, and the rule does not.
        "greatest(n06, n07, n08) > 20 * least(n06, n07, n08) AND n06 + n07 + n08 IS NOT NULL",
        "x07 > x07_high",
        "district LIKE '%区' AND q10 >= 4 AND q11 <= 2",
        "weight > 3 * weight_mean",
        "q20 = 5 AND q21 = 1 AND NOT (n10 IS NULL OR n11 IS NULL)",
        "round(x08, 0) = x08 AND x08 % 100 = 0",
    ]


def rules(file: str, clock: Clock) -> list[float]:
    """All conditions in one query over the table in memory, which leaves a table of 20 columns of truth values."""
    database = duckdb.connect()
    load(database, file)
    names = [f"rule{number}" for number in range(len(conditions()))]
    masks = ", ".join(f"({condition}) AS {name}" for condition, name in zip(conditions(), names))
    rows = (
        f"SELECT * FROM survey CROSS JOIN ({TOTALS}) JOIN ({QUANTILES}) USING (district) "
        f"JOIN ({MEANS}) USING (district, size)"
    )
    with clock:
        database.execute(f"CREATE TABLE masks AS SELECT {masks} FROM ({longest_run(rows)})")
        counts = ", ".join(f"count(*) FILTER ({name})" for name in names)
        row = database.execute(f"SELECT {counts} FROM masks").fetchone()
    return list(row or [])


run({"read": read, "groups": groups, "rules": rules})
