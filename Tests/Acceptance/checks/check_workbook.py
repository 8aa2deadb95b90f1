#!/usr/bin/env python3
"""check_workbook.py WORKBOOK TABLES
The workbook of the published tables against the CSV files in TABLES, cell by cell: as its XML says, as openpyxl reads it, and as
LibreOffice converts it where it is installed. Numbers must be numbers, text text, and nothing a formula.
Exit 0 clean, 1 findings, 2 cannot run."""
import csv, glob, os, re, shutil, subprocess, sys, tempfile, zipfile
import xml.etree.ElementTree as ET

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def unescaped(text):
    return re.sub(r"_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def as_xml(path, bad):
    """Rows of text by sheet, and which cells are numbers; every part must be well-formed."""
    with zipfile.ZipFile(path) as archive:
        if archive.testzip():
            bad.append(f"damaged: {archive.testzip()}")
        parts = {name: ET.fromstring(archive.read(name)) for name in archive.namelist()}
        for info in archive.infolist():
            if info.date_time != (1980, 1, 1, 0, 0, 0):
                bad.append(f"{info.filename} has a date: {info.date_time}")
    strings = [unescaped("".join(text.text or "" for text in item.iter(MAIN + "t")))
               for item in parts["xl/sharedStrings.xml"].iter(MAIN + "si")]
    targets = {relation.get("Id"): "xl/" + relation.get("Target") for relation in parts["xl/_rels/workbook.xml.rels"]}
    sheets = {}
    for sheet in parts["xl/workbook.xml"].iter(MAIN + "sheet"):
        part = parts[targets[sheet.get(RELATION)]]
        if any(True for _ in part.iter(MAIN + "f")):
            bad.append(f"{sheet.get('name')}: a formula")
        if part.find(f".//{MAIN}pane[@state='frozen']") is None:
            bad.append(f"{sheet.get('name')}: the header does not stay in sight")
        rows = {}
        for cell in part.iter(MAIN + "c"):
            letters, number = re.fullmatch(r"([A-Z]+)(\d+)", cell.get("r")).groups()
            column = 0
            for letter in letters:
                column = column * 26 + ord(letter) - 64
            value = cell.find(MAIN + "v").text
            kind = cell.get("t")
            shown = strings[int(value)] if kind == "s" else {"1": True, "0": False}[value] if kind == "b" else float(value)
            rows.setdefault(int(number), {})[column] = shown
        last = max(rows, default=0)
        width = max((max(row) for row in rows.values() if row), default=0)
        sheets[sheet.get("name")] = [[rows.get(row, {}).get(column) for column in range(1, width + 1)] for row in range(1, last + 1)]
    return sheets


def as_openpyxl(path):
    try:
        import openpyxl
    except ImportError:
        return None
    book = openpyxl.load_workbook(path)
    return {sheet.title: [[cell.value for cell in row] for row in sheet.iter_rows()] for sheet in book}


def as_libreoffice(path, bad):
    program = shutil.which("soffice") or shutil.which("libreoffice")
    if not program:
        return None
    with tempfile.TemporaryDirectory() as folder:
        # Comma, quote, UTF-8, all sheets, values as they are stored and not as they are shown.
        form = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,false,false,false,false,-1"
        subprocess.run([program, f"-env:UserInstallation=file://{folder}/profile", "--headless", "--convert-to", form,
                        "--outdir", folder, path], capture_output=True, timeout=300, check=False)
        stem = os.path.splitext(os.path.basename(path))[0]
        found = {}
        for file in glob.glob(f"{folder}/{stem}-*.csv"):
            with open(file, encoding="utf-8", newline="") as text:
                found[os.path.basename(file)[len(stem) + 1:-4]] = list(csv.reader(text))
    if not found:
        bad.append("LibreOffice does not open it")
    return found


def same(cell, text):
    """Whether a cell says what the CSV file says."""
    if cell is None or cell == "":
        return text == ""
    if isinstance(cell, bool):
        return text == ("true" if cell else "false")
    if isinstance(cell, (int, float)):
        try:
            return float(text) == float(cell)
        except ValueError:
            return False
    # In CSV files text that would run as a formula has an apostrophe in front.
    if re.match(r"'[=+\-@]", text):
        text = text[1:]
    if cell == text or (cell in ("TRUE", "FALSE") and cell.lower() == text):
        return True
    try:
        return re.fullmatch(r"-?[\d.]+(E[+-]?\d+)?", cell) is not None and float(cell) == float(text)
    except ValueError:
        return False


def main():
    if len(sys.argv) != 3:
        print(__doc__, file=sys.stderr)
        return 2
    path, folder = sys.argv[1:]
    bad = []
    ways = {"XML": as_xml(path, bad), "openpyxl": as_openpyxl(path), "LibreOffice": as_libreoffice(path, bad)}
    files = sorted(glob.glob(os.path.join(folder, "*.csv")))
    cells = 0
    for way, sheets in ways.items():
        if sheets is None:
            continue
        for file in files:
            name = os.path.basename(file)[:-4]
            sheet = sheets.get("history_table" if name == "history" else name)
            with open(file, encoding="utf-8", newline="") as text:
                table = list(csv.reader(text))
            if sheet is None:
                bad.append(f"{way}: no sheet {name}")
                continue
            if len(sheet) != len(table):
                bad.append(f"{way}: {name} has {len(sheet)} rows, the file {len(table)}")
            for line, (row, expected) in enumerate(zip(sheet, table), 1):
                row = list(row) + [None] * (len(expected) - len(row))
                for column, (cell, value) in enumerate(zip(row, expected), 1):
                    cells += 1
                    if not same(cell, value):
                        bad.append(f"{way}: {name} line {line}, column {column}: {cell!r}, the file has {value!r}")
    for line in bad[:40]:
        print("  ", line)
    by = ", ".join(way for way, sheets in ways.items() if sheets is not None)
    print(f"check_workbook: {len(files)} tables, {cells} cells compared as read by {by}, {len(bad)} findings")
    return 1 if bad else 0


sys.exit(main())
