#!/usr/bin/env python3
"""Runs the commands that README and docs show, and compares what they print with what the pages say.

    Tests/Docs/commands.py PROGRAM [--update] [PAGE...]

A block fenced as ```console is run: each line that begins with `$ ` is a command, and the lines below it are what it
prints on both outputs. `...` stands for any lines. A command with no lines below it need only succeed. A command may fail
where the page says so in a last line `exit code N`. A block fenced as ```sh is run as one script and must succeed. Other
blocks are shown to the reader and not run. All blocks of a page run one after the other in one copy of the repository's
pipelines, data and documents. Times, sizes in KB, the number of tables and the digits of run names are not
compared.

--update writes what the commands print into the pages, where the page has no `...`; read the difference before you
commit it.
"""

import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
FOLDERS = ["Pipelines", "SampleData", "Scheduling", "docs"]
FENCE = re.compile(r"^```(console|sh)\n(.*?)^```$", re.M | re.S)
# What differs from run to run, from machine to machine or with every new sentence of the report.
VARYING = [
    (re.compile(r"\b\d[\d,]* ms\b"), "N ms"),
    (re.compile(r"\b\d[\d,.]* [KM]B\b"), "N KB"),
    (re.compile(r"\b\d+ files of tables\b"), "N files of tables"),
    (re.compile(r"(-\d{4}\.\d+)-[0-9a-f]{8}\b"), r"\1-XXXXXXXX"),
]


def comparable(line):
    for pattern, replacement in VARYING:
        line = pattern.sub(replacement, line)
    return line.rstrip()


def fits(expected, printed):
    """Whether lines fit, where `...` stands for any lines, also none."""
    if not expected:
        return not printed
    if expected[0].strip() == "...":
        return any(fits(expected[1:], printed[start:]) for start in range(len(printed) + 1))
    return bool(printed) and comparable(expected[0]) == comparable(printed[0]) and fits(expected[1:], printed[1:])


def commands(block):
    """The commands of a console block: the text to run and the lines below it."""
    found = []
    lines = block.splitlines()
    while lines:
        line = lines.pop(0)
        if not line.startswith("$ "):
            raise ValueError(f"a console block must begin with a command, found: {line}")
        text = [line[2:]]
        while text[-1].endswith("\\") and lines:
            text.append(lines.pop(0))
        expected = []
        while lines and not lines[0].startswith("$ "):
            expected.append(lines.pop(0))
        found.append(("\n".join(text), expected))
    return found


class Page:
    """One page, and the folder that its commands run in."""

    def __init__(self, path, program, update):
        self.path = path
        self.update = update
        self.count = 0
        self.problems = []
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="docs-"))
        for name in FOLDERS:
            shutil.copytree(ROOT / name, self.folder / name, ignore=shutil.ignore_patterns("build", "data"))
        (self.folder / ".bin").mkdir()
        (self.folder / ".bin/bizclimate").symlink_to(program)
        (self.folder / ".home").mkdir()

    def run(self, text):
        environment = {
            "PATH": f"{self.folder}/.bin:/usr/local/bin:/usr/bin:/bin",
            "HOME": str(self.folder / ".home"),
            "LC_ALL": "C.UTF-8",
            "TZ": "UTC",
        }
        done = subprocess.run(
            ["bash", "-c", text], cwd=self.folder, env=environment, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, timeout=120, check=False,
        )
        self.count += 1
        return done.returncode, done.stdout.splitlines()

    def told(self, line, text, what):
        self.problems.append(f"{self.path.relative_to(ROOT)}:{line}: $ {text}\n" + "\n".join("    " + w for w in what))

    def script(self, block, line):
        code, printed = self.run("set -e\n" + block)
        if code:
            self.told(line, block.splitlines()[0], [f"exit code {code}", *printed[-10:]])
        return block

    def console(self, block, line):
        written = []
        for text, expected in commands(block):
            code, printed = self.run(text)
            if code:
                printed.append(f"exit code {code}")
            fails_as_told = bool(expected) and expected[-1].startswith("exit code ")
            if code and not fails_as_told:
                self.told(line, text, printed[-10:])
            elif expected and not fits(expected, printed):
                if not self.update or "..." in expected:
                    self.told(line, text, ["the page says:", *expected, "it printed:", *printed])
                else:
                    expected = printed
            written += ["$ " + text, *expected]
        return "\n".join(written) + "\n"

    def check(self):
        page = self.path.read_text(encoding="utf-8")

        def replace(match):
            line = page.count("\n", 0, match.start()) + 1
            block = self.script if match.group(1) == "sh" else self.console
            return f"```{match.group(1)}\n{block(match.group(2), line)}```"

        new = FENCE.sub(replace, page)
        if self.update and new != page:
            self.path.write_text(new, encoding="utf-8")
        shutil.rmtree(self.folder, ignore_errors=True)


def main(arguments):
    update = "--update" in arguments
    program, *names = [a for a in arguments if a != "--update"] or [None]
    if not program or not os.access(program, os.X_OK):
        print(__doc__)
        return 64
    pages = [pathlib.Path(name).resolve() for name in names] or [
        *ROOT.glob("README*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("Pipelines/*/README.md"),
    ]
    count, problems = 0, []
    for path in sorted(pages):
        if not FENCE.search(path.read_text(encoding="utf-8")):
            continue
        page = Page(path, pathlib.Path(program).resolve(), update)
        page.check()
        count += page.count
        problems += page.problems
    for problem in problems:
        print(problem)
    print(f"docs: {count} commands, {len(problems)} wrong")
    return 1 if problems or not count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
