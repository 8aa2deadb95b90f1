#!/usr/bin/env python3
"""Holds the table of modules in docs/architecture.md against Package.swift. Usage: Tests/Docs/architecture.py"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
# What the page calls libraries, which the package calls by their module.
LIBRARIES = {"CLibXML2": "libxml2", "CLibZip": "libzip", "CReadStat": "ReadStat", "CZlib": "zlib", "CCMark": "cmark"}
PRODUCTS = {"yams": "Yams", "arguments": "ArgumentParser", "grdb": "GRDB"}
TARGET = re.compile(
    r'(?:module\(\s*|\.executableTarget\(\s*name: |\.target\(\s*name: )"(\w+)"'
    r"(?:,\s*(?:dependencies: )?\[(.*?)\])?\s*[,)]",
    re.S,
)


def declared():
    """The targets of the package below Sources but libraries of the system, and what each depends on."""
    text = (ROOT / "Package.swift").read_text(encoding="utf-8")
    targets = {}
    for name, dependencies in TARGET.findall(text.split("  targets: [\n", 1)[1]):
        if not (ROOT / "Sources" / name).is_dir():
            continue
        words = re.findall(r'"(\w+)"|\b(yams|arguments|grdb)\b', dependencies)
        targets[name] = {LIBRARIES.get(module, module) or PRODUCTS[product] for module, product in words}
    return targets


def described():
    """The rows of the page's table."""
    text = (ROOT / "docs/architecture.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `(\w+)` \| (.*?) ?\| ", text, re.M)
    return {name: {word.strip("` ") for word in rests.split(",") if word.strip()} for name, rests in rows}


def main():
    expected, page = declared(), described()
    problems = []
    for name in sorted(set(expected) | set(page)):
        if name not in page:
            problems.append(f"{name} is not on the page")
        elif name not in expected:
            problems.append(f"{name} is on the page and not in the package")
        elif page[name] != expected[name]:
            problems.append(f"{name}: the page says {sorted(page[name])}, the package {sorted(expected[name])}")
    for problem in problems:
        print(problem)
    print(f"architecture: {len(expected)} modules, {len(problems)} problems")
    return 1 if problems or not expected else 0


if __name__ == "__main__":
    sys.exit(main())
