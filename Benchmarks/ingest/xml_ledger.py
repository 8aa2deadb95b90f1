"""Compares the reading of a case ledger in XML with libxml2's own streaming check of it, on the same file in turn.

`xml_ledger.py make FILE [RECORDS]` writes a ledger of invented cases, `xml_ledger.py compare FILE` times both: our
runner turns the ledger into a typed table, `xmllint --stream --noout` parses it and keeps nothing. Wall seconds of
whole processes, taking turns, medians of the rounds. Needs only the standard library and xmllint.
"""

import argparse
import os
import random
import statistics
import subprocess
import time

KINDS = ["诉求", "走访", "好差评", "投诉", "信用修复"]
DISTRICTS = ["高新区", "云麓区", "望湖区", "临港区"]
TOPICS = ["融资", "审批", "执法", "用工", "用地", "其他"]
HANDLERS = ["发改委", "商务局", "工信局", "供电公司", "社保窗口", "公积金窗口", "市场准入窗口"]


def make(path: str, records: int) -> None:
    draw = random.Random(20_250_331)
    with open(path, "w", encoding="utf-8") as file:
        file.write('<?xml version="1.0" encoding="UTF-8"?>\n<ledger city="岚江市" year="2025">\n')
        for number in range(1, records + 1):
            day = f"2025-{draw.randint(1, 12):02}-{draw.randint(1, 28):02}"
            file.write(
                f'  <case id="LJ2025-{number:07}">\n'
                f"    <kind>{draw.choice(KINDS)}</kind><district>{draw.choice(DISTRICTS)}</district>"
                f"<topic>{draw.choice(TOPICS)}</topic><handler>{draw.choice(HANDLERS)}</handler>\n"
                f"    <received>{day}</received><due>{day}</due><closed>{day}</closed>"
            )
            if draw.random() < 0.5:
                file.write(f"<rating>{draw.randint(1, 5)}</rating>")
            else:
                file.write("<callback><result>满意</result></callback>")
            file.write("\n  </case>\n")
        file.write("</ledger>\n")


def timed(command: list[str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def compare(path: str, ours: str, rounds: int) -> None:
    contestants = {"ours": [os.path.abspath(ours), path], "xmllint": ["xmllint", "--stream", "--noout", path]}
    with open(path, "rb") as file:
        while file.read(1 << 20):
            pass
    times: dict[str, list[float]] = {name: [] for name in contestants}
    for _ in range(rounds):
        for name, command in contestants.items():
            times[name].append(timed(command))
    size = os.path.getsize(path) / 1e6
    medians = {name: statistics.median(all_times) for name, all_times in times.items()}
    for name, all_times in times.items():
        print(f"{name:8} {medians[name]:7.3f} s ({min(all_times):.3f}-{max(all_times):.3f})  "
              f"{size / medians[name]:6.1f} MB/s")
    print(f"ours has {medians['xmllint'] / medians['ours']:.2f} of the throughput of xmllint")


def main() -> None:
    parser = argparse.ArgumentParser(description="Compares readers of XML ledgers.")
    parser.add_argument("task", choices=["make", "compare"])
    parser.add_argument("file")
    parser.add_argument("records", type=int, nargs="?", default=1_000_000)
    parser.add_argument("--ours", default=".build-bench/release/XMLBenchmarkRunner", help="path of our runner")
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    if options.task == "make":
        make(options.file, options.records)
    else:
        compare(options.file, options.ours, options.rounds)


if __name__ == "__main__":
    main()
