"""What a number of the report's prose must be: for each kind of sentence the column of the published tables that it is from, and for each
count how it is made anew from them. Used by check_numbers.py."""
import re
from decimal import Decimal as D
from report_text import E, N, O, Z, Context, read, whole

# Text that is told as somebody wrote it, and is no result of the run.
QUOTED = [
    (lambda c: c.inside("prac") or c.text.startswith("[1] "), "what other cities have told, and the sources"),
    (lambda c: c.inside("ft"), "citation, edition, digests and dates at the foot"),
    (lambda c: c.chapter("questionnaire"), "the questionnaire as it was asked"),
    (lambda c: c.chapter("terms"), "terms explained, the same in every report"),
    (lambda c: c.stack[0][0] != "html" or any(t == "head" for t, _, _ in c.stack), "the title of the window"),
    (lambda c: c.inside("notes"), "notes of the evaluation, about the input"),
    (lambda c: any("key" in a.get("class", "").split() for _, a, _ in c.stack), "the key of a drawing"),
    (lambda c: re.match(r"(?:注意|Note) ", c.text) and not re.match(r"注意 另有|Note \d", c.text), "notes of the evaluation, about the input"),
]
# Numbers that are no figures.
FIXED = [
    (r"0–100|1–5", "a scale"), (r"95%(?= ?(?:置信|区间|的区间|水平|名次|interval|confidence|rank|level|jointly))|at 95%|联合 95% 水平", "the level of intervals"),
    (r"高于 50%|above 50%", "a majority"), (r"(?:合计|add to|adding to) 100%", "a whole"), (r"p ?(?:<|小于|is below) ?0\.05|Chance of 5%", "the level of tests"),
    (r"(?:图|表|Figure|Table) ?\d+\.?", "the number of a figure or table"), (r"第[一二三四五六七八九十\d]+章|Chapter \d+", "the number of a chapter"), (r"^h2 \d+(?:\.\d+)?(?= )", "the number of a chapter"),
    (r"\b[JRAQ]\d+(?:[._]\w+)?", "the code of a rule or question"), (r"\d{4}-\d\d-\d\d", "a date"), (r"[\w.-]+\.csv|UTF-8|csv-metadata\.json", "a file or format"),
    (r"条形从 [\d.]+ 到 [\d.]+|[Bb]ars run from [\d.]+ to [\d.]+", "the ends of an axis"), (r"可有 0\.01 的出入|0\.01(?= (?:by|from|for) rounding)|by 0\.01|up to 0\.01", "the last printed digit"),
]


class Rule:
    def __init__(self, name, zh, en, cells, where=None):
        # one of both languages; every pattern has the same groups
        self.name, self.make, self.where = name, cells, where
        self.patterns = [re.compile(p, re.I) for p in (zh, en) if p]

    def cells(self, context, m):
        out = []
        for row in self.make(context, m) or []:
            row = list(row) if isinstance(row, (list, tuple)) and not (len(row) == 2 and isinstance(row[0], D)) else [row]
            if all(v is not None for v in row): out.append([v if isinstance(v, tuple) else D(v) for v in row])
        return out


def at(m): return m.start(1)


def change(c, m, sign=None):
    """The change on the wave before, with its interval's half width."""
    rows = c.t.of("comparisons", comparison="to_previous_wave", unit_id=c.unit(at(m), c.own_unit is None and not c.own_node), indicator_id=c.node(at(m)))
    rows = rows or c.t.of("comparisons", comparison="to_previous_wave", unit_id=c.own_unit or c.t.city, indicator_id=c.node(at(m)))
    return [r for r in rows if sign is None or D(r["difference"]) * sign >= 0]


def gap(c, m, sign):
    """The difference to the city, or of the city to its reference."""
    unit = c.unit(at(m), other=True)
    rows = c.t.of("comparisons", comparison="to_reference" if unit == c.t.city else "to_city", unit_id=unit, indicator_id=c.node(at(m)))
    return [r for r in rows if D(r["difference"]) * sign >= 0]


def half(r): return (D(r["ci_high"]) - D(r["ci_low"])) / 2, D("0.005")
def sign_of(m, ups): return 1 if any(u in m.group().lower() for u in ups) else -1


UP, ABOVE = ("提高", "up ", "rise"), ("高", "above")
clean = lambda c: [r for r in c.t.of("stage_counts", stage="clean", source="survey")]


def changes(*keys):
    """Numbers of a change: its size, with the sign that the words give, and half the width of its interval where that is told."""
    def cells(c, m):
        sign = None if m.group(1)[0] in "+−0" else sign_of(m, UP)
        return [[read(r["difference"])] + [half(r)] * ("half" in keys) for r in change(c, m, sign) if "half" not in keys or r["ci_low"]]
    return cells


def gaps(half_too=False):
    def cells(c, m):
        return [[read(r["difference"])] + [half(r)] * half_too for r in gap(c, m, sign_of(m, ABOVE)) if not half_too or r["ci_low"]]
    return cells


def intervals(c, m):
    return [(read(r["ci_low"]), read(r["ci_high"])) for r in c.t.of("scores", unit_id=c.unit(at(m)), indicator_id=c.node(at(m))) if r["ci_low"]]


def count(make): return lambda c, m: [[str(v) for v in make(c)]]


def extremes(c, m):
    """Lowest and highest score of the children of the node, or of its units where there is no city."""
    node = c.own_node or c.t.root
    values = [v for n in c.t.children(node) for v in c.t.score(c.own_unit or c.t.city, n)] if c.t.city else [v for u in c.t.ranked for v in c.t.score(u, node)]
    return [(min(values), max(values))] if values else []


def obstacle_rows(c, unit):
    """Shares of the obstacles that the text names; an obstacle may be called as an indicator is."""
    return [r for r in c.t.of("obstacles_by_district", unit_id=unit) if any(n.lower() in c.text.lower() for n in (r["name_zh"], r["name_en"]))]


def obstacle(c, m): return [read(r["estimate"]) for r in obstacle_rows(c, c.unit(at(m)))]


def ratings(c, m):
    rows = sorted(D(r["favourable"]) for r in c.t.of("ratings", dimension=c.own_node))
    return [(whole(str(rows[0])), whole(str(rows[-1])))] if rows else []


def majorities(c, m):
    """How many ratings a majority is said of, and how many there are."""
    rows = c.t.of("ratings", dimension=c.own_node)
    most = sum(D(r["favourable_low"] or 0) > 50 for r in rows)
    return {1: [str(len(rows))], 2: [(str(most), str(len(rows))), (str(len(rows)), str(most))]}[m.re.groups]


def threshold(c, m):
    texts = " ".join(r["text_zh"] + r["word_zh"] for r in c.t.of("judgement_rules", wave=None))
    return [[n] * m.re.groups for n in sorted(set(re.findall(r"(\d+) 分", texts)))]


def listed(c, m):
    """What a list of findings has beyond what it shows."""
    kinds = {"优势": "strength", "strength": "strength", "短板": "shortfall", "shortfall": "shortfall", "弱项": "weak_spot", "weak spot": "weak_spot",
             "苗头": "watch", "watch": "watch", "待核": "to_verify", "to verify": "to_verify"}
    leaves, dims, t = set(c.t.leaves), set(c.t.dimensions), c.t
    rows = [r for r in t.of("findings") if r["finding"] != "to_verify" or not r["comparison"]]
    districts = [u for u in t.ranked if u != t.city]
    if c.own_unit:
        return [str(sum(r["unit_id"] == c.own_unit and r["indicator_id"] in leaves and r["finding"] in list(kinds.values())[:8] for r in rows) - c.page.items_near(c.stack))]
    kind = next((v for k, v in kinds.items() if c.page.head_near(c.stack).lower().startswith(k)), None)
    of = lambda us, ns: sum(r["finding"] == kind and r["unit_id"] in us and r["indicator_id"] in ns for r in rows)
    city, scope = [t.city], districts + [t.city]
    tries = {"strength": [(city, leaves), (city, dims), (districts, leaves), (districts, dims)], "watch": [(scope, dims), (scope, leaves)]}
    tries["shortfall"] = tries["strength"]
    total = next((n for n in (of(*a) for a in tries.get(kind, [(districts, leaves), (scope, dims), (city, leaves)])) if n), 0)
    return [str(total - c.page.items_near(c.stack))]


def history(c, m):
    """First and last rank of a unit since the index has been told, and the number of years."""
    rows = {r["wave"]: r["rank"] for w in c.t.waves for t in ("history", "ranks") for r in c.t.of(t, wave=w, unit_id=c.own_unit, indicator_id=c.t.root) if r["rank"]}
    places = sorted(map(int, rows.values()))
    return [{3: (p[0], p[1], len(rows)), 2: (p[0], len(rows))}[m.re.groups] for p in [(str(places[0]), str(places[-1]))]] if places else []


def years_first(c, m):
    return [(str(r[-1]),) + tuple(r[:-1]) for r in history(c, m)]


def rank_set(c, m):
    rows = c.t.of("ranks", unit_id=c.unit(at(m), other=True), indicator_id=c.t.root)
    return [((r["rank_low"], r["rank_high"], str(len(c.t.ranked)))[:m.re.groups]) for r in rows if r["rank_low"]]


def weights_by_source(c, m):
    zh_en = [n for r in c.t.nodes.values() for n in (r["source_zh"], r["source_en"]) if n]
    name = next((n for n in sorted(set(zh_en), key=len, reverse=True) if c.text[:m.start(1)].rstrip().endswith(n)), None)
    total = sum(D(r["global_weight"]) for r in c.t.nodes.values() if name and r["kind"] == "indicator" and name in (r["source_zh"], r["source_en"]))
    return [(total * 100, D("0.501"))] if name else []


def own_groups(c, m):
    return sorted({(r["indicators"], r["weight_share"]) for r in c.t.of("group_scores", dimension=c.own_node)})


def listed_actions(c, kind):
    """The actions of a list; on the sheet of a department those that it leads."""
    rows = c.t.of("actions", list=kind)
    if not c.file.startswith("departments"): return rows
    heads = {text for s, text in c.page.blocks if s[-1][0] == "h2"}
    return [r for r in rows if heads & {r["lead_zh"], r["lead_en"]} or (heads & {"Without a lead", "未定牵头"} and not r["lead_zh"])]


def actions(*kinds): return count(lambda c: [len(listed_actions(c, k)) for k in kinds])


def priority(c, m):
    rows = listed_actions(c, "assigned")
    return [(sum((D(r["priority"]) for r in rows), D(0)), D("0.0005") * len(rows))]


def notes_beyond(c, m):
    """Notes that the chapter on method lists beyond those that the summary shows."""
    own = [Context(c.t, c.page, c.file, s, text) for s, text in c.page.blocks if any(c.language == a.get("class") for _, a, _ in s) and s[-1][0] == "li"]
    return [str(sum(o.inside("notes") for o in own) - sum(o.inside("sure") and any(test(o) for test, _ in QUOTED[-1:]) for o in own))]


def against(c, sign): return [r for r in c.t.of("comparisons", comparison="to_city", unit_id=c.own_unit) if r["indicator_id"] in c.t.dimensions and r["is_clear"] == "true" and D(r["difference"]) * sign > 0]
def kinds(c): return [len(c.t.dimensions), len(c.t.groups), len(c.t.leaves)]
def maps(c, word): return [sum(c.t.nodes[l]["score_map"].startswith(word) for l in c.t.leaves)]


def more_names(c, m):
    """Of a list of names that breaks off: how many it has in all, or beyond those named."""
    low, _ = c.sentence(at(m))
    after = re.split("[；，。;,.]", c.text[m.end():])[0]
    up = any(w in after for w in ("高于", "above", "提高", "rose"))
    is_change = any(w in after for w in ("提高", "下降", "rose", "fell"))
    kind = "to_previous_wave" if is_change else "to_reference" if c.own_unit == c.t.city else "to_city"
    rows = [r for r in c.t.of("comparisons", comparison=kind, unit_id=c.own_unit or c.t.city) if r["indicator_id"] in c.t.dimensions
            and r["is_clear"] == "true" and (D(r["difference"]) > 0) == up]
    named = sum(k == "node" and low <= s < m.start(1) for s, _, k, _ in c.names)
    return [str(len(rows))] if c.language == "zh" else [str(len(rows) - named)]


def clear_units(c, m):
    """How many districts are clearly above or below the city on the chapter's node, or changed clearly."""
    after = re.split("[；，。;,.]", c.text[m.end(1):])[0]
    if re.search("提高|下降|rose|fell|变化|change", after):
        up = bool(re.search("提高|rose", after))
        rows = [r for r in c.t.of("comparisons", comparison="to_previous_wave", indicator_id=c.own_node) if r["unit_id"] in c.t.ranked]
        if re.search("变化|no clear", after): return [str(sum(r["is_clear"] == "false" for r in rows))]
        return [str(sum(r["is_clear"] == "true" and (D(r["difference"]) > 0) == up for r in rows))]
    return [str(len(c.t.clear(c.own_node or c.t.root, 1 if re.search("高于|above", after) else -1)))]


def moved(c, m):
    """How many districts moved clearly since the first wave of the trend, to the side that the sentence tells."""
    sign = 1 if re.search("提高|risen", m.group()) else -1
    return [str(sum(r["unit_id"] in c.t.ranked and r["is_clear"] == "true" and D(r["difference"]) * sign > 0 for r in c.t.of("trend")))]


def surveyed(c):
    """Tested comparisons of the survey's indicators with the city, and how many are clearly above and below."""
    rows = [r for r in c.t.of("comparisons", comparison="to_city") if r["unit_id"] in c.t.ranked and r["indicator_id"] in c.t.leaves
            and c.t.nodes[r["indicator_id"]]["source"] == "survey" and r["is_clear"]]
    return [str(len(rows))] + [str(sum(r["is_clear"] == "true" and D(r["difference"]) * sign > 0 for r in rows)) for sign in (1, -1)]


def clear_on(c, m):
    """How many districts differ clearly from the city on the dimension named before."""
    node = c.nearest("node", at(m))[0]
    return [str(len(c.t.clear(node, 1)) + len(c.t.clear(node, -1)))] if node else []


units = "区县|国家|省份|城市|乡镇|单位"
many = "districts?|countr(?:ies|y)|provinces?|cities|city|townships?|units?"
RULES = [
    Rule("first wave of the trend", r"(?:与 |从 )(\d{4}) 年(?=相比|公布)", r"(?:since |published for )(\d{4})", lambda c, m: [r["first_wave"] for r in c.t.of("trend")[:1]]),
    Rule("score of the first wave and of the latest", rf"公布的 {N} 到 \d{{4}} 年的 {N}", rf"went from {N} as published for \d{{4}} to {N} in", lambda c, m: [(read(r["reference"]), read(r["estimate"])) for r in c.t.of("trend", unit_id=c.t.city)]),
    Rule("districts that moved since the first wave", rf"{Z}个(?:{units})(?:全部)?显著(?:提高|下降)", rf"{E} (?:{many}) (?:has|have) clearly (?:risen|fallen)", moved, lambda c: re.search(r"\d{4} 年相比|Since \d{4}", c.text)),
    Rule("comparisons of survey indicators, clear on either side", rf"{N} 项比较中， ?{N} 项显著高于[^，]*， ?{N} 项显著低于", rf"Of {N} comparisons {N} (?:is|are) clearly above [^,]*, and {N} clearly below", lambda c, m: [surveyed(c)]),
    Rule("wave", r"(?<![\d.,])((?:19|20)\d\d)(?![\d%]|[.,]\d| 份| 家)", None, lambda c, m: c.t.waves if m.group(1) in c.t.waves else []),
    Rule("change and half its interval", rf"(?:比上年|On last year) {N} ±{N}", None, changes("half")),
    Rule("change", rf"(?:比(?:上年|\d+ 年)(?:提高|下降)|相差) {N} 分", rf"\b(?:up|down) {N}(?: points)? on |(?<=, ){N} on (?:last year|\d{{4}})", lambda c, m: changes()(c, m) if m.group(1) else [],),
    Rule("dimensions that differ", rf"^显著不同的维度 {N} /{N} 高于 {N} 个，低于 {N} 个", rf" {N} /{N} {N} above, {N} below",
         count(lambda c: [len(against(c, 1) + against(c, -1)), len(c.t.dimensions), len(against(c, 1)), len(against(c, -1))])),
    Rule("threshold", rf"低于 {N}(?: 分)?，但区间跨过 {N}", rf"[Bb]elow {N}, with", lambda c, m: threshold(c, m)), Rule("threshold", rf"低于 {N}(?: 分)?(?:，不论|的弱项|的待核)", rf"below {N}(?=,|\.|$| to verify)", threshold),
    Rule("difference and half its interval", rf"(?:高于|低于)[^0-9。]*? ?{N}（±{N}）", rf"{N} (?:above|below) \(±{N}\)", gaps(True)),
    Rule("difference", rf"(?:高于|低于|比[^0-9。，]*?[高低])[^0-9。，个]*? ?{N}(?: 分|$)", rf"{N}(?: points)? (?:above|below)\b|clearly (?:above|below) [^0-9.]*? by {N}", lambda c, m: gaps()(c, m)),
    Rule("interval of a score", rf"95% 区间 {N}–{N}", rf"95% interval {N}–{N}", intervals),
    Rule("rank interval and how many are ranked", rf"{N}–{N} /{N}", None, rank_set, Context.tile),
    Rule("rank interval", rf"名次区间(?:为)? {N}–{N}", rf"rank interval (?:is )?{N}–{N}", rank_set),
    Rule("places of those that cannot be told apart", rf"第 {N} 至第 {N} 名", rf"{E} to {E}(?= and|,| cannot| no)", lambda c, m: [(str(a), str(b)) for a, b in c.t.runs()], lambda c: re.search("无法排出|told", c.text)),
    Rule("rank in every year", None, rf"{O} in all {E} years", history), Rule("rank in every year", rf"{Z}年名次都是第 {N} 名", None, years_first),
    Rule("ranks of all years", None, rf"between {O} and {O} in {E} years", history), Rule("ranks of all years", rf"{Z}年名次在第 {N} 与第 {N} 名之间", None, years_first),
    Rule("waves compared", None, rf"in {E} years", lambda c, m: [str(len({r["wave"] for r in c.t.tables["scores"]}))]),
    Rule("clearly above, of those ranked", rf"^显著高于[^0-9]* {N} /{N}", rf"^Clearly above [^0-9]* {N} /{N}", count(lambda c: [len(c.t.clear(c.t.root, 1)), len(c.t.ranked)])),
    Rule("districts on this side of the city", rf"{Z}个(?:{units})(?:全部)?显著", rf"{E} (?:{many}) (?:is |are )?clearly|(?<=, ){E} clearly|{E} (?:{many}) shows? no clear", lambda c, m: clear_units(c, m)),
    Rule("districts that differ on a dimension", rf"最[多少]（{Z} 个）", rf"\({E}(?: (?:{many}))?\)(?=, rarest|$)", clear_on),
    Rule("dimensions told in all or beyond those named", rf"等{Z}个维度", rf"and {E} more", more_names),
    Rule("units ranked", rf"(?:·|^){N} ?个(?:{units})|(?:^|第){Z} 个(?:{units})中|^(?:国家|区县) {N}", rf"{E} (?:{many})(?=$|,| \.|\.)|^Countries {N}", lambda c, m: [str(len(c.t.ranked))]),
    Rule("dimensions", rf"{Z} ?个维度(?:$|全部|中|均)", rf"{E} dimensions$|(?:all|the) {E} dimensions", count(lambda c: [len(c.t.dimensions)])),
    Rule("score and unit beside it", rf"得分(?:最高|最低)?（?{N}(?: 分)?", None, lambda c, m: c.t.score(c.unit(at(m)), c.node(at(m))), Context.tile),
    Rule("weight and indicators of a dimension", rf"总指数权重 {N} % {N} 个指标", rf"Weight in the index {N} % {N} indicators",
         lambda c, m: [(whole(c.t.nodes[c.own_node]["global_weight"], 100), str(len(c.t.below(c.own_node))))]),
    Rule("weight of a dimension", rf"占总指数 {N}%", rf"{N}% of the index", lambda c, m: [read(c.t.nodes[c.node(at(m))]["global_weight"], 100)]),
    Rule("survey indicators and their weight", rf"企业调查 {N} 个指标（占本维度权重 {N}%）", rf"of the {N} survey indicators \({N}% of", lambda c, m: [(a, whole(b)) for a, b in own_groups(c, m)]),
    Rule("weight by source", rf"(?<=[^\d.]){N}%(?=，|。)", rf"(?<=[^\d.]){N}%(?=,|\.)", weights_by_source, lambda c: re.search("按权重计|By weight", c.text)),
    Rule("lowest and highest favourable share", rf"从 {N}%（.*?）到 {N}%（", rf"from {N}% \(.*?\) to {N}% \(", ratings),
    Rule("ratings with a majority", rf"{Z}项评价(?:都|给)", rf"(?:all |any of the |none of the ||to ){E} ratings", majorities), Rule("ratings with a majority", rf"{Z}项评价中{Z}项", rf"{E} of {E} ratings", majorities),
    Rule("share of firms", rf"(?:^|占企业的 |全市 |各占企业的 ){N}%", rf"(?:^|by |city: |City ){N}%", obstacle),
    Rule("lowest and highest score", rf"得分在 {N} 与 {N} 之间|得分从 {N}（.*?）到 {N}", rf"score between {N} and {N}|[Ss]cores run from {N} \(.*?\) to {N}", extremes),
    Rule("weak spots", rf"弱项有{Z}个", rf"{E} indicators are weak spots", lambda c, m: [str(sum(r["unit_id"] == c.t.city and r["indicator_id"] in c.t.below(c.own_node) for r in c.t.of("findings", finding="weak_spot")))]),
    Rule("findings beyond those shown", rf"另有 {N} 项，见各章|另有 {N} 项见数据表", rf"{N} more in the (?:chapters|tables)", listed),
    Rule("valid answers and the effective sample", rf"^有效问卷 {N} 有效样本量 {N}", rf"questionnaires {N} effective sample {N}", lambda c, m: [(r["respondents"], whole(r["effective_n"])) for r in c.t.of("weighting")]),
    Rule("valid answers of a unit and a year before", rf"^有效问卷 {N} 上年 {N}", rf"questionnaires {N} last year {N}",
         lambda c, m: [tuple(r["n"] for w in (c.t.wave, c.t.before) for r in c.t.of("scores", wave=w, unit_id=c.own_unit, indicator_id=c.t.root))]),
    Rule("valid answers of the city", rf"有效问卷 {N} 份，加权", rf"{N} valid questionnaires, weighted", lambda c, m: [r["n"] for r in c.t.of("scores", unit_id=c.t.city, indicator_id=c.t.root)]),
    Rule("valid answers of a unit", rf"本页样本 {N} 份", rf"rests on {N} questionnaires", lambda c, m: [r["n"] for r in c.t.of("scores", unit_id=c.own_unit, indicator_id=c.t.root)]),
    Rule("sample", rf"有效问卷 {N} 份，代表 {N} 家企业；加权的设计效应 {N}，折合有效样本 {N} 份", rf"{N} valid answers stand for {N} firms; the design effect is {N}, the effective sample {N}",
         lambda c, m: [(r["respondents"], r["population"], read(r["kish_design_effect"]), whole(r["effective_n"])) for r in c.t.of("weighting")]),
    Rule("firms on the frame", rf"名录内 {N} 家", rf"{N} firms on the frame", lambda c, m: [r["population"] for r in c.t.of("weighting")]),
    Rule("how the weights came out", rf"迭代 {N} 轮；权重 {N}–{N}，设计效应 {N}", rf"in {N} passes; weights {N}–{N}, design effect {N}",
         lambda c, m: [(r["raking_iterations"], read(r["minimum_weight"]), read(r["maximum_weight"]), read(r["kish_design_effect"])) for r in c.t.of("weighting")]),
    Rule("redraws of the run's configuration", rf"{N} 次(?:重抽样| Rao)", rf"{N} (?:bootstrap re-draws|Rao)", lambda c, m: c.t.replicates),
    Rule("records in, kept and set aside, cells, flags", rf"清洗前 {N} 份问卷，保留 {N} 份，隔离 {N} 份；改动 {N} 个单元格，标记 {N} 份", rf"[Oo]f {N} responses, {N} were kept and {N} set aside; {N} cells were changed and {N} responses flagged",
         lambda c, m: [(r["rows_in"], r["rows_kept"], r["rows_quarantined"], r["cells_changed"], r["records_flagged"]) for r in clean(c)]),
    Rule("records in", rf"收到问卷 {N}", rf"Received {N}", lambda c, m: [r["rows_in"] for r in clean(c)]), Rule("records kept", rf"^有效 {N} 进入", rf"^Kept {N}", lambda c, m: [r["rows_kept"] for r in clean(c)]),
    Rule("records set aside", rf"隔离 {N} 占 {N}%", rf"Set aside {N} {N}%", lambda c, m: [(r["rows_quarantined"], (D(r["rows_quarantined"]) / D(r["rows_in"]) * 100, D("0.0000001"))) for r in clean(c)]),
    Rule("cells changed, records flagged", rf"^改动 {N} 个单元格，标记 {N} 份", rf"^Changed {N} cells; {N} records", lambda c, m: [(r["cells_changed"], r["records_flagged"]) for r in clean(c)]),
    Rule("cells changed and those shown", rf"共改动 {N} 个单元格，下列 {N} 个", rf"{N} cells were changed; {N} are shown", lambda c, m: [(r["cells_changed"], str(c.page.rows_near(c.stack))) for r in clean(c)]),
    Rule("dimensions, groups, indicators", rf"{N} 个维度、{N} 个分组、{N} 个指标", rf"{N} dimensions, {N} groups, {N} indicators", count(kinds)),
    Rule("indicators", rf"^指标 {N}", rf"^Indicators {N}", count(lambda c: [len(c.t.leaves)])),
    Rule("indicators that are ratings", rf"{N} 个指标是满意度", rf"{N} indicators are ratings", count(lambda c: maps(c, "likert"))),
    Rule("indicators with goalposts", rf"{N} 个指标按事先固定", rf"{N} indicators are scored between", count(lambda c: maps(c, "goalpost"))),
    Rule("scores close to a goalpost", rf"有 {N} 个得分落在端点附近", rf"{N} scores lie close to an end",
         count(lambda c: [sum(r["wave"] == c.t.wave and r["bounded"] == "true" and r["indicator_id"] in c.t.leaves for r in c.t.exact)])),
    Rule("figures that are missing", rf"本年缺 {N} 个数", rf"{N} figures are missing", count(lambda c: [sum(not r["estimate"] for r in c.t.of("estimates"))])),
    Rule("notes beyond those shown", rf"另有 {N} 条说明", rf"{N} more notes? (?:is|are) in", notes_beyond),
    Rule("actions assigned and of notice", rf"^(?:牵头交办事项 )?{N} 项(?:列入交办清单，|、提示事项 ){N} 项", rf"^(?:In the lead of )?{N} (?:assigned )?items? (?:is on the assigned list |are on the assigned list )?and {N} (?:on the|of) notice", actions("assigned", "notice")),
    Rule("actions assigned", rf"^交办 {N}(?: |$)", rf"{N} items? assigned|^Assigned {N}", actions("assigned")), Rule("actions of notice", rf"^提示 {N}(?: |$)", rf"{N} items? of notice|^Notice {N}", actions("notice")),
    Rule("sum of priorities", rf"优先度合计 {N}", rf"Priority, sum {N}", priority),
    Rule("districts with actions", rf"涉及区县 {N} /{N}", rf"^Districts {N} /{N}", count(lambda c: [len({r["unit_id"] for k in ("assigned", "notice") for r in listed_actions(c, k)} & set(c.t.ranked)), len(c.t.ranked)])),
    Rule("actions beyond those shown", rf"另有 {N} 项，见 actions\.csv", rf"{N} more are in actions\.csv", lambda c, m: [str(len(listed_actions(c, l)) - c.page.rows_near(c.stack)) for l in ("assigned", "notice")]),
    Rule("score", rf"(?<![±–+−\d.,]){N}(?=[ 分）。，；：]|$)(?! ?[–%])", rf"(?<![±–+−\d.,])(\d+\.\d)(?![\d–%])", lambda c, m: c.t.score(c.unit(at(m)), c.node(at(m))) if "." in m.group(1) else []),
]
