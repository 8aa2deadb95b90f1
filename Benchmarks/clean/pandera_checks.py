"""The rules of the clean stage as checks of pandera on a pandas table: `pandera_checks.py FILE`.

FILE is what `CleanBenchmarkRunner generate` wrote. Timed is `validate` in lazy mode, from the table in memory: it gives
the failure cases, that is which record breaks which rule, as ours gives in the audit. Cells are not repaired, as pandera
repairs none: `CleanBenchmarkRunner validate` has the same rules so. A rule on one column is a check of that column; one
that needs several columns can only be a check of the whole table, whose failure cases name every column of a record;
the kinds of missing cells are therefore kept out of that table. What several rules need is computed once.
"""

import functools
import json
import sys
import time

import numpy as np
import pandas as pd
import pandera.pandas as pa

from polars_clean import EXCLUSIVE, RANGES, SCALES, PeakMemory

RULES = ["R11", "R08", "R10", "R12", "R01", "R02", "R03", "R04", "R04b", "R07", "R05", "R06", "R09", "R13", "L01", "L02",
         "L03", "L04", "L05"]
ALPHABET = b"0123456789ABCDEFGHJKLMNPQRTUWXY"


def read(file: str) -> pd.DataFrame:
    """Whole numbers in the narrowest width, texts that repeat as categories: what a table of this size is held in."""
    table = pd.read_csv(file, dtype={"uscc": "str", "Q46": "str"}, parse_dates=["submitted_at"])
    for name in table.columns:
        if table[name].dtype == "int64":
            table[name] = pd.to_numeric(table[name], downcast="integer")
        elif table[name].dtype == "float64":
            table[name] = pd.to_numeric(table[name], downcast="float")
    return table.astype({name: "category" for name in ["Q01", "Q05", "Q46", "unit_id", "channel", "ip_place"]})


def has(answers: pd.Series, code: int) -> pd.Series:
    """Whether a set holds a code; not where there is no answer."""
    return (answers.fillna(0).astype("int64") & (1 << code)) != 0


def lacks(answers: pd.Series, code: int) -> pd.Series:
    return answers.notna() & ~has(answers, code)


def valid_code(codes: pd.Series) -> np.ndarray:
    """GB 32100-2015: the check character of the first 17 (weights 3^i mod 31)."""
    whole = codes.str.len().eq(18).to_numpy(dtype=bool, na_value=False)
    letters = np.frombuffer("".join(codes[whole]).encode("ascii", "replace"), dtype=np.uint8).reshape(-1, 18)
    values = np.full(256, -1, dtype=np.int64)
    values[np.frombuffer(ALPHABET, dtype=np.uint8)] = np.arange(31)
    values = values[letters]
    weights = np.array([pow(3, place, 31) for place in range(17)])
    right = (31 - values[:, :17] @ weights % 31) % 31 == values[:, 17]
    valid = np.zeros(len(codes), dtype=bool)
    valid[whole] = right & (values >= 0).all(axis=1)
    return valid


class Rules:
    """Where each rule of several columns strikes, over one table."""

    def __init__(self, table: pd.DataFrame, kinds: np.ndarray, required: list[str]) -> None:
        """`kinds`: those of the cells of required questions that have missing ones; 0: an answer."""
        self.table, self.kinds, self.required = table, kinds, required

    @functools.cached_property
    def hidden(self) -> dict[str, pd.Series]:
        """Where a question is not shown."""
        t = self.table
        return {
            "Q08": t.Q05.notna() & ~t.Q05.isin(["CON", "REA", "LEA"]), "Q13": has(t.Q12, 0), "Q14": has(t.Q12, 0),
            "Q15_a": has(t.Q12, 0), "Q15_b": lacks(t.Q14, 2) & lacks(t.Q14, 3), "Q15_c": lacks(t.Q14, 1),
            "Q18": lacks(t.Q17, 0), "Q21": t.Q20 <= 0, "Q30": t.Q29.notna() & (t.Q29 != 1)}

    @functools.cached_property
    def shown(self) -> pd.Series:
        """How many of the required questions are shown."""
        t = self.table
        known = {"Q08": t.Q05, "Q13": t.Q12, "Q14": t.Q12, "Q15_a": t.Q12, "Q15_b": t.Q14, "Q15_c": t.Q14, "Q18": t.Q17,
                 "Q21": t.Q20, "Q30": t.Q29}
        return len(self.required) - sum((known[name].isna() | hidden).astype("int8") for name, hidden in self.hidden.items())

    @functools.cached_property
    def answered(self) -> pd.Series:
        return self.table[SCALES].notna().sum(axis=1)

    @functools.cached_property
    def straight(self) -> pd.Series:
        return self.table[SCALES].min(axis=1) == self.table[SCALES].max(axis=1)

    @functools.cached_property
    def typical(self) -> float:
        return self.table.duration_s.median()

    @functools.cached_property
    def valid(self) -> pd.Series:
        return pd.Series(valid_code(self.table.uscc), index=self.table.index)

    @functools.cache
    def struck(self, rule: str) -> pd.Series:
        return getattr(self, rule)()

    def R10(self) -> pd.Series:
        return functools.reduce(lambda a, b: a | b, (at & self.table[name].notna() for name, at in self.hidden.items()))

    def R12(self) -> pd.Series:
        return self.table.Q46.astype("str") == self.table.Q01.astype("str")

    def R01(self) -> pd.Series:
        t = self.table
        return (t.Q01 == "OTH") | t.Q02.isin([4, 5, 6]) | (t.Q04 == 4) | (2025 - t.Q03 < 1)

    def R02(self) -> pd.Series:
        return self.table.Q28.notna() & (self.table.Q28 != 2)

    def R03(self) -> pd.Series:
        duration = self.table.duration_s
        return self.table.Q28.notna() & ((duration < 180) | (duration < 0.35 * self.typical))

    def R04(self) -> pd.Series:
        return (self.answered >= 12) & self.straight & (self.table.duration_s < 0.6 * self.typical)

    def R04b(self) -> pd.Series:
        return (self.answered >= 12) & self.straight & (self.table.duration_s >= 0.6 * self.typical)

    def R07(self) -> pd.Series:
        return np.isin(self.kinds, [2, 3, 6, 7]).sum(axis=1) > 0.2 * self.shown

    def R05(self) -> pd.Series:
        """Older ones of several valid records of an enterprise that no rule before drops."""
        dropped = functools.reduce(lambda a, b: a | b, (self.struck(rule) for rule in ["R01", "R02", "R03", "R04", "R07"]))
        candidates = self.table.loc[~dropped & self.valid, ["uscc", "submitted_at"]]
        older = candidates.sort_values("submitted_at", kind="stable").duplicated("uscc", keep="last")
        return older.reindex(self.table.index, fill_value=False)

    def R09(self) -> pd.Series:
        revenue = self.table.Q07 / self.table.Q06
        return (self.table.Q06 > 0) & ((revenue < 0.1) | (revenue > 10_000))

    def L01(self) -> pd.Series:
        return (self.answered >= 5) & self.straight

    def L02(self) -> pd.Series:
        logged = np.log(self.table.Q07.astype("float64").where(self.table.Q07 > 0))
        sector = self.table.Q05
        distance = logged - logged.groupby(sector, observed=True).transform("median")
        spread = 1.4826 * distance.abs().groupby(sector, observed=True).transform("median")
        return (distance / spread).abs() > 3.5

    def L03(self) -> pd.Series:
        times = self.table[["ip", "submitted_at"]].sort_values(["ip", "submitted_at"], kind="stable")
        sources = times.groupby("ip", sort=False).submitted_at
        full = times.submitted_at - sources.shift(3) <= pd.Timedelta(86_400, "s")
        ends = full.groupby(times.ip, sort=False)
        member = functools.reduce(lambda a, b: a | b, (ends.shift(-place, fill_value=False) for place in range(4)))
        return member.reindex(self.table.index)

    def L05(self) -> pd.Series:
        asked = len(self.required) - np.isin(self.kinds, [1, 5]).sum(axis=1)
        return pd.Series((asked >= 1) & ((self.kinds == 2).sum(axis=1) > 0.02 * asked), index=self.table.index)


def schema(kinds: np.ndarray, required: list[str]) -> pa.DataFrameSchema:
    columns: dict[str, list[pa.Check]] = {}

    def check(name: str, rule: str, holds) -> None:
        columns.setdefault(name, []).append(pa.Check(holds, name=rule))

    for name in EXCLUSIVE:
        check(name, "R11", lambda answers: ~(has(answers, 0) & (answers != 1)))
    for name, (low, high) in RANGES.items():
        columns.setdefault(name, []).append(pa.Check.in_range(low, high, name="R08"))
    check("Q28", "R02", lambda answers: answers == 2)
    check("ip", "R06", lambda sources: sources.groupby(sources).transform("size") <= 3)
    check("uscc", "R13", lambda codes: pd.Series(valid_code(codes), index=codes.index))
    check("uscc", "L04", lambda codes: ~codes.duplicated(keep=False))
    known: list[Rules] = []

    def of_several(rule: str):
        def holds(table: pd.DataFrame) -> pd.Series:
            if not known:
                known.append(Rules(table, kinds, required))
            return ~known[0].struck(rule)
        return holds

    several = [rule for rule in RULES if rule not in ("R11", "R08", "R02", "R06", "R13", "L04")]
    return pa.DataFrameSchema(
        {name: pa.Column(checks=checks, nullable=True) for name, checks in columns.items()},
        checks=[pa.Check(of_several(rule), name=rule) for rule in several])


def main() -> None:
    table = read(sys.argv[1])
    required = [name for name in table.columns if name[0] == "Q" and not name.endswith("_kind")]
    of_required = [f"{name}_kind" for name in required if f"{name}_kind" in table]
    kinds = table[of_required].to_numpy(np.int8)
    table = table.drop(columns=[name for name in table.columns if name.endswith("_kind")])
    memory = PeakMemory()
    wall, cpu = time.perf_counter(), time.process_time()
    try:
        schema(kinds, required).validate(table, lazy=True)
        failures = pd.DataFrame({"check": [], "index": []})
    except pa.errors.SchemaErrors as errors:
        failures = errors.failure_cases
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    # The name of a built-in check is its own.
    rules = failures["check"].where(~failures["check"].str.startswith("in_range"), "R08")
    struck = failures["index"].groupby(rules).nunique()
    size = table.memory_usage(deep=True).sum() / 1e6
    print(json.dumps({
        "task": "validate", "wall_s": wall, "cpu_s": cpu, **memory.over(size),
        "result": [int(struck.get(rule, 0)) for rule in RULES]}))


if __name__ == "__main__":
    main()
