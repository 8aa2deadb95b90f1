"""Reads an SPSS file with pyreadstat: `pyreadstat_peer.py KIND FILE`; prints one line of JSON as IngestBenchmarkRunner.

Reads as a user would, into a pandas data frame; PYREADSTAT_OUTPUT=dict reads into arrays, without the frame.
"""

import json
import math
import os
import sys
import time

import pyreadstat


def main() -> None:
    file = sys.argv[2]
    output = os.environ.get("PYREADSTAT_OUTPUT", "pandas")
    wall, cpu = time.perf_counter(), time.process_time()
    frame, _ = pyreadstat.read_sav(file, output_format=output)
    wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
    numbers, total, size = 0, 0.0, 0
    names = list(frame)
    for name in names:
        values = list(frame[name])
        if any(isinstance(value, str) for value in values):
            size += sum(len(value.encode()) for value in values if isinstance(value, str))
        else:
            present = [value for value in values if value is not None and value == value]
            numbers += len(present)
            total += math.fsum(present)
    rows = len(list(frame[names[0]]))
    print(json.dumps({"task": sys.argv[1], "wall_s": wall, "cpu_s": cpu, "result": [rows, len(names), numbers, total, size]}))


if __name__ == "__main__":
    main()
