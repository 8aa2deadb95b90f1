#!/usr/bin/env python3
"""check_punctuation.py FILE   No half-width , ; : ( ) stands next to Chinese text in the Chinese tree of a report.
Code (expressions, file names) is exempt. Exit 0 clean, 1 findings, 2 cannot run."""
import html, re, sys


def main():
    try:
        page = open(sys.argv[1], encoding="utf-8").read()
    except (IndexError, OSError) as error:
        print("check_punctuation: cannot run:", error, file=sys.stderr)
        return 2
    body = page[page.find("<body"):]
    body = re.sub(r"<(script|style)\b.*?</\1>", "", body, flags=re.S)
    body = re.sub(r"<code\b.*?</code>", "", body, flags=re.S)
    body = re.sub(r'<(div|span|g|li|p|td|th)\b[^>]*\blang="en"[^>]*>.*?</\1>', "", body, flags=re.S)
    texts = [html.unescape(text) for text in re.findall(r">([^<>]+)<", body)]
    han = r"[\u3400-\u9fff]"
    wrong = re.compile(han + r"[,;:()?!]|[,;:()?!]" + han)
    found = sorted({text.strip()[:80] for text in texts if wrong.search(text)})
    for text in found[:40]:
        print("  ", text)
    print(f"check_punctuation: {len(texts)} pieces of text, {len(found)} findings")
    return 1 if found else 0


sys.exit(main())
