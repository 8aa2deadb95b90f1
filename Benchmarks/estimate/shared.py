"""What the peers of the estimation benchmark share: names, the clock, and standard errors from sums."""

import json
import sys
import time

import numpy

ITEMS = [f"q{number:02}" for number in range(1, 61)]
DISTRICTS = [f"d{number}" for number in range(7)]
# Σw, Σw², Σwy, Σw²y, Σw²y² and the number of rows with a value.
SUMS = ["n", "w", "ww", "wy", "wwy", "wwyy"]


class Clock:
    """Wall and processor seconds of all threads of this process, within a `with` block."""

    def __enter__(self) -> "Clock":
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


def report(task: str, clock: Clock, result: list[float]) -> None:
    numbers = [float(number) for number in result]
    print(json.dumps({"task": task, "wall_s": clock.wall, "cpu_s": clock.cpu, "result": numbers}))


def estimates(districts: list[str], rows: numpy.ndarray, populations: numpy.ndarray, sums: numpy.ndarray) -> list[float]:
    """Mean and Taylor standard error by item and district from sums by stratum, each of which lies in one district.

    `rows` and `populations` are by stratum, `sums` by stratum, item and kind of sum.
    """
    result: list[float] = []
    where = {name: numpy.flatnonzero([own == name for own in districts]) for name in DISTRICTS}
    for item in range(len(ITEMS)):
        for name in DISTRICTS:
            own = where[name]
            _, w, ww, wy, wwy, wwyy = sums[own, item].T
            total = w.sum()
            mean = wy.sum() / total
            squares = (wwyy - 2 * mean * wwy + mean * mean * ww) / total**2
            center = (wy - mean * w) / total
            count = rows[own]
            factor = (1 - count / populations[own]) * count / (count - 1)
            result += [mean, numpy.sqrt((factor * (squares - center**2 / count)).sum())]
    return result


def file_argument() -> str:
    if len(sys.argv) != 2:
        sys.exit(f"usage: {sys.argv[0]} FILE")
    return sys.argv[1]
