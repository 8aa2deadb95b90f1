"""Compares the clean stage with the same rules in Polars and in pandera, in turn; then the growth of the search for near
duplicates.

`compare_clean.py FOLDER` writes the responses for the peers to FOLDER/clean.csv; ours makes the same ones in memory.
Every run is a fresh process, and only the cleaning is timed: ours with the audit written, which Polars does not make.
Polars judges and repairs; pandera, the validator, judges only, and ours beside it repairs nothing either, but both tell
which record breaks which rule. pointblank is shown beside ours on the rules that it can express, without a target: it
counts, and tells no records. Processor seconds are user and system time of all threads. The memory of a contestant is
the peak during the cleaning over the size of its table, both measured by itself; what the table itself takes is in it.

Exits with 1 when a contestant fails, records struck by a rule differ, or a target is missed.
"""

import argparse
import json
import os
import pathlib
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from compare import run, version  # noqa: E402

# What ours is to reach.
POLARS_TIMES, PANDERA_TIMES, PEAK_OVER_TABLE = 1, 20, 1.5
# A search that grows as n·log n stays at 1; a tenth is left to the clock.
GROWTH = 1.1
SEARCHED = [10_000, 30_000, 100_000]


def compare(task: str, contestants: dict[str, list[str]], rounds: int) -> dict[str, float]:
    """The median wall seconds of each contestant; prints the table and stops where results differ."""
    runs: dict[str, list[dict]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, command in contestants.items():
            runs[name].append(run(command))
    print(f"\n{task}")
    print(f"{'':12}{'wall s':>9}{'(range)':>16}{'cpu s':>9}{'table MB':>10}{'peak/table':>12}")
    first = next(iter(runs.values()))[0]
    for name, of_one in runs.items():
        walls = sorted(one["wall_s"] for one in of_one)
        cpu, size, peak = (
            statistics.median(one[key] for one in of_one) for key in ("cpu_s", "table_mb", "peak_over_table"))
        spread = f"({walls[0]:.3f}-{walls[-1]:.3f})"
        print(f"{name:12}{statistics.median(walls):9.3f}{spread:>16}{cpu:9.3f}{size:10.1f}{peak:12.3f}")
        for one in of_one:
            # A validator has no records to keep, which ours counts last.
            if one["result"] != first["result"][:len(one["result"])]:
                rules = first.get("rules", range(len(first["result"])))
                for rule, ours, theirs in zip(rules, first["result"], one["result"]):
                    if ours != theirs:
                        print(f"  {rule}: {ours} records, {name} {theirs}")
                sys.exit(f"compare_clean: {name} does not agree")
    return {name: statistics.median(one["wall_s"] for one in of_one) for name, of_one in runs.items()} | {
        "peak": statistics.median(one["peak_over_table"] for one in next(iter(runs.values())))}


def near_duplicates(ours: list[str], pipeline: str, rounds: int) -> float:
    """How much more a record costs, by n·log n, in the largest table than in the smallest."""
    print("\nnear duplicates, 60 columns\n   records   wall s   ns by n·log₂ n")
    units = []
    for rows in SEARCHED:
        lines = [
            json.loads(subprocess.run([*ours, "near_duplicates", pipeline, str(rows)], check=True, capture_output=True)
                       .stdout) for _ in range(rounds)]
        wall = statistics.median(line["wall_s"] for line in lines)
        units.append(statistics.median(line["ns_per_n_log_n"] for line in lines))
        print(f"{rows:10}{wall:9.3f}{units[-1]:17.1f}")
    return units[-1] / units[0]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares the clean stage with Polars and pandera.")
    parser.add_argument("folder", help="where the responses for the peers are written")
    parser.add_argument("--ours", default=".build-bench/release/CleanBenchmarkRunner")
    parser.add_argument("--pipeline", default="Pipelines/lanjiang-annual")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--validator-rounds", type=int, default=1, help="of pandera, which takes minutes and gigabytes")
    options = parser.parse_args()
    file = f"{options.folder}/clean.csv"
    made = [options.pipeline, str(options.rows)]
    subprocess.run([options.ours, "generate", *made, file], check=True)
    print(f"{options.rows} responses, {os.cpu_count()} cores, medians of {options.rounds} rounds")
    print(", ".join(f"{name} {version(name)}" for name in ["polars", "pandera", "pandas", "pointblank"]),
          f"on Python {sys.version.split()[0]}")

    def peer(script: str) -> list[str]:
        return [sys.executable, str(HERE / script), file]

    whole = compare(
        "all rules, library checks, the records kept; ours with derived variables, audit and quality",
        {"ours": [options.ours, "clean", *made], "polars": peer("polars_clean.py")}, options.rounds)
    judged = compare(
        "all rules and library checks as a validator has them: cells are judged, not repaired",
        {"ours": [options.ours, "validate", *made], "pandera": peer("pandera_checks.py")}, options.validator_rounds)
    compare(
        "eight record rules that are plain conditions; pointblank counts, ours writes the audit",
        {"ours": [options.ours, "checks", *made], "pointblank": peer("pointblank_checks.py")}, min(3, options.rounds))
    growth = near_duplicates([options.ours], options.pipeline, min(3, options.rounds))

    print()
    missed = False
    for what, value, limit, is_least in [
        ("times as fast as Polars", whole["polars"] / whole["ours"], POLARS_TIMES, True),
        ("times as fast as pandera", judged["pandera"] / judged["ours"], PANDERA_TIMES, True),
        ("peak memory over the table", whole["peak"], PEAK_OVER_TABLE, False),
        ("growth of near duplicates beyond n·log n", growth, GROWTH, False),
    ]:
        met = value >= limit if is_least else value <= limit
        missed = missed or not met
        print(f"{what}: {value:.2f}, target {'at least' if is_least else 'at most'} {limit}{'' if met else '  MISSED'}")
    if missed:
        sys.exit("compare_clean: a target was missed")


if __name__ == "__main__":
    main()
