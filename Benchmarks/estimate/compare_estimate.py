"""Compares means of 60 items in 7 districts with Taylor standard errors, from a table in memory and from a CSV file; and
times 500 Rao-Wu replicates.

`compare_estimate.py FOLDER` writes the sample to FOLDER/estimate.csv. Every run is a fresh process that prints a line of
JSON with `wall_s`, `cpu_s` (of the task alone) and `result`. R survey takes minutes and runs once, where there is an
`Rscript` that has it. samplics, which svy has succeeded, drops rows without a value from the design and would take half an
hour; so it is held against us on a table of a tenth of the records without missing values, and runs once: its time grows
with the records, ours less.

Exits with 1 when a contestant fails, its numbers differ from ours by more than 1e-9 of their size, or a target is missed.
"""

import argparse
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from compare import run, version  # noqa: E402

TOLERANCE = 1e-9
REPLICATE_SECONDS = 1.0
# Ratio of the variance of 500 replicates to Taylor's: its standard error is about √(2/499) = .063, over 420 of them.
RATIO_MEAN, RATIO_EACH = 0.02, 0.4


def compare(task: str, contestants: dict[str, tuple[list[str], int]]) -> dict[str, tuple[float, float]]:
    """The median wall and processor seconds of each contestant, which runs so many rounds."""
    print(f"\n{task}")
    print(f"{'':12}{'cpu s':>10}{'wall s':>10}{'(range)':>18}{'runs':>6}{'largest difference':>22}")
    medians = {}
    first: list[float] = []
    for name, (command, rounds) in contestants.items():
        runs = [run(command) for _ in range(rounds)]
        first = first or runs[0]["result"]
        walls = sorted(one["wall_s"] for one in runs)
        cpu = statistics.median(one["cpu_s"] for one in runs)
        difference = max(
            abs(own - wanted) / max(1e-300, abs(wanted)) for one in runs for own, wanted in zip(one["result"], first))
        spread = f"({walls[0]:.3f}-{walls[-1]:.3f})"
        print(f"{name:12}{cpu:10.3f}{statistics.median(walls):10.3f}{spread:>18}{rounds:6}{difference:22.1e}", flush=True)
        if any(len(one["result"]) != len(first) for one in runs) or not difference <= TOLERANCE:
            sys.exit(f"compare_estimate: {name} does not agree")
        medians[name] = (cpu, statistics.median(walls))
    return medians


def has_survey() -> bool:
    return bool(shutil.which("Rscript")) and subprocess.run(
        ["Rscript", "-e", "stopifnot(requireNamespace('survey'))"], capture_output=True).returncode == 0


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares estimation with R survey, svy, samplics, Polars and DuckDB.")
    parser.add_argument("folder", help="where the sample for the peers is written")
    parser.add_argument("--ours", default=".build-bench/release/EstimationBenchmarkRunner")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--peers", default="svy,survey,samplics,polars,duckdb", help="with whom to compare")
    options = parser.parse_args()
    file = f"{options.folder}/estimate.csv"
    peers = options.peers.split(",")
    subprocess.run([options.ours, "generate", str(options.rows), file], check=True)
    print(f"{options.rows} records, {os.cpu_count()} cores")
    print(", ".join(f"{name} {version(name)}" for name in ["svy", "samplics", "polars", "duckdb"]))

    def python(script: str, table: str = file) -> list[str]:
        return [sys.executable, str(HERE / script), table]

    def say_processor_ratios(found: dict[str, tuple[float, float]]) -> None:
        for name, (cpu, _) in found.items():
            if name != "ours":
                print(f"ours takes 1/{cpu / found['ours'][0]:.1f} of the processor seconds of {name}")

    memory: dict[str, tuple[list[str], int]] = {
        "ours": ([options.ours, "estimates", str(options.rows)], options.rounds)}
    if "svy" in peers:
        memory["svy"] = (python("svy_peer.py"), min(3, options.rounds))
    if "survey" in peers and has_survey():
        memory["R survey"] = (["Rscript", str(HERE / "survey_peer.R"), file], 1)
    found = compare("means and Taylor standard errors of 60 items in 7 districts, table in memory", memory)
    say_processor_ratios(found)

    if "samplics" in peers:
        complete, rows = f"{options.folder}/complete.csv", max(1, options.rows // 10)
        subprocess.run([options.ours, "generate-complete", str(rows), complete], check=True)
        say_processor_ratios(
            compare(
                f"the same of {rows} records, none without a value",
                {"ours": ([options.ours, "complete", str(rows)], options.rounds),
                 "samplics": (python("samplics_peer.py", complete), 1)}))

    whole: dict[str, tuple[list[str], int]] = {"ours": ([options.ours, "csv", file], options.rounds)}
    if "polars" in peers:
        whole["polars"] = (python("polars_sums.py"), options.rounds)
    if "duckdb" in peers:
        whole["duckdb"] = (python("duckdb_sums.py"), options.rounds)
    found = compare("the same from the file", whole)
    for name, (_, wall) in found.items():
        if name != "ours":
            print(f"ours takes 1/{wall / found['ours'][1]:.1f} of the seconds of {name}")

    print("\n500 Rao-Wu replicates of 100,000 records, 60 columns, 7 districts")
    runs = []
    for _ in range(options.rounds):
        lines = subprocess.run([options.ours, "replicates", "100000"], check=True, capture_output=True, text=True)
        runs.append(json.loads(lines.stdout.splitlines()[-1]))
        print(lines.stdout.splitlines()[0])
    wall = statistics.median(one["wall_s"] for one in runs)
    *ratios, is_same = runs[0]["result"]
    mean, furthest = statistics.mean(ratios), max(abs(ratio - 1) for ratio in ratios)
    print(f"variance over Taylor's: mean {mean:.4f}, furthest from 1 by {furthest:.3f}; "
          f"one thread and all give {'the same bits' if is_same else 'DIFFERENT bits'}")
    print(f"{wall:.3f} s, target at most {REPLICATE_SECONDS}")
    if wall > REPLICATE_SECONDS or not is_same or abs(mean - 1) > RATIO_MEAN or furthest > RATIO_EACH:
        sys.exit("compare_estimate: a target was missed")


if __name__ == "__main__":
    main()
