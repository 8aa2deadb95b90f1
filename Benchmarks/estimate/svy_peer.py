"""Means of 60 items in 7 districts with Taylor standard errors in svy; only the estimation is timed."""

import polars
import svy

from shared import DISTRICTS, ITEMS, Clock, file_argument, report

data = polars.read_csv(file_argument())
sample = svy.Sample(data, svy.Design(stratum="stratum", wgt="weight", pop_size="population"))
clock = Clock()
with clock:
    found = [sample.estimation.mean(item, by="district", drop_nulls=True) for item in ITEMS]
result: list[float] = []
for own in found:
    by = {str(row.by_level[0]): row for row in own.estimates}
    for district in DISTRICTS:
        result += [by[district].est, by[district].se]
report("estimates", clock, result)
