"""The published tables of a run, and where a number of the report's prose stands: what its sentence names, in which chapter. Used by
check_numbers.py and its rules."""
import collections, csv, os, re
from decimal import Decimal as D

NUMBER = r"[+−]?\d+(?:,\d{3})*(?:\.\d+)?"
N = f"({NUMBER})"
ZH, EN = "零一两三四五六七八九十", "no one two three four five six seven eight nine ten".split()
ORDINALS = "zeroth first second third fourth fifth sixth seventh eighth ninth tenth".split()
WORD, ORDINAL = "|".join(EN[1:]), "|".join(ORDINALS[1:])
Z, E, O = f"([{ZH}]|{NUMBER})", f"({WORD}|both|{NUMBER})", f"({ORDINAL}|\\d+(?:st|nd|rd|th))"
# A word is a numeral where the report's templates count with it; elsewhere it is a word: "one scale", "at first".
COUNTING = {
    "zh": re.compile(f"[{ZH}](?=个区县|个国家|个省份|个城市|个乡镇|个单位|个维度|项评价|项有过半|年名次|组相邻|个，最低)"),
    "en": re.compile(rf"\b(?:{WORD})(?= (?:districts?|countr\w+|provinces?|cities|townships?|units?|dimensions?|ratings|indicators are|years|runs of|more\b|other |clearly (?:above|below)|to (?:{WORD})\b)|;|\)| of (?:{WORD}) ratings)|(?<=to )(?:{WORD})(?= (?:and|cannot|no order)|,)|\bboth(?= ratings| dimensions| districts)|(?<=place )(?:{WORD})\b|\b(?:{ORDINAL})(?= (?:in all|of|and (?:{ORDINAL}) in))|(?<=and )(?:{ORDINAL})(?= in)", re.I),
}


def value_of(token):
    """The value of a numeral, and half a unit of its last place."""
    t = token.replace(",", "").replace("−", "-").lower()
    if t == "both": return D(2), D(0)
    if t in list(ZH): return D(ZH.index(t)), D(0)
    for words in (EN, ORDINALS):
        if t in words: return D(words.index(t)), D(0)
    t = re.sub(r"(?<=\d)(?:st|nd|rd|th)$", "", t)
    return D(t), (D(1).scaleb(-len(t.split(".")[1])) if "." in t else D(1)) / 2 if "." in t else D(0)


def read(cell, times=1, off=None):
    """A published cell, times a factor, and half a unit of its last place."""
    if cell in ("", None): return None
    d = D(cell)
    return d * times, (D(1).scaleb(d.as_tuple().exponent) / 2 * abs(times) if d.as_tuple().exponent < 0 else D(0)) + (off or D(0))


def whole(cell, times=1):
    """The same, for a numeral that was rounded to whole units."""
    return read(cell, times, D("0.5"))


class Tables:
    def __init__(self, run):
        folder = os.path.join(run, "tables"); self.tables = {}
        for name in sorted(os.listdir(folder)):
            if name.endswith(".csv"): self.tables[name[:-4]] = list(csv.DictReader(open(os.path.join(folder, name), encoding="utf-8-sig", newline="")))
        self.run, scores = run, self.tables["scores"]
        self.waves = sorted({r["wave"] for t in ("scores", "history") for r in self.tables.get(t, [])})
        self.wave = max(r["wave"] for r in scores)
        self.before = max((r["wave"] for r in scores if r["wave"] != self.wave), default=None)
        self.nodes = {r["indicator_id"]: r for r in self.tables["framework"]}
        kinds = collections.defaultdict(list)
        for i, r in self.nodes.items(): kinds[r["kind"]].append(i)
        self.root, self.dimensions, self.groups, self.leaves = kinds["index"][0], kinds["dimension"], kinds["group"], kinds["indicator"]
        self.ranked = list(dict.fromkeys(r["unit_id"] for r in self.tables["ranks"] if r["wave"] == self.wave))
        units = {r["unit_id"]: r for r in scores}
        self.city = next((u for u, r in units.items() if u not in self.ranked and r["level"] == "city"), None)
        self.names = {}
        for u, r in units.items():
            for name in (r["unit_zh"], r["unit_en"]): self.names[name.lower()] = ("unit", u)
            stem = r["unit_zh"][:-1]
            if len(r["unit_zh"]) >= 3 and r["unit_zh"][-1] in "区县市州旗" and stem not in self.names: self.names[stem] = ("unit", u)
        # what is monitored may be called as a dimension is
        for i, r in sorted(self.nodes.items(), key=lambda n: n[1]["kind"] == "monitor"):
            for name in (r["name_zh"], r["name_en"]): self.names.setdefault(name.lower(), ("node", i))
            if r["name_zh"].endswith("环境") and len(r["name_zh"]) >= 4: self.names.setdefault(r["name_zh"][:-2], ("node", i))
        for r in self.of("obstacles_by_district"):
            for name in (r["name_zh"], r["name_en"]): self.names.setdefault(name.lower(), ("node", r["indicator_id"]))
        for r in self.of("group_scores"):
            for name in (r["name_zh"], r["name_en"]): self.names.setdefault(name.lower(), ("group", r["code"]))
        words = sorted((n for n in self.names if n), key=len, reverse=True)
        self.named = re.compile("|".join(r"(?<![A-Za-z])" * n[0].isascii() + re.escape(n) + r"(?![A-Za-z])" * n[-1].isascii() for n in words), re.I)
        path = os.path.join(run, "data", "scores.csv")
        self.exact = list(csv.DictReader(open(path, encoding="utf-8-sig", newline=""))) if os.path.exists(path) else []
        lock = open(os.path.join(run, "config.lock.yaml"), encoding="utf-8").read()
        self.replicates = re.findall(r'"replicates": (\d+)', lock)

    def of(self, table, **keys):
        keys.setdefault("wave", self.wave)
        return [r for r in self.tables.get(table, []) if all(v is None or r.get(k) == v for k, v in keys.items())]

    def children(self, node): return [i for i, r in self.nodes.items() if r["parent_id"] == node]

    def below(self, node):
        return [node] if node in self.leaves else [l for c in self.children(node) for l in self.below(c)]

    def score(self, unit, node, wave=None, column="estimate"):
        return [read(r[column]) for r in self.of("scores", unit_id=unit, indicator_id=node, wave=wave or self.wave) if r[column]]

    def clear(self, node, sign, units=None):
        """Ranked units clearly above (1) or below (-1) the city."""
        return [r["unit_id"] for r in self.of("comparisons", comparison="to_city", indicator_id=node)
                if r["unit_id"] in (units or self.ranked) and r["is_clear"] == "true" and D(r["difference"]) * sign > 0]

    def runs(self):
        """Places of neighbours in rank that cannot be told apart."""
        order = sorted(self.of("ranks", indicator_id=self.root), key=lambda r: int(r["rank"]))
        apart = {frozenset((r["unit_id"], r["other_id"])) for r in self.of("pairwise", indicator_id=self.root) if r["is_clear"] == "true"}
        runs, low = [], 0
        for i in range(1, len(order) + 1):
            if i == len(order) or frozenset((order[i]["unit_id"], order[i - 1]["unit_id"])) in apart: runs.append((low + 1, i)); low = i
        return [r for r in runs if r[0] < r[1]]


class Context:
    """A block of prose: where it stands, and what it names."""

    def __init__(self, tables, page, file, stack, text):
        self.t, self.page, self.file, self.stack, self.text = tables, page, file, stack, text
        self.language = next((a["class"] for _, a, _ in reversed(stack) if a.get("class") in ("zh", "en")), "zh")
        ids = [a["id"] for _, a, _ in stack if "id" in a]
        self.place = ids[-1] if ids else stack[-1][0]
        self.ids = ids
        unit = next((i.split("-unit-")[1] for i in ids if "-unit-" in i), None)
        node = next((i.split("-dim-")[1] for i in ids if "-dim-" in i), None)
        self.own_unit, self.own_node = unit, node
        self.named, self.names = [], []
        for m in tables.named.finditer(text):
            kind, id_ = tables.names[m.group().lower()]
            self.named.append(m.span()); self.names.append((m.start(), m.end(), kind, id_))

    def inside(self, name): return any(name in a.get("class", "").split() for _, a, _ in self.stack)

    def chapter(self, name): return any(i.endswith("-" + name) for i in self.ids)

    def tile(self): return self.inside("kf")

    def sentence(self, at):
        ends = [m.end() for m in re.finditer(r"。|\. (?=[A-Z])|；(?=另)", self.text)]
        return max([0] + [e for e in ends if e <= at]), min([len(self.text)] + [e for e in ends if e > at])

    def nearest(self, kind, at, skip=()):
        low, high = self.sentence(at)
        before = [i for s, e, k, i in self.names if k == kind and low <= s and e <= at and i not in skip]
        after = [i for s, e, k, i in self.names if k == kind and at <= s and e <= high and i not in skip]
        return (before[-1] if before else None), (after[0] if after else None)

    def unit(self, at, other=False):
        """The unit that a number is about; `other`: not the city, which it is held against."""
        before, after = self.nearest("unit", at, (self.t.city,) if other else ())
        return before or self.own_unit or (None if other else after) or self.t.city

    def node(self, at):
        before, after = self.nearest("node", at)
        return before or after or self.own_node or self.t.root

    def subject(self, m): return f"{self.unit(m.start(1))}, {self.node(m.start(1))}"

    @staticmethod
    def told(cells):
        return "; ".join(" ".join("—" if v is None else str(v[0] if isinstance(v, tuple) else v) for v in c) for c in cells[:6]) or "nothing"
