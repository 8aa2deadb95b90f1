"""What a number must be in the texts that describe drawings to those who do not see them: an entry is a name with its numbers, so a rule
is the form of the numbers and the row that the name leads to. Used by check_numbers.py."""
import re
from decimal import Decimal as D
from number_rules import Rule, obstacle_rows
from report_text import N, read, whole

ENTRIES = r"[；。]|; |\. |\.$"


def unit(c): return next((i for _, _, k, i in c.names if k == "unit"), None) or c.own_unit or c.t.city
def node(c): return next((i for _, _, k, i in c.names if k == "node"), None) or c.own_node or c.t.root
def group(c): return next((i for _, _, k, i in c.names if k == "group"), None)
def scores(c, u, wave=None): return c.t.of("scores", unit_id=u, indicator_id=node(c), wave=wave or c.t.wave)
def compared(c, kind): return c.t.of("comparisons", comparison=kind, unit_id=unit(c), indicator_id=node(c))


def moved(c, m):
    return [(read(r["reference"]), read(r["estimate"]), read(r["difference"])) for r in compared(c, "to_previous_wave")]


def ranked(c, m):
    rows = [(s, r) for s in scores(c, unit(c)) for r in c.t.of("ranks", unit_id=unit(c), indicator_id=node(c))]
    if m.re.groups == 2: return [(read(s["estimate"]), r["rank"]) for s, r in rows]
    return [(read(s["estimate"]), read(s["ci_low"]), read(s["ci_high"]), r["rank_low"], r["rank_high"]) for s, r in rows if r["rank_low"] and s["ci_low"]]


def grouped(c, m): return [(r["n"], read(r["estimate"]), read(r["ci_low"]), read(r["ci_high"])) for r in c.t.of("group_scores", dimension=c.own_node, code=group(c)) if r["ci_low"]]
def scored(c, m): return [(read(r["estimate"]), read(r["ci_low"]), read(r["ci_high"])) for r in scores(c, unit(c)) if r["ci_low"]]


def rated(c):
    """The ratings of the chapter, that of the named indicator alone where one is named; with the score that is printed for each."""
    rows = c.t.of("ratings", dimension=c.own_node)
    own = [r for r in rows if r["indicator_id"] and r["indicator_id"] == node(c)]
    return [(r, s) for r in own or [r for r in rows if not r["indicator_id"]]
            for s in [read(r["points"])] + [read(x["estimate"]) for x in c.t.of("scores", unit_id=c.t.city, indicator_id=r["indicator_id"])] if s]


def neutral(r): return 100 - D(r["favourable"]) - D(r["unfavourable"]), D("0.51")
def answers(c, m): return [(whole(r["unfavourable"]), neutral(r), whole(r["favourable"]), s) for r, s in rated(c)]
def weighed(c, m): return [(s, whole(r["explained_share"])) for r, s in rated(c) if r["explained_share"]]
def beside(c, m): return [(read(a["estimate"]), read(b["estimate"])) for a in scores(c, c.own_unit) for b in scores(c, c.t.city)]
def obstacles(c, m): return [(read(a["estimate"]), read(b["estimate"])) for a in obstacle_rows(c, c.own_unit) for b in obstacle_rows(c, c.t.city) if a["indicator_id"] == b["indicator_id"]]


def past(c, m):
    rows = [r for t in ("history", "ranks") for r in c.t.of(t, wave=m.group(1), unit_id=c.own_unit, indicator_id=c.t.root) if r["rank"]]
    ends = lambda r: (r["rank_low"] or r["rank"], r["rank_high"] or r["rank"])
    return [(r["wave"], r["rank"]) + (ends(r) if m.re.groups == 4 else ends(r)[:1]) for r in rows if m.re.groups == 4 or len(set(ends(r))) == 1]


def yearly(c, m):
    """The overall score of a year, with its interval where it has one: as the run has it, else as the history has."""
    rows = [r for t in ("scores", "history") for r in c.t.of(t, wave=m.group(1), unit_id=unit(c), indicator_id=c.t.root)][:1]
    return [(m.group(1), read(r["estimate"])) + ((read(r["ci_low"]), read(r["ci_high"])) if m.re.groups == 4 else ()) for r in rows if m.re.groups == 4 or not r["ci_low"]]


OPEN, SHUT = "[（(] ?", "[）)]"
DRAWN = [
    Rule("drawing: score and interval of a year", rf"(\d{{4}}) {N} ?{OPEN}{N}–{N}{SHUT}(?=[，,])", None, yearly), Rule("drawing: score of a year", rf"(\d{{4}}) {N}(?=[，,])", None, yearly),
    Rule("drawing: change on the first wave", rf"(?:变化|change) {N}(?=[，,])", None, lambda c, m: [read(r["difference"]) for r in c.t.of("trend", unit_id=unit(c))]),
    Rule("drawing: rank of a year", rf"(\d{{4}}) {N} ?{OPEN}{N}–{N}{SHUT}$", None, past), Rule("drawing: rank of a year", rf"(\d{{4}}) {N} ?{OPEN}{N}{SHUT}$", None, past),
    Rule("drawing: score, interval, rank interval", rf"{N} ?{OPEN}{N}–{N}{SHUT}(?:，名次|, rank) {N}–{N}$", None, ranked),
    Rule("drawing: score and rank", rf"{N}(?:，名次|, rank) {N}$", None, ranked),
    Rule("drawing: before, now and change", rf"{N} → {N} ?{OPEN}{N}(?:{SHUT}|，|,)", None, moved),
    Rule("drawing: answers and score", rf"(?:负面|negative) {N}%[，,] ?(?:中间|neutral) {N}%[，,] ?(?:正面|positive) {N}%[，,] ?(?:得分|score) {N}$", None, answers),
    Rule("drawing: score and explained share", rf"(?:得分|score) {N}[，,] ?(?:解释份额|share) {N}%$", None, weighed),
    Rule("drawing: answers, score and interval of a group", rf"n = {N}{SHUT} ?{N} ?{OPEN}{N}–{N}{SHUT}$", None, grouped),
    Rule("drawing: score and interval", rf"{N} ?{OPEN}{N}–{N}{SHUT}$", None, scored),
    Rule("drawing: share of firms beside the city's", rf"{N}% ?{OPEN}[^\d]+ {N}%{SHUT}$", None, obstacles),
    Rule("drawing: score beside the city's", rf"{N} ?{OPEN}[^\d]+ {N}{SHUT}$", None, beside),
    Rule("drawing: score on the basis of groups", rf"(?:同口径|same basis) {N}$", None, lambda c, m: [read(r["city"]) for r in c.t.of("group_scores", dimension=c.own_node)]),
    Rule("drawing: difference", r"(?<=[ \d）)])([+−]\d+\.\d|0\.0)$", None, lambda c, m: [read(r["difference"]) for k in ("to_city", "to_reference") for r in compared(c, k)]),
    Rule("drawing: score", r"(?<![+−\d.])(\d+\.\d)$", None, lambda c, m: [read(r["estimate"]) for r in scores(c, unit(c))]),
]
