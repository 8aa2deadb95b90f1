"""Makes a case ledger in XML for the benchmark: `make_ledger.py RECORDS FILE`; needs only the standard library.

Cases are invented; every second one has a rating, the others the result of a call. The same arguments give the same
bytes.
"""

import random
import sys

KINDS = ["诉求", "走访", "好差评", "投诉", "信用修复"]
DISTRICTS = ["高新区", "云麓区", "望湖区", "临港区"]
TOPICS = ["融资", "审批", "执法", "用工", "用地", "其他"]
HANDLERS = ["发改委", "商务局", "工信局", "供电公司", "社保窗口", "公积金窗口", "市场准入窗口"]


def make(records: int, path: str) -> None:
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


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(f"usage: {sys.argv[0]} RECORDS FILE")
    make(int(sys.argv[1]), sys.argv[2])
