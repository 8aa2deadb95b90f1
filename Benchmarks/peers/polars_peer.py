"""The tasks in Polars: `polars_peer.py read|groups|rules FILE`, with all cores."""

import polars as pl
from polars import col

from contestant import DISTRICTS, ITEMS, SCALES, Clock, moments, run, shift


def read(file: str, clock: Clock) -> list[float]:
    with clock:
        table = pl.read_csv(file)
    numbers = [column for column in table.get_columns() if column.dtype.is_numeric()]
    return [table.height] + [column.sum() for column in numbers]


def groups(file: str, clock: Clock) -> list[float]:
    """A lazy scan in the streaming engine, the products made before they are grouped: of the ways tried (also in memory,
    sums of products inside the groups, reading first, one frame a district) the fastest."""
    weight = col("weight")
    sums = []
    for item in ITEMS:
        deviation = col(item) - shift(item)
        sums.append(pl.when(col(item).is_not_null()).then(weight).alias(f"{item}_0"))
        sums.append((weight * deviation).alias(f"{item}_1"))
        sums.append((weight * deviation * deviation).alias(f"{item}_2"))
    with clock:
        table = (
            pl.scan_csv(file)
            .filter((col("duration_s") >= 180) & (col("size") != "大型"))
            .select("district", *sums)
            .group_by("district")
            .agg(pl.all().sum())
            .collect(engine="streaming")
        )
        rows = {row["district"]: row for row in table.iter_rows(named=True)}
        result: list[float] = []
        for district in DISTRICTS:
            for item in ITEMS:
                result += moments(*(rows[district][f"{item}_{power}"] for power in range(3)), item)
    return result


def longest_run(table: pl.LazyFrame) -> pl.LazyFrame:
    """The frame with `longest`, the longest run of one value over the scales; missing values are passed over."""
    length, last = pl.lit(0), pl.lit(None, pl.Int64)
    for number, name in enumerate(SCALES):
        value = col(name)
        grown = pl.when(value.is_null()).then(length).when(value == last).then(length + 1).otherwise(1)
        newest = pl.coalesce(value, last)
        table = table.with_columns(grown.alias(f"length{number}"), newest.alias(f"last{number}"))
        length, last = col(f"length{number}"), col(f"last{number}")
    return table.with_columns(longest=pl.max_horizontal(f"length{number}" for number in range(len(SCALES))))


def standard_deviation(names: list[str]) -> pl.Expr:
    """Of the values in a row that are not missing, n - 1; missing where there are fewer than two."""
    count = pl.sum_horizontal(col(name).is_not_null() for name in names)
    mean = pl.sum_horizontal(names) / count
    squares = pl.sum_horizontal((col(name) - mean) ** 2 for name in names)
    return pl.when(count >= 2).then((squares / (count - 1)).sqrt())


def quotient(above: str, below: str) -> pl.Expr:
    """Missing where it would divide by zero, as the other contestants have it."""
    return pl.when(col(below) != 0).then(col(above) / col(below))


def conditions() -> list[pl.Expr]:
    """The lines of rules.sql, in their order."""
    duration, log, size = col("duration_s"), (col("x06") + 1).log(), col("size")
    lowest, highest = pl.min_horizontal(SCALES), pl.max_horizontal(SCALES)
    trio = ["n06", "n07", "n08"]
    all_present = pl.all_horizontal(col(name).is_not_null() for name in trio)
    return [
        (duration < 180) | (duration < 0.35 * duration.median()),
        ~col("q01").is_between(1, 5),
        (col("q02") == col("q03")) & (col("q03") == col("q04")) & (col("q04") == col("q05")),
        # One distinct value: the lowest is the highest.
        lowest == highest,
        col("longest") >= 8,
        pl.sum_horizontal(col(name).is_null() for name in ITEMS) > 6,
        standard_deviation(SCALES) < 0.45,
        (col("n01") > 5 * col("n02")) & (size == "微型"),
        quotient("x01", "x02") > 100,
        col("n03").fill_null(0) + col("n04").fill_null(0) > col("n05"),
        pl.when(size == "大型").then(col("n01") < 300).when(size == "中型").then(col("n01") < 100).otherwise(
            col("n01") > 4000
        ),
        col("sector").is_in(["制造业", "建筑业", "采矿业"]) & col("x03").is_null(),
        pl.when(col("x05") != 0).then((col("x04") - col("x05")).abs() / col("x05")) > 3,
        (log > log.mean() + 3 * log.std()) | (log < log.mean() - 3 * log.std()),
        # The extremes of a row pass over missing values, and the rule does not.
        (pl.max_horizontal(trio) > 20 * pl.min_horizontal(trio)) & all_present,
        col("x07") > col("x07").quantile(0.99, interpolation="linear").over("district"),
        col("district").str.ends_with("区") & (col("q10") >= 4) & (col("q11") <= 2),
        col("weight") > 3 * col("weight").mean().over("district", "size"),
        (col("q20") == 5) & (col("q21") == 1) & ~(col("n10").is_null() | col("n11").is_null()),
        (col("x08").round() == col("x08")) & (col("x08") % 100 == 0),
    ]


def rules(file: str, clock: Clock) -> list[float]:
    """All conditions in one lazy query over the table in memory, which leaves 20 columns of truth values; the streaming
    engine is the faster one here too."""
    table = pl.read_csv(file)
    with clock:
        masks = (
            longest_run(table.lazy())
            .select(condition.alias(f"rule{number}") for number, condition in enumerate(conditions()))
            .collect(engine="streaming")
        )
        result = [masks[name].sum() for name in masks.columns]
    return result


run({"read": read, "groups": groups, "rules": rules})
