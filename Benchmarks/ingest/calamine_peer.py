"""Reads the first sheet of a workbook with python-calamine, as its documentation shows: `calamine_peer.py xlsx FILE`."""

import datetime
import pathlib
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "peers"))
from contestant import Clock, run  # noqa: E402
from python_calamine import CalamineWorkbook  # noqa: E402


def xlsx(file: str, clock: Clock) -> list[float]:
    with clock:
        rows = CalamineWorkbook.from_path(file).get_sheet_by_index(0).to_python()
    numbers = total = dates = days = texts = characters = 0
    for row in rows:
        for value in row:
            if isinstance(value, (int, float)):
                numbers += 1
                total += value
            elif isinstance(value, datetime.date):
                dates += 1
                days += value.toordinal() - 719_163
            elif value:
                texts += 1
                characters += len(value.encode())
    return [len(rows), numbers, total, dates, days, texts, characters]


run({"xlsx": xlsx})
