"""Compares contestants on the same tasks over the same file; needs only the standard library.

Every run is a fresh process, and the contestants take turns, so that a busy moment of the machine strikes all alike. A
contestant is called as `COMMAND TASK FILE` (the Swift runner with the rules as a third argument) and prints one line of
JSON with `wall_s`, `cpu_s` (of the task alone, without start and imports) and `result`, a list of numbers. The peak of
anonymous memory is sampled here, from outside, over the whole run of the process, for all contestants alike: RssAnon of
/proc, so on Linux only; elsewhere it is 0. It holds the interpreter of the Python contestants, the reading before the
clock in `rules`, and in `read` the sums after it. In `rules` the peers keep all 20 masks at once, and the Swift runner,
as the product does, one after the other.

Exits with 1 when a contestant fails or its numbers differ from the first one's by more than 1e-12 of their size.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).parent
TASKS = {
    "read": "the file into typed columns in memory",
    "groups": "file to weighted mean and variance, 60 columns by 7 districts",
    "rules": "20 cleaning rules over the table in memory",
}
TOLERANCE = 1e-12
SAMPLE_SECONDS = 0.002


def commands(ours: str, python: str) -> dict[str, list[str]]:
    return {
        "ours": [ours],
        "polars": [python, str(HERE / "peers" / "polars_peer.py")],
        "duckdb": [python, str(HERE / "peers" / "duckdb_peer.py")],
    }


def anonymous_kilobytes(process: int) -> int:
    try:
        with open(f"/proc/{process}/status", encoding="ascii") as status:
            for line in status:
                if line.startswith("RssAnon:"):
                    return int(line.split()[1])
    except OSError:
        pass
    return 0


def run(command: list[str]) -> dict:
    """One run: what the contestant printed, and `peak_anon_mb`."""
    # A file and not a pipe, so that a long line cannot hold the contestant up.
    with tempfile.TemporaryFile() as output:
        process = subprocess.Popen(command, stdout=output)
        peak = 0
        while process.poll() is None:
            peak = max(peak, anonymous_kilobytes(process.pid))
            time.sleep(SAMPLE_SECONDS)
        output.seek(0)
        lines = output.read().decode().splitlines()
    if process.returncode != 0 or not lines:
        sys.exit(f"compare: exit code {process.returncode} of: {' '.join(command)}")
    line = json.loads(lines[-1])
    line["peak_anon_mb"] = peak / 1024
    return line


def largest_difference(first: list[float], second: list[float]) -> float:
    """The largest relative difference; infinite when one has other numbers, or no number, where the other has one."""
    if len(first) != len(second):
        return float("inf")
    worst = 0.0
    for a, b in zip(first, second):
        if a == b:
            continue
        difference = abs(a - b) / max(abs(a), abs(b))
        # Written so that NaN counts as different.
        worst = max(worst, difference) if difference <= 1 else float("inf")
    return worst


def compare(task: str, contestants: dict[str, list[str]], rounds: int) -> tuple[dict[str, list[dict]], bool]:
    """All runs of a task by contestant, and whether their numbers agree; prints the table."""
    runs: dict[str, list[dict]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, command in contestants.items():
            runs[name].append(run(command))
    first = next(iter(runs))
    medians = {
        name: [statistics.median(one[key] for one in of_one) for key in ("wall_s", "cpu_s", "peak_anon_mb")]
        for name, of_one in runs.items()
    }
    print(f"\n{task}: {TASKS[task]}")
    heads = [("wall s", 9), ("(range)", 16), ("cpu s", 9), ("anon MB", 9), ("wall ×", 8), ("cpu ×", 8), ("MB ×", 8)]
    print(" " * 10 + "".join(f"{head:>{width}}" for head, width in heads) + "  difference")
    agree = True
    for name, (wall, cpu, memory) in medians.items():
        # Every run, not just one: a race would show in some.
        worst = max(largest_difference(runs[first][0]["result"], one["result"]) for one in runs[name])
        agree = agree and worst <= TOLERANCE
        walls = sorted(one["wall_s"] for one in runs[name])
        spread = f"({walls[0]:.3f}-{walls[-1]:.3f})"
        ratios = [value / base if base else float("nan") for value, base in zip((wall, cpu, memory), medians[first])]
        print(
            f"{name:10}{wall:9.3f}{spread:>16}{cpu:9.3f}{memory:9.0f}"
            + "".join(f"{ratio:8.2f}" for ratio in ratios)
            + f"  {worst:.1e}{'' if worst <= TOLERANCE else '  DIFFERENT'}"
        )
    return runs, agree


def version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return "not installed"


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares contestants on the same tasks over the same file.")
    parser.add_argument("file", help="the generated survey")
    parser.add_argument("--ours", default=".build-bench/release/BenchmarkRunner", help="path of BenchmarkRunner")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--tasks", nargs="+", choices=TASKS, default=list(TASKS))
    parser.add_argument("--contestants", nargs="+", choices=["ours", "polars", "duckdb"])
    parser.add_argument("--json", help="write every run to this file")
    options = parser.parse_args()

    known = commands(options.ours, sys.executable)
    chosen = {name: known[name] for name in options.contestants or known}
    print(f"{os.path.getsize(options.file) / 1e6:.0f} MB, {os.cpu_count()} cores, medians of {options.rounds} rounds")
    print(f"polars {version('polars')}, duckdb {version('duckdb')}, Python {sys.version.split()[0]}")
    # Once through the file, so that the first contestant does not read it from the disk.
    with open(options.file, "rb") as file:
        while file.read(1 << 24):
            pass
    everything, all_agree = {}, True
    for task in options.tasks:
        contestants = {
            name: command + [task, options.file]
            + ([str(HERE / "rules.sql")] if name == "ours" and task == "rules" else [])
            for name, command in chosen.items()
        }
        everything[task], agree = compare(task, contestants, options.rounds)
        all_agree = all_agree and agree
    if options.json:
        with open(options.json, "w", encoding="utf-8") as file:
            json.dump(everything, file)
    if not all_agree:
        sys.exit("compare: the contestants do not agree")


if __name__ == "__main__":
    main()
