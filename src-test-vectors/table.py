#!/usr/bin/env python3
"""Writes what programs make of the kit: a page with two tables, and a picture of the second.

    table.py FOLDER [RESULTS.tsv ...]

FOLDER gets kit.md and kit.svg. RESULTS.tsv is what `run.py --to` wrote, by default those in adapters/.
"""

import html
import pathlib
import sys

import run

HEAD = """# What programs make of the kit

Each column is a program with its [adapter](https://smime4j.org/src-test-vectors/#a-program-of-yours), and each number counts messages.
Where a total is smaller, the program was run on a sample. The kit's authors decide what is right: what smime4j itself makes of it is not shown.

![The share of forged messages that each program trusts or shows, by folder](./kit.svg)
"""
SHOWS = ("shows it", "shows what is withheld")
ROWS = [
    ("reads honest mail, of", lambda kind, result: kind in ("good", "deviation") and result == "agrees"),
    ("trusts what it must not, of", lambda kind, result: result == "trusts it"),
    ("shows what it must not", lambda kind, result: result in SHOWS),
    ("crashes", lambda kind, result: result == "crashed"),
    ("is too slow", lambda kind, result: result == "late"),
    ("does not support", lambda kind, result: result == "lacks"),
]


def cases():
    """The folder and the kind of each case."""
    return {each.stem: (each.parent.name, run.expectation(each)["kind"]) for each in run.ROOT.glob("messages/*/*.expect")}


def programs(files):
    """The name of each program, and its results."""
    found = {}
    for file in files:
        head = file.read_text().split("\n", 1)[0].split("\t")
        found[head[2] if len(head) > 2 else file.stem] = run.recorded(file)
    return found


def line(cells):
    return "| " + " | ".join(cells) + " |"


def tables(known, results):
    """Counts for each program, and the share of each folder's spoofs that fools it."""
    yield line(["", *results])
    yield line(["---"] * (len(results) + 1))
    for name, counts in ROWS:
        cells = []
        for each in results.values():
            seen = [(known[case][1], result) for case, result in each.items() if case in known]
            number = sum(counts(*pair) for pair in seen)
            honest = name.startswith("reads")
            total = sum((kind in ("good", "deviation")) == honest and kind != "closed" for kind, _ in seen)
            cells.append("%d of %d" % (number, total) if name.endswith(", of") else str(number))
        yield line([name.removesuffix(", of"), *cells])
    yield ""
    yield line(["forged messages, by folder", *results])
    yield line(["---"] * (len(results) + 1))
    for folder, shares in fooled(known, results):
        yield line([folder, *("%d of %d" % share if share[1] else "–" for share in shares)])


def fooled(known, results):
    for folder in sorted({folder for folder, kind in known.values() if kind == "spoof"}):
        shares = []
        for each in results.values():
            seen = [result for case, result in each.items() if known.get(case) == (folder, "spoof")]
            shares.append((sum(result in ("trusts it", *SHOWS) for result in seen), len(seen)))
        yield folder, shares


def picture(known, results):
    rows = list(fooled(known, results))
    yield '<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" font-family="sans-serif" font-size="13">' % (160 + 90 * len(results), 110 + 24 * len(rows))
    yield '<rect width="100%" height="100%" fill="#fff"/>'
    for column, name in enumerate(results):
        x = 165 + 90 * column
        yield '<text transform="translate(%d,95) rotate(-35)">%s</text>' % (x, html.escape(name))
    for row, (folder, shares) in enumerate(rows):
        y = 105 + 24 * row
        yield '<text x="5" y="%d">%s</text>' % (y + 16, html.escape(folder))
        for column, (number, total) in enumerate(shares):
            light = 97 - 50 * number / total if total else 100
            yield '<rect x="%d" y="%d" width="86" height="22" fill="hsl(10,75%%,%d%%)" stroke="#ddd"/>' % (150 + 90 * column, y, light)
            if total:
                yield '<text x="%d" y="%d" text-anchor="middle">%d of %d</text>' % (193 + 90 * column, y + 16, number, total)
    yield "</svg>"


def main():
    folder = pathlib.Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    known, results = cases(), programs([pathlib.Path(each) for each in sys.argv[2:]] or sorted(run.ROOT.glob("adapters/*.tsv")))
    (folder / "kit.md").write_text("\n".join([HEAD, *tables(known, results)]) + "\n")
    (folder / "kit.svg").write_text("\n".join(picture(known, results)) + "\n")


if __name__ == "__main__":
    main()
