"""Makes an SPSS file for the benchmark: `make_sav.py ROWS COLUMNS FILE`, packed as SPSS does; a FILE that ends in
`.zsav` is packed as those are. Of ten columns six are answers with value labels and a user-missing code, three are
amounts with two decimals, one is short text. Needs pyreadstat, pandas and numpy; the same arguments give the same data.
"""

import sys

import numpy
import pandas
import pyreadstat


def make(rows: int, columns: int, path: str) -> None:
    random = numpy.random.default_rng(1)
    data, labels, missing = {}, {}, {}
    for index in range(columns):
        name, kind = f"V{index:03d}", index % 10
        if kind < 6:
            values = random.integers(1, 6, rows).astype(float)
            values[random.random(rows) < 0.03] = 9
            values[random.random(rows) < 0.02] = numpy.nan
            data[name] = values
            labels[name] = {code: f"选项{code}" for code in range(1, 6)} | {9: "不知道"}
            missing[name] = [{"lo": 9, "hi": 9}]
        elif kind < 9:
            data[name] = numpy.round(random.gamma(2, 100, rows), 2)
        else:
            data[name] = random.choice(["东区", "西区", "abc", "", "longer text here"], rows)
    packing = {"compress": True} if path.endswith(".zsav") else {"row_compress": True}
    pyreadstat.write_sav(
        pandas.DataFrame(data), path, variable_value_labels=labels, missing_ranges=missing, **packing)


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} ROWS COLUMNS FILE")
    make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
