#!/usr/bin/env python3
"""Writes what is made from the declared keys: the JSON Schemas in scenarios/ and the tables of keys in docs/.

    python3 .ci/declared.py BINARY

A test compares both with what the reader declares.
"""
import pathlib
import subprocess
import sys

PAGES = {"scenario": "scenario", "experiment": "sweeps", "search": "tuning", "protocol": "claims", "validation": "validation"}


def main(binary: str) -> None:
    root = pathlib.Path(__file__).resolve().parent.parent

    def said(*words: str) -> str:
        return subprocess.run([binary, "schema", *words], check=True, capture_output=True, text=True).stdout

    for kind, page in PAGES.items():
        (root / f"scenarios/{kind}.schema.json").write_text(said(kind))
        path = root / f"docs/{page}.md"
        text = path.read_text()
        begin, end = f"<!-- keys of {kind} -->\n", "<!-- end of keys -->\n"
        before, rest = text.split(begin)
        path.write_text(before + begin + said(kind, "--table") + end + rest.split(end, 1)[1])


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
