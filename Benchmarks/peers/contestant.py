"""What the peers share: the shape of the survey file, the clock, and the line of JSON that they print."""

import json
import sys
import time
from collections.abc import Callable

DISTRICTS = ["经开区", "新北区", "天宁区", "钟楼区", "武进区", "金坛区", "溧阳市"]
SCALES = [f"q{number:02}" for number in range(1, 11)]
ITEMS = [f"{letter}{number:02}" for letter, last in (("q", 30), ("n", 20), ("x", 10)) for number in range(1, last + 1)]


def shift(item: str) -> int:
    """Near the mean of an item, so that its variance loses no digits: Σw(y - shift)² instead of Σwy²."""
    return {"q": 3, "n": 1000, "x": 5000}[item[0]]


def moments(total: float, first: float, second: float, item: str) -> list[float]:
    """Mean and variance from Σw, Σw(y - shift), Σw(y - shift)²."""
    mean = first / total
    return [shift(item) + mean, second / total - mean * mean]


class Clock:
    """Wall and processor seconds of all threads of this process, within a `with` block."""

    def __enter__(self) -> "Clock":
        self.wall, self.cpu = time.perf_counter(), time.process_time()
        return self

    def __exit__(self, *_: object) -> None:
        self.wall, self.cpu = time.perf_counter() - self.wall, time.process_time() - self.cpu


def run(tasks: dict[str, Callable[[str, Clock], list[float]]]) -> None:
    """Runs `TASK FILE` and prints its times and numbers. A task puts what is to be timed into `with clock:`."""
    if len(sys.argv) < 3 or sys.argv[1] not in tasks:
        sys.exit(f"usage: {sys.argv[0]} {'|'.join(tasks)} FILE")
    clock = Clock()
    result = tasks[sys.argv[1]](sys.argv[2], clock)
    numbers = [float(number) for number in result]
    print(json.dumps({"task": sys.argv[1], "wall_s": clock.wall, "cpu_s": clock.cpu, "result": numbers}))
