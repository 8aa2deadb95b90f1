"""The record rules that are plain conditions, in pointblank on a Polars table: `pointblank_checks.py FILE`.

FILE is what `CleanBenchmarkRunner generate` wrote. Timed is `interrogate`, from the table in memory; a step is one rule,
and its failures are the records that the rule strikes. Extracts of failing rows are left out, which helps it.
"""

import json
import sys
import time

import pointblank as pb
import polars as pl
from polars import col

from polars_clean import SCALES, PeakMemory, read, valid_code


def strikes(table: pl.DataFrame) -> dict[str, pl.Expr]:
    duration, revenue = col("duration_s"), col("Q07") / col("Q06")
    # An expression of a step runs over all records, so the median may stand in it.
    answered = pl.sum_horizontal(col(name).is_not_null() for name in SCALES)
    straight = (answered >= 12) & (pl.min_horizontal(SCALES) == pl.max_horizontal(SCALES))
    return {
        "R01": (col("Q01") == "OTH") | col("Q02").is_in([4, 5, 6]) | (col("Q04") == 4) | (2025 - col("Q03") < 1),
        "R02": col("Q28") != 2,
        "R03": col("Q28").is_not_null() & ((duration < 180) | (duration < 0.35 * duration.median())),
        "R04": straight & (duration < 0.6 * duration.median()),
        "R04b": straight & (duration >= 0.6 * duration.median()),
        "R06": pl.len().over("ip") > 3,
        "R09": (col("Q06") > 0) & ((revenue < 0.1) | (revenue > 10_000)),
        "R13": ~valid_code("uscc"),
    }


def main() -> None:
    table = read(sys.argv[1])
    memory = PeakMemory()
    wall, cpu = time.perf_counter(), time.process_time()
    plan = pb.Validate(data=table)
    for strike in strikes(table).values():
        plan = plan.col_vals_expr(expr=~strike.fill_null(False))
    done = plan.interrogate(collect_extracts=False)
    failed = done.n_failed()
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    result = [int(failed[step]) for step in sorted(failed)]
    print(json.dumps({"task": "checks", "wall_s": wall, "cpu_s": cpu, **memory.over(table.estimated_size() / 1e6), "result": result}))


if __name__ == "__main__":
    main()
