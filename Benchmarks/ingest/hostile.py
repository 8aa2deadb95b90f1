"""Looks at every hostile file of the tests as `bizclimate inspect` would: `hostile.py --ours RUNNER`.

Hostile are the XML files, zip archives, workbooks and CSV files under Tests/IngestTests/Fixtures/field that may or must
be refused: bombs, cut-off and damaged files, entities. XML files are read as a ledger too, whatever their names end in.
Each reading is a process of its own, with wall time and peak of resident memory of the whole process. Exits with 1 when
one crashes, takes more than 2 seconds or more than 300 MB. Needs only the standard library.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import time

FIELD = pathlib.Path(__file__).parents[2] / "Tests" / "IngestTests" / "Fixtures" / "field"
GROUPS = ("xml", "zip", "xlsx", "csv")
VERDICTS = ("reject", "read-or-reject")
MOST_SECONDS = 2.0
MOST_MEGABYTES = 300
PATIENCE = 60


def verdict(entry: dict) -> str:
    """As the tests judge it: the manifest's word, else that of the expected reading."""
    expected = json.loads((FIELD / entry["expected"]).read_text(encoding="utf-8")) if "expected" in entry else {}
    if not isinstance(expected, dict):
        expected = {}
    # The reader of the expectation could not judge these for want of the encoding.
    if expected.get("expat_error") == "multi-byte encodings are not supported":
        return "read"
    found = entry.get("verdict") or expected.get("verdict")
    # No reader could make sense of it.
    return found or ("reject" if expected.get("basis") == "none" else "read")


def hostile() -> list[tuple[str, str]]:
    """Each file with the kind that it is read as."""
    manifest = json.loads((FIELD / "MANIFEST.json").read_text(encoding="utf-8"))
    found = []
    for entry in manifest:
        group = entry["path"].split("/")[0]
        if group in GROUPS and verdict(entry) in VERDICTS:
            found += [(entry["path"], kind) for kind in (("inspect", "xml") if group == "xml" else ("inspect",))]
    return sorted(found)


def run(ours: str, kind: str, path: str) -> tuple[float, float, int, str]:
    """Wall seconds, peak MB, exit code and the last line printed."""
    with tempfile.TemporaryFile() as output:
        start = time.perf_counter()
        process = subprocess.Popen([ours, kind, str(FIELD / path)], stdout=output, stderr=subprocess.STDOUT)
        ended = 0
        while ended == 0:
            time.sleep(0.001)
            if time.perf_counter() - start > PATIENCE:
                process.kill()
            ended, status, usage = os.wait4(process.pid, os.WNOHANG)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        lines = output.read().decode(errors="replace").splitlines()
    bytes_of_unit = 1024 if sys.platform == "linux" else 1
    return wall, usage.ru_maxrss * bytes_of_unit / 2**20, process.returncode, lines[-1] if lines else ""


def main() -> None:
    parser = argparse.ArgumentParser(description="Looks at every hostile file of the tests.")
    parser.add_argument("--ours", default=".build-bench/release/IngestBenchmarkRunner", help="path of our runner")
    options = parser.parse_args()
    ours = os.path.abspath(options.ours)
    if not os.access(ours, os.X_OK):
        sys.exit(f"hostile: there is no runner {options.ours}; make bench-ingest builds it")
    found = [(f"{path} as {kind}", *run(ours, kind, path)) for path, kind in hostile()]
    if not found:
        sys.exit("hostile: no such file in the manifest")
    problems = []
    for path, wall, peak, code, last in found:
        # What is refused is told in a line that ends in the code of the problem; what is read, in one of JSON.
        if code != 0 or not last:
            problems.append(f"{path}: exit code {code}")
        if wall > MOST_SECONDS or peak > MOST_MEGABYTES:
            problems.append(f"{path}: {wall:.2f} s, {peak:.0f} MB")
    refused = sum(not last.startswith("{") for *_, last in found)
    limits = f"at most {MOST_SECONDS:g} s and {MOST_MEGABYTES} MB each"
    files = len({path for path, _ in hostile()})
    print(f"hostile files: {files}, {len(found)} readings, {refused} refused; {limits}")
    print("the slowest and the largest:")
    slowest = sorted(found, key=lambda one: max(one[1] / MOST_SECONDS, one[2] / MOST_MEGABYTES), reverse=True)[:5]
    for path, wall, peak, _, last in slowest:
        print(f"  {wall:6.3f} s {peak:5.0f} MB  {path}: {last.replace(str(FIELD) + '/', '')[:120]}")
    if problems:
        sys.exit("hostile: " + "\nhostile: ".join(problems))


if __name__ == "__main__":
    main()
