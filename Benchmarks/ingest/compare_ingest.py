"""Compares the readers of files from the field with those of others, on the same generated files in turn.

`compare_ingest.py FOLDER` makes the files in FOLDER where they are not there yet. Every run is a fresh process;
contestants take turns, so that a busy moment of the machine strikes all alike. A contestant is called as
`COMMAND KIND FILE` and prints one line of JSON with `wall_s`, `cpu_s` (of the reading alone, without start and
imports) and `result`, numbers that must agree to 1e-12. xmllint prints none: there the times are those of whole
processes, ours too. The peak of anonymous memory is sampled from outside over the whole process (Linux; elsewhere 0).

Exits with 1 when a contestant fails, numbers differ, or a target is missed.
"""

import argparse
import dataclasses
import importlib.metadata
import json
import os
import pathlib
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from compare import SAMPLE_SECONDS, TOLERANCE, anonymous_kilobytes, largest_difference  # noqa: E402


@dataclasses.dataclass(frozen=True)
class Kind:
    """One kind of file, how it is made, who else reads it, and what our reader is to reach."""

    what: str
    file: str
    make: Callable[[str], None]
    peer: str
    command: list[str]
    # Wall time at most so many times the peer's, and anonymous memory below so many MB.
    times: float
    megabytes: float | None = None
    # Of a peer that prints nothing: the numbers that ours must print.
    result: list[float] | None = None


def python_peer(script: str, kind: str) -> list[str]:
    return [sys.executable, str(HERE / script), kind]


def make_workbook(path: str) -> None:
    from make_workbook import make
    make(100_000, 20, path)


def make_sav(path: str) -> None:
    from make_sav import make
    make(100_000, 200, path)


def make_ledger(path: str) -> None:
    from make_ledger import make
    make(1_000_000, path)


KINDS = {
    "xlsx": Kind(
        "the first sheet of a workbook, 100,000 rows of 20 columns, all cells in memory", "workbook-100000x20.xlsx",
        make_workbook, "python-calamine", python_peer("calamine_peer.py", "xlsx"), times=2.0, megabytes=150,
    ),
    "sav": Kind(
        "an SPSS file, 100,000 cases of 200 variables, typed", "statistics-100000x200.sav",
        make_sav, "pyreadstat", python_peer("pyreadstat_peer.py", "sav"), times=1.5,
    ),
    "xml": Kind(
        "a ledger of 1,000,000 cases into a typed table; xmllint checks it and keeps nothing", "ledger-1000000.xml",
        make_ledger, "xmllint", ["xmllint", "--stream", "--noout"], times=2.0, result=[1_000_000, 9],
    ),
}


def run(command: list[str], is_silent: bool) -> dict:
    """One run: what the contestant printed, `process_wall_s`, `process_cpu_s` and `peak_anon_mb`."""
    # A file and not a pipe, so that a long line cannot hold the contestant up.
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen(command, stdout=output)
        peak, ended = 0, 0
        while ended == 0:
            peak = max(peak, anonymous_kilobytes(process.pid))
            time.sleep(SAMPLE_SECONDS)
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        lines = output.read().decode().splitlines()
    if process.returncode != 0 or not is_silent and not (lines and lines[-1].startswith("{")):
        sys.exit(f"compare: exit code {process.returncode} of: {' '.join(command)}\n" + "\n".join(lines))
    line = {} if is_silent else json.loads(lines[-1])
    return line | {
        "process_wall_s": wall, "process_cpu_s": usage.ru_utime + usage.ru_stime, "peak_anon_mb": peak / 1024,
    }


def version(peer: str) -> str:
    if peer == "xmllint":
        words = subprocess.run([peer, "--version"], capture_output=True, text=True, check=True).stderr.split()
        return f"xmllint of libxml {words[words.index('version') + 1]}"
    return f"{peer} {importlib.metadata.version(peer)}"


def compare(name: str, kind: Kind, path: str, ours: str, rounds: int) -> tuple[dict[str, list[dict]], list[str]]:
    """All runs by contestant, and what is wrong with them; prints the table."""
    contestants = {"ours": [ours, name, path]}
    size = os.path.getsize(path) / 1e6
    print(f"\n{name}: {kind.what}; {size:.1f} MB, medians of {rounds} rounds")
    if shutil.which(kind.command[0]):
        contestants[kind.peer] = [*kind.command, path]
        print(version(kind.peer))
    else:
        print(f"{kind.peer} is not installed: ours is measured alone")
    # Once through the file, so that the first contestant does not read it from the disk.
    with open(path, "rb") as file:
        while file.read(1 << 24):
            pass
    is_silent = kind.result is not None
    runs: dict[str, list[dict]] = {one: [] for one in contestants}
    for _ in range(rounds):
        for one, command in contestants.items():
            runs[one].append(run(command, is_silent and one == kind.peer))
    keys = ("process_wall_s", "process_cpu_s") if is_silent else ("wall_s", "cpu_s")
    print(f"{'':16}{'wall s':>9}{'(range)':>16}{'cpu s':>9}{'MB/s':>8}{'anon MB':>9}{'ours/wall':>11}{'ours/cpu':>10}")
    problems: list[str] = []
    medians: dict[str, list[float]] = {}
    for one, of_one in runs.items():
        wall, cpu, peak = medians[one] = [
            statistics.median(line[key] for line in of_one) for key in (*keys, "peak_anon_mb")
        ]
        walls = sorted(line[keys[0]] for line in of_one)
        spread = f"({walls[0]:.3f}-{walls[-1]:.3f})"
        ours_wall, ours_cpu, _ = medians["ours"]
        print(
            f"{one:16}{wall:9.3f}{spread:>16}{cpu:9.3f}{size / wall:8.0f}{peak:9.1f}"
            f"{ours_wall / wall:11.2f}{ours_cpu / cpu:10.2f}"
        )
        right = kind.result or runs["ours"][0]["result"]
        worst = max((largest_difference(right, line["result"]) for line in of_one if "result" in line), default=0.0)
        if worst > TOLERANCE:
            problems.append(f"{name}: {one} differs by {worst:.1e}")
    if kind.peer in medians:
        ratio = medians["ours"][0] / medians[kind.peer][0]
        wanted = f"at most {kind.times} × the time of {kind.peer}"
        problems += target(name, wanted, f"{ratio:.2f}", ratio <= kind.times)
    if kind.megabytes is not None:
        peak = medians["ours"][2]
        problems += target(name, f"under {kind.megabytes:.0f} MB", f"{peak:.0f} MB", peak < kind.megabytes)
    return runs, problems


def target(name: str, wanted: str, found: str, is_met: bool) -> list[str]:
    print(f"target: {wanted}: {found}, {'met' if is_met else 'MISSED'}")
    return [] if is_met else [f"{name}: not {wanted}, but {found}"]


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares readers of files from the field.")
    parser.add_argument("folder", help="where the generated files are, or are made")
    parser.add_argument("--ours", default=".build-bench/release/IngestBenchmarkRunner", help="path of our runner")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="write every run to this file")
    options = parser.parse_args()

    if not os.access(options.ours, os.X_OK):
        sys.exit(f"compare: there is no runner {options.ours}; make bench-ingest builds it")
    print(f"{os.cpu_count()} cores, Python {sys.version.split()[0]}")
    everything, problems = {}, []
    for name in options.kinds:
        kind = KINDS[name]
        path = os.path.join(options.folder, kind.file)
        if not os.path.exists(path):
            # Under its name only when it is whole; the ending tells how it is packed.
            unfinished = os.path.join(options.folder, f"unfinished-{kind.file}")
            kind.make(unfinished)
            os.replace(unfinished, path)
        everything[name], of_kind = compare(name, kind, path, os.path.abspath(options.ours), options.rounds)
        problems += of_kind
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(everything), encoding="utf-8")
    if problems:
        sys.exit("compare: " + "\ncompare: ".join(problems))


if __name__ == "__main__":
    main()
