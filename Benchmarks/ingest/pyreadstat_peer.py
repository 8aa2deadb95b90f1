"""Reads an SPSS file with pyreadstat into a data frame, as its documentation shows: `pyreadstat_peer.py sav FILE`."""

import math
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "peers"))
import pyreadstat  # noqa: E402
from contestant import Clock, run  # noqa: E402


def sav(file: str, clock: Clock) -> list[float]:
    with clock:
        frame, _ = pyreadstat.read_sav(file)
    numbers, total, size = 0, 0.0, 0
    for name in frame:
        values = frame[name].tolist()
        if any(isinstance(value, str) for value in values):
            size += sum(len(value.encode()) for value in values if isinstance(value, str))
        else:
            present = [value for value in values if value == value]
            numbers += len(present)
            total += math.fsum(present)
    return [len(frame), len(frame.columns), numbers, total, size]


run({"sav": sav})
