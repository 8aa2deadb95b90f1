"""Makes a workbook for the benchmark: `make_workbook.py ROWS COLUMNS FILE`; needs only the standard library.

Columns repeat in fives: a text out of 200, a text of its own for every tenth row, a whole number, a number with
decimals, a date. Texts are shared strings, dates are serial numbers in a date format, as spreadsheet programs write
them. The same arguments give the same cells.
"""

import random
import sys
import zipfile

HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"
TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{TYPE}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{TYPE}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{TYPE}.styles+xml"/>'
    f'<Override PartName="/xl/sharedStrings.xml" ContentType="{TYPE}.sharedStrings+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
    "xl/workbook.xml": f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}">'
    '<sheets><sheet name="survey" sheetId="1" r:id="rId1"/></sheets></workbook>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{OFFICE}/styles" Target="styles.xml"/>'
    f'<Relationship Id="rId3" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    "xl/styles.xml": f'<styleSheet xmlns="{MAIN}"><cellXfs count="2"><xf numFmtId="0"/>'
    '<xf numFmtId="14" applyNumberFormat="1"/></cellXfs></styleSheet>',
}


def letters(column: int) -> str:
    text = ""
    while column:
        column, rest = divmod(column - 1, 26)
        text = chr(65 + rest) + text
    return text


def make(rows: int, columns: int, path: str) -> None:
    random.seed(1)
    strings = [f"选项{number}：营商环境满意度" for number in range(200)]
    strings += [f"企业{row:07}的意见 & 建议".replace("&", "&amp;") for row in range(0, rows, 10)]
    names = [letters(column + 1) for column in range(columns)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as archive:
        for name, text in PARTS.items():
            archive.writestr(name, HEAD + text)
        with archive.open("xl/sharedStrings.xml", "w") as part:
            part.write(f'{HEAD}<sst xmlns="{MAIN}" count="{rows * columns * 2 // 5}" '
                       f'uniqueCount="{len(strings)}">'.encode())
            part.write("".join(f"<si><t>{text}</t></si>" for text in strings).encode())
            part.write(b"</sst>")
        with archive.open("xl/worksheets/sheet1.xml", "w") as part:
            part.write(f'{HEAD}<worksheet xmlns="{MAIN}"><dimension ref="A1:{names[-1]}{rows}"/><sheetData>'.encode())
            for row in range(1, rows + 1):
                cells = []
                for column, name in enumerate(names):
                    kind = column % 5
                    if kind == 0:
                        cells.append(f'<c r="{name}{row}" t="s"><v>{random.randrange(200)}</v></c>')
                    elif kind == 1:
                        cells.append(f'<c r="{name}{row}" t="s"><v>{200 + (row - 1) // 10}</v></c>')
                    elif kind == 2:
                        cells.append(f'<c r="{name}{row}"><v>{random.randrange(100_000)}</v></c>')
                    elif kind == 3:
                        cells.append(f'<c r="{name}{row}"><v>{random.random() * 1000}</v></c>')
                    else:
                        cells.append(f'<c r="{name}{row}" s="1"><v>{45_000 + random.randrange(900)}</v></c>')
                part.write(f'<row r="{row}" spans="1:{columns}">{"".join(cells)}</row>'.encode())
            part.write(b"</sheetData></worksheet>")


if __name__ == "__main__":
    if len(sys.argv) != 4:
        sys.exit(f"usage: {sys.argv[0]} ROWS COLUMNS FILE")
    make(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3])
