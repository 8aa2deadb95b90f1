"""Means and Taylor standard errors in Polars: one lazy query from the file to the sums, the rest in NumPy."""

import polars

from shared import ITEMS, SUMS, Clock, estimates, file_argument, report

file = file_argument()
w = polars.col("weight")
columns = []
for item in ITEMS:
    y = polars.col(item)
    kept = w.filter(y.is_not_null())
    parts = [y.count(), kept.sum(), (kept * kept).sum(), (w * y).sum(), (w * w * y).sum(), (w * w * y * y).sum()]
    columns += [part.alias(f"{item}_{name}") for part, name in zip(parts, SUMS)]
clock = Clock()
with clock:
    found = (
        polars.scan_csv(file).group_by("stratum")
        .agg(polars.col("district").first(), polars.col("population").first(), polars.len().alias("rows"), *columns)
        .sort("stratum").collect())
    sums = found.drop("stratum", "district", "population", "rows").cast(polars.Float64).to_numpy()
    result = estimates(
        found["district"].to_list(), found["rows"].cast(polars.Float64).to_numpy(),
        found["population"].cast(polars.Float64).to_numpy(), sums.reshape(found.height, -1, 6))
report("csv", clock, result)
