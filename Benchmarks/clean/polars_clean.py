"""The rules of the clean stage in Polars: `polars_clean.py FILE`, with all cores.

FILE is what `CleanBenchmarkRunner generate` wrote: sets as numbers with bit c for code c, kinds of missing cells in
columns `NAME_kind`. Timed are the rules and the table of the records kept, from the table in memory: neither an audit
nor derived variables, hashed identities, the quarantine or figures of quality, which the clean stage makes besides.
"""

import json
import sys
import time

import polars as pl
from polars import col

NOT_ASKED, SET_BY_RULE = 1, 7
EXCLUSIVE = ["Q09", "Q12", "Q16", "Q17", "Q25", "Q37", "Q43"]
RANGES = {
    "Q03": (1949, 2025), "Q06": (0, 200_000), "Q07": (0, 50_000_000), "Q08": (0, 50_000_000), "Q13": (0, 20),
    "Q20": (0, 100), "Q30": (0, 365), "Q31_p": (0, 20_000), "Q31_a": (0, 20_000),
}
SCALES = ["Q15_a", "Q15_b", "Q15_c", "Q22_a", "Q22_b", "Q22_c", "Q22_d", "Q23_a", "Q23_b", "Q26_a", "Q26_b", "Q32_a",
          "Q32_b", "Q32_c", "Q32_d", "Q34_a", "Q34_b"]


class PeakMemory:
    """Megabytes of this process beyond what it holds when this is made, as the kernel of Linux counts them."""

    def __init__(self) -> None:
        with open("/proc/self/clear_refs", "w", encoding="ascii") as file:
            file.write("5")
        self.before = self.megabytes("VmRSS:")

    @staticmethod
    def megabytes(field: str) -> float:
        with open("/proc/self/status", encoding="ascii") as status:
            return next(int(line.split()[1]) * 1024 / 1e6 for line in status if line.startswith(field))

    def over(self, size: float) -> dict[str, float]:
        """The megabytes of a table, and the peak over them."""
        return {"table_mb": size, "peak_over_table": 1 + (self.megabytes("VmHWM:") - self.before) / size}


def read(file: str) -> pl.DataFrame:
    """Whole numbers in the narrowest width, texts that repeat as categories."""
    table = pl.read_csv(
        file, infer_schema_length=None, try_parse_dates=True, schema_overrides={"uscc": pl.String, "Q46": pl.String})
    narrow = [column.shrink_dtype() if column.dtype == pl.Int64 else column for column in table.get_columns()]
    repeated = ["Q01", "Q05", "Q46", "unit_id", "channel", "ip_place"]
    return pl.DataFrame(narrow).with_columns(col(name).cast(pl.Categorical) for name in repeated)


def has(name: str, code: int) -> pl.Expr:
    return col(name) & (1 << code) != 0


def conditions() -> dict[str, pl.Expr]:
    """When a question is shown, in the order of the questionnaire."""
    return {
        "Q08": col("Q05").is_in(["CON", "REA", "LEA"]), "Q13": ~has("Q12", 0), "Q14": ~has("Q12", 0),
        "Q15_a": ~has("Q12", 0), "Q15_b": has("Q14", 2) | has("Q14", 3), "Q15_c": has("Q14", 1), "Q18": has("Q17", 0),
        "Q21": col("Q20") > 0, "Q30": col("Q29") == 1,
    }


def cell_rules(table: pl.LazyFrame, kinds: set[str]) -> pl.LazyFrame:
    """R11, R08, R10 and R12: the cells that they change, and a truth value a rule for the records with one."""

    def missing(table: pl.LazyFrame, strikes: dict[str, pl.Expr], kind: int, rule: str) -> pl.LazyFrame:
        marks = [strike.fill_null(False).alias(f"{rule}_{name}") for name, strike in strikes.items()]
        table = table.with_columns(marks)
        changes = []
        for name in strikes:
            mark, known = col(f"{rule}_{name}"), f"{name}_kind"
            changes.append(pl.when(~mark).then(col(name)).alias(name))
            before = col(known) if known in kinds else pl.lit(0, pl.Int8)
            changes.append(pl.when(mark).then(pl.lit(kind, pl.Int8)).otherwise(before).alias(known))
            kinds.add(known)
        return table.with_columns(changes)

    def any_of(rule: str, names: list[str]) -> pl.Expr:
        return pl.any_horizontal(f"{rule}_{name}" for name in names).alias(rule)

    def contradicts(name: str) -> pl.Expr:
        return (has(name, 0) & (col(name) != 1)).fill_null(False)

    table = table.with_columns(pl.any_horizontal(contradicts(name) for name in EXCLUSIVE).alias("R11"))
    table = table.with_columns(pl.when(contradicts(name)).then(col(name) - 1).otherwise(col(name)).alias(name)
                               for name in EXCLUSIVE)
    outside = {name: (col(name) < low) | (col(name) > high) for name, (low, high) in RANGES.items()}
    table = missing(table, outside, SET_BY_RULE, "R08").with_columns(any_of("R08", list(RANGES)))
    shown = conditions()
    # Q15 depends on Q14, which the rule may have taken away before.
    for some in (["Q08", "Q13", "Q14"], ["Q15_a", "Q15_b", "Q15_c", "Q18", "Q21", "Q30"]):
        table = missing(table, {name: ~shown[name] & col(name).is_not_null() for name in some}, NOT_ASKED, "R10")
    table = table.with_columns(any_of("R10", list(shown)))
    own = {"Q46": col("Q46").cast(pl.String) == col("Q01").cast(pl.String)}
    return missing(table, own, SET_BY_RULE, "R12").with_columns(any_of("R12", ["Q46"]))


def valid_code(name: str) -> pl.Expr:
    """GB 32100-2015: the check character of the first 17 (weights 3^i mod 31)."""
    alphabet = "0123456789ABCDEFGHJKLMNPQRTUWXY"
    values = {letter: value for value, letter in enumerate(alphabet)}

    def value(place: int) -> pl.Expr:
        return col(name).str.slice(place, 1).replace_strict(values, default=None, return_dtype=pl.Int32)

    weight, terms = 1, []
    for place in range(17):
        terms.append(value(place) * weight)
        weight = weight * 3 % 31
    total = pl.sum_horizontal(terms, ignore_nulls=False)
    return (col(name).str.len_chars() == 18) & ((31 - total % 31) % 31 == value(17)).fill_null(False)


def record_rules(required: list[str], kinds: set[str]) -> dict[str, pl.Expr]:
    duration, revenue = col("duration_s"), col("Q07") / col("Q06")
    typical = duration.median()
    answered = pl.sum_horizontal(col(name).is_not_null() for name in SCALES)
    straight = (answered >= 12) & (pl.min_horizontal(SCALES) == pl.max_horizontal(SCALES))
    of_kind = [col(f"{name}_kind") for name in required if f"{name}_kind" in kinds]
    lost = pl.sum_horizontal(kind.is_in([2, 3, 6, 7]) for kind in of_kind)
    shown = conditions()
    visible = len(required) - len(shown) + pl.sum_horizontal(one.fill_null(False) for one in shown.values())
    # L02: log revenue by sector, median and MAD.
    logged = pl.when(col("Q07") > 0).then(col("Q07").log())
    distance = logged - logged.median().over("Q05")
    spread = 1.4826 * distance.abs().median().over("Q05")
    asked = len(required) - pl.sum_horizontal(kind.is_in([1, 5]) for kind in of_kind)
    empty = pl.sum_horizontal(kind == 2 for kind in of_kind)
    return {
        "R01": (col("Q01") == "OTH") | col("Q02").is_in([4, 5, 6]) | (col("Q04") == 4) | (2025 - col("Q03") < 1),
        "R02": col("Q28") != 2,
        "R03": col("Q28").is_not_null() & ((duration < 180) | (duration < 0.35 * typical)),
        "R04": straight & (duration < 0.6 * typical),
        "R04b": straight & (duration >= 0.6 * typical),
        "R07": lost > 0.2 * visible,
        "valid": valid_code("uscc"),
        "R06": pl.len().over("ip") > 3,
        "R09": (col("Q06") > 0) & ((revenue < 0.1) | (revenue > 10_000)),
        "L01": (answered >= 5) & (pl.min_horizontal(SCALES) == pl.max_horizontal(SCALES)),
        "L02": (distance / spread).abs() > 3.5,
        "L04": pl.len().over("uscc") > 1,
        "L05": (asked >= 1) & (empty > 0.02 * asked),
    }


def bursts(table: pl.DataFrame, seconds: int, maximum: int) -> pl.Series:
    """Records of an address of which more than `maximum` came within `seconds`."""
    times = table.lazy().select("ip", "row", time=col("submitted_at").dt.epoch("s")).sort("ip", "time")
    full = (col("time") - col("time").shift(maximum).over("ip") <= seconds).fill_null(False)
    times = times.with_columns(ends=full)
    member = pl.any_horizontal(col("ends").shift(-place).over("ip").fill_null(False) for place in range(maximum + 1))
    return times.with_columns(L03=member).filter("L03").select("row").collect()["row"]


def clean(table: pl.DataFrame, required: list[str]) -> list[int]:
    kinds = {name for name in table.columns if name.endswith("_kind")}
    lazy = cell_rules(table.lazy().with_row_index("row"), kinds)
    judged = lazy.with_columns(
        rule.fill_null(False).alias(name) for name, rule in record_rules(required, kinds).items()
    ).collect(engine="streaming")
    judged = judged.sort("row") if not judged["row"].is_sorted() else judged
    drops = pl.any_horizontal("R01", "R02", "R03", "R04", "R07")
    candidates = judged.lazy().filter(~drops & col("valid")).select("row", "uscc", "submitted_at")
    latest = candidates.sort("submitted_at", maintain_order=True).unique("uscc", keep="last", maintain_order=True)
    older = candidates.join(latest, on="row", how="anti").select("row").collect()["row"]
    burst = bursts(judged, 86_400, 3)
    kept = judged.filter(~drops & ~col("row").is_in(older.implode()))
    counts = {name: judged[name].sum() for name in judged.columns if judged[name].dtype == pl.Boolean}
    counts |= {"R05": len(older), "R13": judged.height - counts["valid"], "L03": len(burst), "kept": kept.height}
    order = ["R11", "R08", "R10", "R12", "R01", "R02", "R03", "R04", "R04b", "R07", "R05", "R06", "R09", "R13", "L01",
             "L02", "L03", "L04", "L05", "kept"]
    return [int(counts[name]) for name in order]


def main() -> None:
    table = read(sys.argv[1])
    required = [name for name in table.columns if name[0] == "Q" and not name.endswith("_kind")]
    memory = PeakMemory()
    wall, cpu = time.perf_counter(), time.process_time()
    result = clean(table, required)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    print(json.dumps({"task": "clean", "wall_s": wall, "cpu_s": cpu, **memory.over(table.estimated_size() / 1e6), "result": result}))


if __name__ == "__main__":
    main()
