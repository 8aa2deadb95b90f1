"""Means of 60 items in 7 districts with Taylor standard errors in samplics; only the estimation is timed."""

import warnings

import pandas

from shared import DISTRICTS, ITEMS, Clock, file_argument, report

with warnings.catch_warnings():
    # It says that it is no longer maintained.
    warnings.simplefilter("ignore", FutureWarning)
    from samplics.estimation import TaylorEstimator
    from samplics.utils.types import PopParam

data = pandas.read_csv(file_argument())
strata = data.groupby("stratum")["population"].agg(["size", "first"])
corrections = {name: 1 - row["size"] / row["first"] for name, row in strata.iterrows()}
clock = Clock()
found = []
with clock:
    for item in ITEMS:
        mean = TaylorEstimator(PopParam.mean)
        mean.estimate(
            y=data[item], samp_weight=data["weight"], stratum=data["stratum"], domain=data["district"], fpc=corrections)
        found.append(mean)
result: list[float] = []
for own in found:
    for district in DISTRICTS:
        result += [own.point_est[district], own.stderror[district]]
report("estimates", clock, result)
