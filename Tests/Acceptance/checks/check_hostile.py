#!/usr/bin/env python3
"""check_hostile.py FILE...
Reports whose names, answers and labels try to be markup: no dialog opens, nothing but the one script of ours runs, no element
has an on… attribute or a javascript: address, no text makes an element of its own, and nothing scrolls sideways at 1280 and 390 px.
Where `expected.json` stands beside a file, every text that it names is read on the page in both languages.
The check then puts a script, an alert, an event handler and a wide box into a copy of the first one and must find each.
Exit 0 clean, 1 findings, 2 cannot run."""
import argparse, json, os, re, sys, tempfile
HERE = os.path.dirname(os.path.abspath(__file__)); sys.path.insert(0, HERE)
# told from the page itself, after all of it has run; elements that the report has no use for can only come from a text
PAGE = """const out=[];for(const e of document.querySelectorAll('*')){for(const a of e.attributes){
if(/^on/i.test(a.name))out.push('<'+e.localName+'> has the attribute '+a.name);
if(/^(href|src|action|xlink:href)$/i.test(a.name)&&/^\\s*(javascript|vbscript|data:text\\/html)/i.test(a.value))out.push('<'+e.localName+' '+a.name+'='+a.value.slice(0,60)+'>')}
if(/^(iframe|object|embed|base|form|link|foreignobject|animate|set|template|frame|applet)$/i.test(e.localName))out.push('an element <'+e.localName+'>')}
const n=document.scripts.length;if(n!==1)out.push(n+' scripts in the page, expected 1');
if(/[\\u202a-\\u202e\\u2066-\\u2069]/.test(document.documentElement.textContent))out.push('a mark that turns the direction of writing');return out"""


def findings(path):
    from browser import start, url
    bad = []
    d = start()
    try:
        # before any script of the page: what would tell of a dialog is noted instead of opened
        d.execute_cdp_cmd("Page.enable", {})
        d.execute_cdp_cmd("Page.addScriptToEvaluateOnNewDocument", {"source": "window.opened=[];for(const f of ['alert','confirm','prompt','print','open'])window[f]=(...a)=>{window.opened.push(f+'('+a.join()+')')}"})
        d.get("about:blank"); d.get_log("performance"); d.get_log("browser"); d.get(url(path))
        if not d.execute_script("return Array.isArray(window.opened)"): bad.append("the page took the notes of dialogs away")
        for width in (1280, 390):
            d.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", {"width": width, "height": 900, "deviceScaleFactor": 1, "mobile": width < 600})
            for language in ("zh", "en"):
                d.execute_script("const l=document.getElementById('lang-'+arguments[0]);if(l)l.click();document.querySelectorAll('details').forEach(e=>e.open=true)", language)
                over = d.execute_script("return document.documentElement.scrollWidth") - width
                if over > 0: bad.append(f"{language}, {width} px: scrolls sideways by {over} px")
        beside = os.path.join(os.path.dirname(path), "expected.json")
        for language in ("zh", "en") if os.path.exists(beside) else ():
            text = re.sub(r"\s+", " ", d.execute_script("return document.querySelector('main .'+arguments[0]).textContent", language))
            bad += [f"{language}: lost, of {e['place']}: {e['text'][:80]}" for e in json.load(open(beside, encoding="utf-8")) if re.sub(r"\s+", " ", e["text"]).strip() not in text]
        d.execute_script("for(const e of document.querySelectorAll('a.door,th button'))e.click();const b=document.querySelector('dialog[open]');if(b)b.close()")
        bad += d.execute_script(PAGE); bad += ["opened " + o for o in d.execute_script("return window.opened")]
        events = [json.loads(x["message"])["message"] for x in d.get_log("performance")]
        asked = {e["params"]["request"]["url"].split("#")[0] for e in events if e["method"] == "Network.requestWillBeSent"}
        bad += ["asked for " + u[:100] for u in sorted(asked) if u != url(path) and not u.startswith(("data:", "about:"))]
        # a refused script or handler is told on the console: refused it did no harm, but a text had become markup
        bad += ["console: " + x["message"][:160] for x in d.get_log("browser") if x["level"] in ("SEVERE", "WARNING")]
    finally: d.quit()
    return bad


def selftest(path):
    """What goes unseen of the things put into a copy of the report whose policy is taken away."""
    text = open(path, encoding="utf-8").read()
    text = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", text)
    put = "<script>alert(1)</script><p onclick='x()'>x</p><a href='javascript:x()'>x</a><div style='width:3000px'>x</div>"
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "report.html")
        open(copy, "w", encoding="utf-8").write(text.replace("</main>", put + "</main>"))
        seen = "\n".join(findings(copy))
    return [w for w in ("2 scripts in the page", "has the attribute onclick", "javascript:x()", "scrolls sideways", "opened alert(1)") if w not in seen]


def main():
    a = argparse.ArgumentParser(); a.add_argument("files", nargs="+"); a = a.parse_args()
    try: import browser
    except Exception as e: print("check_hostile: cannot run:", e, file=sys.stderr); return 2
    for f in a.files:
        if not os.path.exists(f): print("check_hostile: no such file:", f, file=sys.stderr); return 2
    bad = [f"{os.path.basename(f)}: {b}" for f in a.files for b in findings(f)]
    bad += ["selftest: not seen: " + w for w in selftest(a.files[0])]
    for b in bad: print("  ", b)
    print(f"check_hostile: {len(bad)} findings in {len(a.files)} files; 5 things put in on purpose were looked for"); return 1 if bad else 0


if __name__ == "__main__": sys.exit(main())
