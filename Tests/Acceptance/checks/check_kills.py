#!/usr/bin/env python3
"""Kills runs at random moments with SIGKILL; readers must always see a whole report, and the next run the same bytes.

Usage: check_kills.py PROGRAM [--kills 50]
"""

import argparse
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parents[3]
SEED = 20250715


def command(program, output):
    return [program, "run", "docs/tutorial", "--output", str(output), "--quiet", "--force", "ingest"]


def files(folder):
    """All files of the published run by their path; None where nothing is published."""
    current = folder / "current"
    if not current.is_symlink():
        return None
    run = current.resolve(strict=True)
    return {str(path.relative_to(run)): path.read_bytes() for path in sorted(run.rglob("*")) if path.is_file()}


def writing(folder):
    """Whether a run is filling its folder."""
    try:
        return any(name.startswith(".tmp-") for name in os.listdir(folder / "runs"))
    except FileNotFoundError:
        return False


def leftovers(folder):
    return [str(path) for path in folder.rglob(".*") if path.name.startswith((".tmp-", ".old-"))]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--kills", type=int, default=50)
    options = parser.parse_args()
    program = str(pathlib.Path(options.program).resolve())
    draw = random.Random(SEED)
    problems = []
    with tempfile.TemporaryDirectory() as name:
        work = pathlib.Path(name)
        start = time.monotonic()
        subprocess.run(command(program, work / "whole"), cwd=ROOT, check=True)
        duration = time.monotonic() - start
        expected = files(work / "whole")
        killed = begun = 0
        for number in range(options.kills):
            # Into a folder with the run already there, into an empty one, and into one where a damaged run is replaced.
            output = work / ("same" if number % 4 == 1 else f"new{number}")
            if number % 4 == 3:
                damaged = output / "runs" / (work / "whole/current").resolve().name
                damaged.mkdir(parents=True)
                (damaged / "report.html").write_text("damaged")
            process = subprocess.Popen(command(program, output), cwd=ROOT)
            if number % 4 < 2:
                time.sleep(draw.uniform(0, 1.05) * duration)
            else:
                # Amid the few milliseconds in which files are written.
                while process.poll() is None and not writing(output):
                    pass
                time.sleep(draw.uniform(0, 0.01))
            process.send_signal(signal.SIGKILL)
            killed += process.wait() == -signal.SIGKILL
            begun += bool(leftovers(output))
            found = files(output)
            if found is not None and found != expected:
                problems.append(f"kill {number}: a reader saw another report")
            done = subprocess.run(command(program, output), cwd=ROOT, capture_output=True, text=True, check=False)
            if done.returncode or done.stdout or done.stderr:
                problems.append(f"kill {number}: the next run ended with {done.returncode}: {done.stderr[:300]}")
            elif files(output) != expected:
                problems.append(f"kill {number}: the next run gave other bytes")
            problems += [f"kill {number}: left behind: {path}" for path in leftovers(output)]
    for problem in problems:
        print(problem)
    print(f"{killed} of {options.kills} runs killed, {begun} amid writing, {len(problems)} problems")
    return 1 if problems or killed < options.kills // 2 else 0


if __name__ == "__main__":
    sys.exit(main())
