#!/usr/bin/env python3
"""check_pictures.py REPORT FOLDER [--update] [--differing DIR]
One figure of each kind of the sample report, in both languages, light and dark, at 1280 and 390 px, against the pictures in
FOLDER (README.md there). Figures are found by section and marks, not by number, and cropped to the chart itself. Both
pictures are scaled down; a pixel differs when it lies more than STEP outside what the other picture shows within one pixel of
it, so neither smoothing of edges nor a shift of a fraction of a pixel counts, and a moved dot, another colour or a lost label do.
The check then spoils figures itself (SPOILT) and must see each of them, else it is wrong. --update writes the pictures anew.
Differing pairs (reference, now, where) go to DIR, build/pictures unless told. Exit 0 alike, 1 differs, 2 cannot run."""
import argparse, base64, io, json, os, re, sys
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path.insert(0, HERE)
LANGUAGES, WIDTHS, SCHEMES = ("zh", "en"), (1280, 390), ("light", "dark")
MOST_WIDE = 480  # px of a stored picture
STEP = 32  # of 255, in any colour channel
ALLOWED = 12  # pixels of a picture that may differ: a dot covers about 40, a label more
BUDGET = 1_500_000  # bytes of all pictures together
KINDS = {  # name: where in the page, % the language; the first that is shown is taken
    "strip": ".mast svg.hs",
    "ranking": "#%-sum figure:has(.rd) svg[role=img]",
    "heat": "#%-sum table.heat",
    "change": "#%-sum figure:has(svg[role=img] .ar) svg[role=img]",
    "trend": "#%-index figure svg[role=img]",
    "answers": "#%-dim-A figure:has(rect.v2) svg[role=img]",
    "importance": "#%-dim-A svg[role=img]:has(.q1)",
    "slope": "#%-dim-A svg[role=img]:has(.sl)",
    "groups": "#%-dim-A svg[role=img]:has(.band):not(:has(.ly))",
    "units": "#%-dim-A svg[role=img]:has(.band):has(.ly)",
    "profile": "section.prof[id^=%-] svg[role=img]:has(.cl3):has(.ly)",
    "deviation": "section.prof[id^=%-] svg[role=img]:has(.st)",
    "bump": "section.prof[id^=%-] svg[role=img]:has(.bc)",
    "obstacles": "section.prof[id^=%-] svg[role=img]:has(.bx)",
    "questions": "#%-figures svg[role=img]:has(.ct)",
}
SPOILT = {  # what must be seen: the figure, and a change to it (e) that returns how to take it back
    "a dot moved": ("units", "const c=e.querySelector('circle'),x=c.getAttribute('cx');c.setAttribute('cx',+x-14);return()=>c.setAttribute('cx',x)"),
    "a dot moved along its whisker": ("ranking", "const c=e.querySelector('circle.up'),x=c.getAttribute('cx');c.setAttribute('cx',+x-10);return()=>c.setAttribute('cx',x)"),
    "a dot filled no more": ("change", "const c=e.querySelector('circle.up'),k=c.getAttribute('class');c.setAttribute('class','ns');return()=>c.setAttribute('class',k)"),
    "a bar of another colour": ("answers", "const c=e.querySelector('rect.v4');c.style.fill='var(--v2)';return()=>c.style.removeProperty('fill')"),
    "marks of one kind lost": ("questions", "const c=e.querySelector('path.dn');c.style.display='none';return()=>c.style.removeProperty('display')"),
    "a shorter bar": ("obstacles", "const c=e.querySelector('rect.bx'),w=c.getAttribute('width');c.setAttribute('width',w*.9);return()=>c.setAttribute('width',w)"),
    "a label lost": ("slope", "const c=[...e.querySelectorAll('text')].at(-1);c.style.display='none';return()=>c.style.removeProperty('display')"),
    "a cell of another colour": ("heat", "const c=e.querySelector('tbody td');c.style.backgroundColor='var(--bad)';return()=>c.style.removeProperty('background-color')"),
}
# chapters without one of the charts are taken away, since a long page is slow to draw, and the bar that lies over it
SHORTEN = """const keep=new Set();for(const s of arguments[0]){const e=document.querySelector(s);for(let p=e;p;p=p.parentElement)keep.add(p)}
for(const e of document.querySelectorAll('main section'))if(!keep.has(e)&&!keep.has(e.parentElement.closest('section')))e.remove();
for(const e of document.querySelectorAll('.bar,nav .toc'))e.style.display='none'"""
# the chart in view, moved to whole pixels (what stands above must not matter), and its box,
# cut to what its frame shows and without a caption, which has a number
FIND = """const e=[...document.querySelectorAll(arguments[0])].find(e=>e.checkVisibility());window.shown=e;if(!e)return null;
scrollTo(0,0);for(const c of e.querySelectorAll('th'))if(getComputedStyle(c).position==='sticky')c.style.position='static';e.style.position='relative';e.style.left=e.style.top='0px';let r=e.getBoundingClientRect();const top=Math.floor(r.top)-20;
e.style.left=Math.round(r.left)-r.left+'px';e.style.top=Math.round(r.top)-r.top+'px';scrollTo(0,Math.max(0,top));r=e.getBoundingClientRect();
const c=e.caption,head=c?c.getBoundingClientRect().bottom:r.top;let right=r.right;for(let p=e.parentElement;p;p=p.parentElement)if(getComputedStyle(p).overflowX!=='visible')right=Math.min(right,p.getBoundingClientRect().right);
return [Math.round(r.left),Math.round(head),Math.ceil(right-.01),Math.ceil(r.bottom-.01)]"""


def taken(d, box):
    """What stands in the box on screen, scaled down."""
    from PIL import Image
    picture = Image.open(io.BytesIO(base64.b64decode(d.execute_cdp_cmd("Page.captureScreenshot", {"format": "png", "optimizeForSpeed": True})["data"])))
    picture = picture.convert("RGB").crop(box)
    k = min(1, MOST_WIDE / picture.width)
    return picture.resize((round(picture.width * k), max(1, round(picture.height * k))), Image.Resampling.BOX)


def differing(one, other, step=STEP):
    """A mask of the pixels of either picture that lie outside what the other shows around them."""
    from PIL import ImageChops, ImageFilter
    least, most = ImageFilter.MinFilter(3), ImageFilter.MaxFilter(3)
    mask = None
    for a, b in ((one, other), (other, one)):
        for off in (ImageChops.subtract(a, b.filter(most)), ImageChops.subtract(b.filter(least), a)):
            for channel in off.split():
                seen = channel.point(lambda v: 255 if v > step else 0)
                mask = seen if mask is None else ImageChops.lighter(mask, seen)
    return mask


def stored(picture):
    """PNG bytes with the smallest palette that keeps every colour well within a step."""
    for colours in (16, 24, 32, 48, 64, 96, 128, 256):
        small = picture.quantize(colours, method=1, kmeans=2, dither=0)  # 1: maximum coverage, which keeps rare colours
        if not differing(picture, small.convert("RGB"), STEP // 2).getbbox() or colours == 256:
            out = io.BytesIO(); small.save(out, "PNG", optimize=True); return out.getvalue()


def compared(reference, now):
    """(number of differing pixels, words, mask): the words are empty when the pictures are alike."""
    from PIL import Image
    if abs(reference.width - now.width) > 1 or abs(reference.height - now.height) > 1:
        return None, f"{now.width} x {now.height} px, expected {reference.width} x {reference.height}", Image.new("L", now.size, 255)
    mask = differing(reference, now if now.size == reference.size else now.resize(reference.size))
    n = mask.histogram()[255]
    share = 100 * n / (mask.width * mask.height)
    return n, f"{n} pixels ({share:.2f} %) differ by more than {STEP} of 255, expected at most {ALLOWED}" if n > ALLOWED else "", mask


def pair(reference, now, mask):
    from PIL import Image, ImageOps
    out = Image.new("RGB", (reference.width + now.width + mask.width + 16, max(reference.height, now.height)), "#888")
    x = 0
    for p in (reference, now, ImageOps.invert(mask).convert("RGB")): out.paste(p, (x, 0)); x += p.width + 8
    return out


def made_with(d):
    """The browser and the faces that draw the sample's labels: pictures can only be compared between like machines."""
    d.execute_cdp_cmd("DOM.enable", {}); d.execute_cdp_cmd("CSS.enable", {})
    root = d.execute_cdp_cmd("DOM.getDocument", {"depth": 1})["root"]["nodeId"]
    faces = set()
    for language in LANGUAGES:
        d.execute_script("document.getElementById('lang-'+arguments[0]).click()", language)
        for where in (f".{language} .mast svg text, .mast .{language} svg text", f"#{language}-sum svg text", f"#{language}-sum .heat th", f"#{language}-sum h2"):
            for node in d.execute_cdp_cmd("DOM.querySelectorAll", {"nodeId": root, "selector": where})["nodeIds"][:40]:
                faces |= {f["familyName"] for f in d.execute_cdp_cmd("CSS.getPlatformFontsForNode", {"nodeId": node})["fonts"]}
    return {"browser": "Chromium " + d.capabilities["browserVersion"].split(".")[0], "fonts": sorted(faces)}


def main():
    a = argparse.ArgumentParser(); a.add_argument("report"); a.add_argument("folder"); a.add_argument("--update", action="store_true")
    a.add_argument("--differing", default="build/pictures"); a = a.parse_args()
    try: from browser import start, url; from PIL import Image
    except Exception as e: print("check_pictures: cannot run:", e, file=sys.stderr); return 2
    if not os.path.exists(a.report): print("check_pictures: no such file:", a.report, file=sys.stderr); return 2
    bad, names, most, spoilt, unseen, size = [], set(), 0, 0, 0, 0
    def differs(name, words, image):
        os.makedirs(a.differing, exist_ok=True); image.save(os.path.join(a.differing, name)); bad.append(f"{name}: {words}")
    d = start()
    try:
        d.get(url(a.report)); d.execute_script(SHORTEN, [k.replace("%", l) for k in KINDS.values() for l in LANGUAGES])
        here = made_with(d); told = os.path.join(a.folder, "made-with.json")
        if a.update: os.makedirs(a.folder, exist_ok=True)
        for width in WIDTHS:
            d.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 1200, "deviceScaleFactor": 1, "mobile": width < 600})
            for scheme in SCHEMES:
                d.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": [{"name": "prefers-color-scheme", "value": scheme}]})
                for language in LANGUAGES:
                    d.execute_script("document.getElementById('lang-'+arguments[0]).click()", language)
                    d.execute_async_script("const done=arguments[0];document.fonts.ready.then(()=>requestAnimationFrame(()=>requestAnimationFrame(done)))")
                    references = {}
                    for kind in KINDS:
                        name = f"{kind}-{language}-{width}-{scheme}.png"; path = os.path.join(a.folder, name); names.add(name)
                        box = d.execute_script(FIND, KINDS[kind].replace("%", language))
                        if box is None: bad.append(f"{name}: no such figure in the report, expected one at {KINDS[kind].replace('%', language)}"); continue
                        now = taken(d, box)
                        if a.update: open(path, "wb").write(stored(now))
                        if not os.path.exists(path): differs(name, "there is no picture of it yet; look at it and run with --update", now); continue
                        size += os.path.getsize(path)
                        references[kind] = reference = Image.open(path).convert("RGB")
                        n, words, mask = compared(reference, now); most = max(most, n or 0)
                        if os.path.exists(drawn := os.path.join(a.differing, name)): os.remove(drawn)  # of an earlier run
                        if words: differs(name, words, pair(reference, now, mask))
                    if bad: continue
                    for what, (kind, change) in SPOILT.items():
                        box = d.execute_script(FIND, KINDS[kind].replace("%", language))
                        try: d.execute_script("window.back=(e=>{" + change + "})(window.shown)")
                        except Exception: unseen += 1; spoilt += 1; bad.append(f"{kind}-{language}-{width}-{scheme}: the chart has no mark any more for: {what}"); continue
                        n, words, _ = compared(references[kind], taken(d, box)); d.execute_script("window.back()"); spoilt += 1
                        if not words: unseen += 1; bad.append(f"{kind}-{language}-{width}-{scheme}: {what} is not seen ({n} pixels differ)")
    finally: d.quit()
    if os.path.isdir(a.folder):
        for name in sorted(set(f for f in os.listdir(a.folder) if f.endswith(".png")) - names):
            if a.update: os.remove(os.path.join(a.folder, name))
            else: bad.append(name + ": a picture of nothing; run with --update")
    if size > BUDGET: bad.append(f"the pictures take {size} bytes, expected at most {BUDGET}")
    if a.update: open(told, "w").write(json.dumps(here, indent=2) + "\n")
    elif bad and os.path.exists(told) and json.load(open(told)) != here:
        bad.append(f"the pictures were made with {json.dumps(json.load(open(told)))}, this machine has {json.dumps(here)}: see README.md in {a.folder}")
    for b in bad: print("  ", b)
    if bad and os.path.isdir(a.differing): print("   what differs is drawn in", a.differing)
    print(f"check_pictures: {len(bad)} findings; {len(names)} pictures, {size // 1024} KB, at most {most} pixels differ; {spoilt - unseen} of {spoilt} spoilt figures seen")
    return 1 if bad else 0


if __name__ == "__main__": sys.exit(main())
