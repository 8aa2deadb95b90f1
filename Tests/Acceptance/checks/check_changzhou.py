#!/usr/bin/env python3
"""Runs Pipelines/changzhou-annual on the sample city's files with its districts renamed, and compares the scores.

The folder ships without data; this shows that files of the forms it asks for are read, that every district finds its
name, and that the same answers give the same scores. The renamed files are thrown away.

Usage: check_changzhou.py PROGRAM
"""

import csv
import pathlib
import shutil
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[3]
# The sample's district, and the one that takes its place: code, name, short name.
DISTRICTS = {
    ("GX", "高新区", "高新区"): ("CZJK", "常州经开区", "经开区"),
    ("YL", "云麓区", "云麓"): ("320481", "溧阳市", "溧阳"),
    ("WH", "望湖区", "望湖"): ("320412", "武进区", "武进"),
    ("LJ", "临津区", "临津"): ("320411", "新北区", "新北"),
    ("QP", "青屏区", "青屏"): ("320402", "天宁区", "天宁"),
    ("SQ", "石桥县", "石桥"): ("320413", "金坛区", "金坛"),
    ("BL", "北岭县", "北岭"): ("320404", "钟楼区", "钟楼"),
}


def renamed(text):
    # Longer names first; the zone is called 高新区 behind 含, too.
    text = text.replace("岚江高新技术产业开发区", "常州经济开发区").replace("岚江高新区", "常州经开区")
    for mark in "（(":
        for word in ("不含", "含"):
            text = text.replace(f"{mark}{word}高新区", f"{mark}{word}经开区")
    for (_, name, short), (_, new_name, new_short) in DISTRICTS.items():
        text = text.replace(name, new_name).replace(short, new_short)
    return text.replace("岚江", "常州")


def copy_renamed(source, target):
    if source.suffix == ".xlsx":
        with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new:
            for part in old.infolist():
                data = old.read(part)
                new.writestr(part.filename, renamed(data.decode()) if part.filename.endswith(".xml") else data)
        return
    encoding = "gb18030" if source.name == "survey.csv" else "utf-8"
    target.write_bytes(renamed(source.read_bytes().decode(encoding)).encode(encoding))


def scores(run):
    """The published scores of all nodes, by district."""
    with open(run / "current/tables/scores.csv", encoding="utf-8", newline="") as file:
        return {(row["unit_id"], row["indicator_id"]): row["estimate"] for row in csv.DictReader(file)
                if row["wave"] == "2025"}


def run(program, folder, pipeline, output, *options):
    done = subprocess.run(
        [program, "run", f"Pipelines/{pipeline}", "--quiet", "--output", output, *options],
        cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode or done.stdout:
        sys.exit(f"{pipeline}: exit code {done.returncode}\n{done.stdout}{done.stderr}")


def main(program):
    program = pathlib.Path(program).resolve()
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for part in ("Pipelines", "SampleData"):
            shutil.copytree(ROOT / part, folder / part)
        data = folder / "Pipelines/changzhou-annual/data/2025"
        shutil.rmtree(data.parent, ignore_errors=True)
        data.mkdir(parents=True)
        for file in sorted((ROOT / "SampleData/lanjiang-2025").iterdir()):
            copy_renamed(file, data / file.name)
        run(program, folder, "changzhou-annual", "city")
        run(program, folder, "lanjiang-annual", "sample")
        city, sample = scores(folder / "city"), scores(folder / "sample")
        codes = {old[0]: new[0] for old, new in DISTRICTS.items()}
        codes |= {"LANJIANG": "CHANGZHOU", "WH_GX": "WJ_CZJK"}
        expected = {(codes[unit], node): value for (unit, node), value in sample.items()}
        wrong = [key for key in sorted(set(expected) | set(city)) if expected.get(key) != city.get(key)]
        for key in wrong[:10]:
            print(f"{key}: the sample has {expected.get(key)}, Changzhou {city.get(key)}")
        report = (folder / "city/current/report.html").read_text(encoding="utf-8")
        left = [word for word in ("岚江", "Lanjiang", *(old[2] for old in DISTRICTS if old[0] != "GX")) if word in report]
        if left:
            print("the report speaks of the sample city:", *left)
        print(f"{len(city)} scores, {len(wrong)} differ")
        return 1 if wrong or left or not city else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
