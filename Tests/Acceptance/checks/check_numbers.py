#!/usr/bin/env python3
"""check_numbers.py RUN [--tell]
Every number in the prose of a report is a number of RUN/tables. Prose is what stands outside tables, drawings and contents, in
both languages: headline, tiles, findings, leads, titles, captions, notes; and what describes a drawing to those who do not see it. The
sheets of units and departments are read too. A numeral - digits, or the word of a count - is taken by the
first rule of number_rules.py, or drawing_rules.py, whose words stand around it. The rule says which column it is from; the unit and the indicator are those
that the sentence names, else those of the chapter. It must be that cell as it reads when rounded, with the sign that the words give it;
counts are made anew from the tables. QUOTED and FIXED say, with a reason, what is no figure of the run. What no rule takes is told as
unexplained. In chapters of a city's own every number that came by reference names its cells (data-table and its like) and is held against
them; what its author typed is counted and left to the author. Then every number that was held is spoilt, one after the other, and each must be found. --tell prints what each rule held.
Exit 0 clean, 1 findings, 2 cannot run."""
import collections, glob, html.parser, os, re, sys
from decimal import Decimal as D
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path.insert(0, HERE)
from drawing_rules import DRAWN, ENTRIES
from number_rules import FIXED, QUOTED, RULES
from report_text import COUNTING, NUMBER, ORDINALS, Context, Tables, read, value_of


class Page(html.parser.HTMLParser):
    """The prose of a page, block by block: what each stands in, and its text, with a space where an element ends inside it."""
    VOID = {"meta", "link", "br", "hr", "img", "input", "path", "rect", "circle", "line", "col", "wbr", "use"}
    BLOCK = {"p", "h1", "h2", "h3", "h4", "li", "div", "figcaption", "summary", "caption", "section", "header", "footer", "main", "nav", "ul", "ol",
             "dl", "figure", "details", "td", "th", "tr", "table", "svg", "text", "title", "desc", "blockquote", "label", "button", "script", "style"}
    BESIDE = {"b", "i", "span", "small", "em", "strong", "dt", "dd", "a"}
    NOT_PROSE = {"script", "style", "nav", "td", "th", "svg"}

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.stack, self.blocks, self.text, self.number = [], [], "", 0
        self.seen_rows = set()
        # numbers that came by reference: the element's attributes, and its text
        self.references, self.reading = [], False
        # rows of data by section, entries of lists by section and by list
        self.rows, self.items = collections.Counter(), collections.Counter()
        self.feed(text); self.flush()

    def flush(self):
        text = re.sub(r"\s+", " ", self.text.replace("\u200b", "")).strip(); self.text = ""
        if not text: return
        if self.stack and self.stack[-1][0] == "desc": self.blocks += [(list(self.stack), e.strip()) for e in re.split(ENTRIES, text) if e.strip()]
        elif not self.NOT_PROSE & {tag for tag, _, _ in self.stack}: self.blocks.append((list(self.stack), text))

    def near(self, stack, tags=("section",)):
        """The innermost section, or `div` that holds a table with its captions, that a block stands in."""
        return next((n for t, a, n in reversed(stack) if t in tags or "tabfig" in a.get("class", "").split()), None)

    def rows_near(self, stack): return self.rows[self.near(stack)]
    def items_near(self, stack): return self.items[next((n for t, _, n in reversed(stack) if t in ("ul", "section")), None)]
    def head_near(self, stack): return next((text for s, text in reversed(self.blocks) if s and s[-1][0] == "h3" and self.near(s) == self.near(stack)), "")

    def breaks(self, tag, attributes): return tag in self.BLOCK or attributes.get("class") in ("zh", "en")

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes); self.number += 1
        if self.breaks(tag, attributes): self.flush()
        elif tag in self.BESIDE: self.text += " "
        if "data-table" in attributes: self.references.append([attributes, ""]); self.reading = True
        if tag not in self.VOID: self.stack.append((tag, attributes, self.number))
        if tag == "li" and "more" not in attributes.get("class", "") and "key" not in self.stack[-2][1].get("class", "").split(): self.items.update({n for t, _, n in self.stack if t in ("ul", "section")})
        # a row of data has a cell of data; a row that heads others has none
        if tag == "td" and "colspan" not in attributes and self.stack[-2][2] not in self.seen_rows:
            self.seen_rows.add(self.stack[-2][2]); self.rows.update({n for t, a, n in self.stack if t == "section" or "tabfig" in a.get("class", "").split()})

    def handle_startendtag(self, tag, attributes): pass

    def handle_endtag(self, tag):
        while any(t == tag for t, _, _ in self.stack) and tag not in self.VOID:
            last, attributes, _ = self.stack[-1]
            if "data-table" in attributes: self.reading = False
            if self.breaks(last, attributes): self.flush()
            elif last in self.BESIDE: self.text += " "
            self.stack.pop()
            if last == tag: break

    def handle_data(self, data):
        if self.reading: self.references[-1][1] += data
        else: self.text += data


def agrees(token, cell):
    """One value can be read as both, each rounded to its own places. A cell is text, a Decimal, or a Decimal and what it may be off."""
    number, off = value_of(token)
    value, slack = cell if isinstance(cell, tuple) else (D(cell), D(1).scaleb(D(cell).as_tuple().exponent) / 2 if "." in str(cell) else D(0))
    if token[0] not in "+−": number, value = abs(number), abs(value)
    return abs(number - value) <= off + slack


def judge(context, held=None):
    """What is wrong with the numerals of one block; `held` takes the spans that a rule found to be right."""
    text, bad = context.text, []
    free = sorted({m.span() for m in re.finditer(NUMBER, text)} | {m.span() for m in COUNTING[context.language].finditer(text)})
    free = [s for s in free if not any(a <= s[0] and s[1] <= b for a, b in context.named)]
    shift = len(context.stack[-1][0]) + 1 if context.stack[-1][0] == "h2" else 0
    for pattern, _ in FIXED:
        for m in re.finditer(pattern, "h2 " * (shift > 0) + text): free = [s for s in free if not (m.start() - shift <= s[0] and s[1] <= m.end() - shift)]
    for rule in DRAWN if context.stack[-1][0] == "desc" else RULES:
        if not free: break
        if rule.where and not rule.where(context): continue
        for m in (m for pattern in rule.patterns for m in pattern.finditer(text)):
            spans = [m.span(g) for g in range(1, (m.re.groups or 0) + 1) if m.span(g) != (-1, -1)]
            if not spans or any(s not in free for s in spans): continue
            free = [s for s in free if s not in spans]
            tokens = [text[a:b] for a, b in spans]
            cells = rule.cells(context, m)
            right = any(len(c) == len(tokens) and all(agrees(t, v) for t, v in zip(tokens, c)) for c in cells)
            if right and held is not None: held.append((rule.name, spans))
            if not right: bad.append(f"{' '.join(tokens)} is no {rule.name} ({context.subject(m)}); the tables have {context.told(cells)}")
    return bad + [f"{text[a:b]} is unexplained" for a, b in free]


def referred(tables, attributes, text):
    """What is wrong with a number that names its cells."""
    keys = {"unit_id": attributes["data-unit"], "indicator_id": attributes["data-node"]}
    if "data-comparison" in attributes: keys["comparison"] = attributes["data-comparison"]
    rows, columns = tables.of(attributes["data-table"], **keys), attributes["data-columns"].split()
    where = f"{attributes['data-table']}, {', '.join(keys.values())}"
    if len(rows) != 1: return [f"{text} names {len(rows)} rows of {where}"]
    tokens, cells = re.findall(NUMBER, text), [read(rows[0].get(c)) for c in columns]
    # two ends that are one are printed once
    if len(tokens) == 1: tokens *= len(columns)
    right = len(tokens) == len(cells) and all(v is not None and agrees(t, v) for t, v in zip(tokens, cells))
    return [] if right else [f"{text} is not {' '.join(columns)} of {where}; the tables have {Context.told([cells])}"]


def authored(context):
    """Words of a city's own chapter, outside the report's figures in it."""
    return context.inside("own") and not any(t == "figure" or {"tabfig", "ck"} & set(a.get("class", "").split()) for t, a, _ in context.stack)


def spoilt(token):
    """Another number of the same form."""
    if token[-1].isdigit():
        at = max(i for i, c in enumerate(token) if c.isdigit())
        return token[:at] + str((int(token[at]) + 4) % 10) + token[at + 1:]
    if not token.isascii(): return "三" if token == "九" else "九"
    if token.lower() in ORDINALS: return "third" if token.lower() == "ninth" else "ninth"
    return "three" if token.lower() == "nine" else "nine"


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    try:
        run = arguments[0]
        files = [os.path.join(run, "report.html")] + sorted(glob.glob(os.path.join(run, "units", "*.html")) + glob.glob(os.path.join(run, "departments", "*.html")))
        pages = [(os.path.relpath(f, run), Page(open(f, encoding="utf-8").read())) for f in files]
        tables = Tables(run)
    except (IndexError, OSError, StopIteration, KeyError) as error:
        print("check_numbers: cannot run:", repr(error), file=sys.stderr); return 2
    bad, unseen, told, quoted, typed = [], [], collections.Counter(), collections.Counter(), 0
    for file, page in pages:
        for attributes, text in page.references:
            bad += [f"{file}: {b}" for b in referred(tables, attributes, text)]
            for m in re.finditer(NUMBER, text):
                told["number by reference"] += 1
                if not referred(tables, attributes, text[:m.start()] + spoilt(m.group()) + text[m.end():]): unseen.append(f"{file}: {text} of {attributes}")
        for stack, text in page.blocks:
            context = Context(tables, page, file, stack, text)
            if not re.search(r"\d", text) and not COUNTING[context.language].search(text): continue
            if authored(context):
                # the chapter's number is no number of the author's
                typed += len(re.findall(NUMBER, re.sub(r"^\d+ ", "", text) if stack[-1][0] == "h2" else text)); continue
            reason = next((r for test, r in QUOTED if test(context)), None)
            if reason: quoted[reason] += 1; continue
            held = []
            bad += [f"{file}, {context.place}: {b} in: {text[:160]}" for b in judge(context, held)]
            for name, spans in held:
                told[name] += len(spans)
                for a, b in spans:
                    changed = text[:a] + spoilt(text[a:b]) + text[b:]
                    if not judge(Context(tables, page, file, stack, changed)): unseen.append(f"{file}, {context.place}: {text[a:b]} as {spoilt(text[a:b])} in: {text[:120]}")
    if "--tell" in sys.argv:
        for name, n in told.most_common(): print(f"  {n:6} {name}")
        for name, n in quoted.most_common(): print(f"  {n:6} blocks left out: {name}")
    for b in bad[:80]: print("  ", b)
    for u in unseen[:40]: print("   selftest, not seen:", u)
    held = sum(told.values())
    if not held: print("   no number was held against the tables")
    print(f"check_numbers: {held} numbers of {len(pages)} files held against the tables by {len(told)} rules, {len(bad)} findings; each spoilt, {len(unseen)} not seen; {typed} typed by authors of chapters, not held")
    return 1 if bad or unseen or not held else 0


if __name__ == "__main__": sys.exit(main())
