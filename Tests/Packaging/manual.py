#!/usr/bin/env python3
"""Holds the manual page against the program's own help: every command and every option, in both directions.

Usage: Tests/Packaging/manual.py PROGRAM
"""

import json
import pathlib
import re
import shutil
import subprocess
import sys

PAGE = pathlib.Path(__file__).resolve().parents[2] / "docs/man/bizclimate.1"


def spelled(argument):
    """The names of an option as one types them; empty for a positional argument."""
    return {("--" if name["kind"] == "long" else "-") + name["name"] for name in argument.get("names") or []}


def program_options(program):
    """The options that the help of each command shows; a command of a command has both names, such as `runs list`."""
    dump = subprocess.run([program, "--experimental-dump-help"], capture_output=True, text=True, check=True).stdout
    options = {}

    def take(command, above):
        for inner in command.get("subcommands", []):
            if inner["commandName"] == "help":
                continue
            name = above + inner["commandName"]
            shown = [a for a in inner.get("arguments", []) if a.get("shouldDisplay")]
            options[name] = set().union(*(spelled(a) for a in shown))
            take(inner, name + " ")

    take(json.loads(dump)["command"], "")
    return options


def flags(text):
    """The options in the head of a list item: `.It Fl q , Fl -quiet`."""
    heads = "\n".join(line for line in text.splitlines() if line.startswith(".It "))
    return {"-" + name for name in re.findall(r"\bFl (-?[A-Za-z][A-Za-z-]*)", heads)}


def page_options(page, commands):
    """The options that the page gives to each command."""
    text = re.search(r"^\.Sh OPTIONS\n(.*?)^\.Sh ", page, re.M | re.S).group(1)
    general, *parts = re.split(r"^\.Ss (.*)\n", text, flags=re.M)
    options = {command: set(flags(general)) for command in commands}
    for title, body in zip(parts[::2], parts[1::2]):
        if title in options:
            options[title] |= flags(body)
            continue
        # A list that several commands share begins with "Of", the commands and a colon.
        for head, items in re.findall(r"^Of\n(.*?:)\n(\.Bl.*?\.El)", body, re.M | re.S):
            named = set(re.findall(r"[a-z][a-z-]+", head.replace(".Cm", ""))) & set(commands)
            for command in commands:
                # What a command of commands has, those have too; it takes nothing by itself.
                first, *inner = command.split(" ")
                if first in named and (inner or not any(c.startswith(first + " ") for c in commands)):
                    options[command] |= flags(items)
    return options


def lint():
    """What mandoc, or else groff, has to say of the page."""
    if shutil.which("mandoc"):
        command = ["mandoc", "-Tlint", "-Wwarning", str(PAGE)]
    elif shutil.which("groff"):
        command = ["groff", "-ww", "-mdoc", "-Tutf8", "-z", str(PAGE)]
    else:
        return []
    said = subprocess.run(command, capture_output=True, text=True, check=False)
    return (said.stdout + said.stderr).splitlines()


def main(program):
    page = PAGE.read_text(encoding="utf-8")
    expected = program_options(program)
    described = page_options(page, expected)
    listed = set(re.findall(r"^\.It Cm ([a-z-]+(?: [a-z-]+)?)$", page, re.M)) - {"help"}
    problems = lint()
    problems += [f"the command {name} is not on the page" for name in sorted(set(expected) - listed)]
    problems += [f"the page has a command {name} that the program has not" for name in sorted(listed - set(expected))]
    for command, options in expected.items():
        problems += [f"{command}: {name} is not on the page" for name in sorted(options - described[command])]
        problems += [
            f"{command}: the page has {name}, the program has not" for name in sorted(described[command] - options)
        ]
    for problem in problems:
        print(problem)
    count = sum(len(options) for options in expected.values())
    print(f"manual: {len(expected)} commands, {count} options, {len(problems)} problems")
    return 1 if problems or not expected else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]) if len(sys.argv) == 2 else __doc__)
