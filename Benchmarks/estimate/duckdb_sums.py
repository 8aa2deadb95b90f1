"""Means and Taylor standard errors in DuckDB: one query from the file to the sums, the rest in NumPy."""

import duckdb
import numpy

from shared import ITEMS, Clock, estimates, file_argument, report

file = file_argument()
columns = []
for item in ITEMS:
    columns += [
        f"count({item})", f"sum(CASE WHEN {item} IS NOT NULL THEN weight END)",
        f"sum(CASE WHEN {item} IS NOT NULL THEN weight * weight END)", f"sum(weight * {item})",
        f"sum(weight * weight * {item})", f"sum(weight * weight * {item} * {item})"]
query = (
    f"SELECT stratum, any_value(district), any_value(population), count(*), {', '.join(columns)} "
    f"FROM read_csv('{file}') GROUP BY stratum ORDER BY stratum")
clock = Clock()
with clock:
    found = duckdb.connect().execute(query).fetchall()
    numbers = numpy.array([row[2:] for row in found], dtype=float)
    result = estimates([row[1] for row in found], numbers[:, 1], numbers[:, 0], numbers[:, 2:].reshape(len(found), -1, 6))
report("csv", clock, result)
