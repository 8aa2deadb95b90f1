"""Compares the readers of files from the field with those of Python libraries, on the same file in turn.

`compare_ingest.py KIND FILE`; needs only the standard library itself. Every run is a fresh process; contestants take
turns, so that a busy moment of the machine strikes all alike. A contestant is called as `COMMAND KIND FILE` and prints
one line of JSON with `wall_s`, `cpu_s` (of the reading alone, without start and imports) and `result`, numbers that
must agree to 1e-12. The peak of resident memory is that of the whole process, the interpreter included.

A kind is an entry of KINDS; its reader on our side is one of `IngestBenchmarkRunner`.
"""

import argparse
import importlib.metadata
import json
import os
import pathlib
import statistics
import sys
import tempfile

HERE = pathlib.Path(__file__).parent
sys.path.insert(0, str(HERE.parent))
from compare import TOLERANCE, largest_difference  # noqa: E402

# By kind: what is read, and the peers by name with their scripts; a peer's name is that of its package.
KINDS = {
    "xlsx": ("first sheet of a workbook, all cells in memory", {"python-calamine": "calamine_peer.py"}),
}


def run(command: list[str]) -> dict:
    """One run: what the contestant printed, and `peak_mb`."""
    # A file and not a pipe, so that a long line cannot hold the contestant up.
    with tempfile.TemporaryFile() as output:
        process = os.posix_spawn(
            command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, output.fileno(), 1)]
        )
        _, status, usage = os.wait4(process, 0)
        output.seek(0)
        lines = output.read().decode().splitlines()
    code = os.waitstatus_to_exitcode(status)
    if code != 0 or not lines or not lines[-1].startswith("{"):
        sys.exit(f"compare: exit code {code} of: {' '.join(command)}\n" + "\n".join(lines))
    line = json.loads(lines[-1])
    line["peak_mb"] = usage.ru_maxrss / 1024 if sys.platform == "linux" else usage.ru_maxrss / 1024 / 1024
    return line


def version(package: str) -> str:
    try:
        return f"{package} {importlib.metadata.version(package)}"
    except importlib.metadata.PackageNotFoundError:
        return f"{package} not installed"


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares readers of files from the field.")
    parser.add_argument("kind", choices=KINDS)
    parser.add_argument("file")
    parser.add_argument("--ours", default=".build-bench/release/IngestBenchmarkRunner", help="path of our runner")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", help="write every run to this file")
    options = parser.parse_args()

    what, peers = KINDS[options.kind]
    contestants = {"ours": [os.path.abspath(options.ours)]}
    contestants |= {name: [sys.executable, str(HERE / script)] for name, script in peers.items()}
    # Once through the file, so that the first contestant does not read it from the disk.
    pathlib.Path(options.file).read_bytes()
    runs: dict[str, list[dict]] = {name: [] for name in contestants}
    for _ in range(options.rounds):
        for name, command in contestants.items():
            runs[name].append(run(command + [options.kind, options.file]))

    size = os.path.getsize(options.file) / 1e6
    print(f"{options.kind}: {what}; {size:.1f} MB, {os.cpu_count()} cores, medians of {options.rounds} rounds")
    print(f"{', '.join(version(name) for name in peers)}, Python {sys.version.split()[0]}")
    print(f"{'':16}{'wall s':>9}{'(range)':>16}{'cpu s':>9}{'peak MB':>9}{'wall ×':>8}{'cpu ×':>8}{'MB ×':>8}")
    agree = True
    base: list[float] = []
    for name, of_one in runs.items():
        medians = [statistics.median(one[key] for one in of_one) for key in ("wall_s", "cpu_s", "peak_mb")]
        base = base or medians
        walls = sorted(one["wall_s"] for one in of_one)
        spread = f"({walls[0]:.3f}-{walls[-1]:.3f})"
        worst = max(largest_difference(runs["ours"][0]["result"], one["result"]) for one in of_one)
        agree = agree and worst <= TOLERANCE
        ratios = "".join(f"{value / first:8.2f}" for value, first in zip(medians, base))
        print(
            f"{name:16}{medians[0]:9.3f}{spread:>16}{medians[1]:9.3f}{medians[2]:9.0f}{ratios}"
            + ("" if worst <= TOLERANCE else f"  DIFFERENT by {worst:.1e}")
        )
    if options.json:
        pathlib.Path(options.json).write_text(json.dumps(runs), encoding="utf-8")
    if not agree:
        sys.exit("compare: the contestants do not agree")


if __name__ == "__main__":
    main()
