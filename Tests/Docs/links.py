#!/usr/bin/env python3
"""Checks that what the pages link to is there, headings included, and that docs/README.md names every page.

Usage: Tests/Docs/links.py
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
LINK = re.compile(r"\]\(([^)\s]+)\)")
CODE = re.compile(r"^```.*?^```$|`[^`\n]*`", re.M | re.S)


def anchors(page):
    """The names that GitHub gives to the headings of a page."""
    text = re.sub(r"^```.*?^```$", "", page.read_text(encoding="utf-8"), flags=re.M | re.S)
    headings = re.findall(r"^#+ (.*)$", text, re.M)
    return {re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-") for heading in headings}


def problems_of(page):
    text = CODE.sub("", page.read_text(encoding="utf-8"))
    for target in LINK.findall(text):
        if re.match(r"[a-z]+:", target):
            continue
        path, _, heading = target.partition("#")
        place = (page.parent / path) if path else page
        if not place.exists():
            yield f"{page.relative_to(ROOT)}: there is no {target}"
        elif heading and heading not in anchors(place):
            yield f"{page.relative_to(ROOT)}: {place.name} has no heading #{heading}"


def main():
    pages = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("Pipelines/*/README.md"),
                    *ROOT.glob("SampleData/**/README.md")])
    problems = [problem for page in pages for problem in problems_of(page)]
    index = (ROOT / "docs/README.md").read_text(encoding="utf-8")
    for page in sorted(ROOT.glob("docs/*.md")):
        if page.name != "README.md" and f"]({page.name})" not in index:
            problems.append(f"docs/README.md does not name {page.name}")
    for problem in problems:
        print(problem)
    print(f"links: {len(pages)} pages, {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
