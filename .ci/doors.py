"""Tells Swift files that nothing reaches, and pages that no page leads to; fails where there are some.

usage: doors.py [ROOT]

A file is reached if the command's own files mention a type, function or variable that it declares at the top level, or a file
that is reached does, or a program in examples/ or benchmarks/; a file of extensions alone is reached with the types that it
extends. Tests do not count: what only they mention is dead. It goes by words and not by meaning, so a file whose names occur
elsewhere in another sense passes.

A page of docs/ is reached if docs/README.md links to it, or a page that is reached does; no page links to nothing.
"""
import collections
import os
import re
import sys

MODIFIERS = (
    r"^(?:@\w+(?:\([^)]*\))?\s+)*"
    r"(?:public |package |final |indirect |open |nonisolated |mutating |static )*")
TYPE = re.compile(MODIFIERS + r"(?:struct|class|enum|protocol|actor|typealias|func|let|var)\s+(\w+)", re.M)
EXTENSION = re.compile(MODIFIERS + r"extension\s+(\w+)", re.M)
COMMENT = re.compile(r"//[^\n]*")
LINK = re.compile(r"\]\(([^)#\s]+)(?:#[^)]*)?\)")


def read(root, folders, suffix):
    for folder in folders:
        for base, names, files in os.walk(os.path.join(root, folder)):
            names[:] = [name for name in names if not name.startswith(".")]
            for name in files:
                if name.endswith(suffix):
                    path = os.path.join(base, name)
                    with open(path, encoding="utf-8") as file:
                        yield os.path.relpath(path, root), file.read()


def reached(start, leads):
    """What is reached from `start`, where `leads` says what one leads to."""
    seen, left = set(), list(start)
    while left:
        one = left.pop()
        if one not in seen:
            seen.add(one)
            left += leads(one)
    return seen


def unreached_files(root):
    files = {path: COMMENT.sub("", text) for path, text in read(root, ["Sources"], ".swift")}
    outside = {path: COMMENT.sub("", text) for path, text in read(root, ["examples", "benchmarks"], ".swift")}
    words = {path: set(re.findall(r"\w+", text)) for path, text in {**files, **outside}.items()}
    declares = {path: set(TYPE.findall(text)) for path, text in files.items()}
    extends = {path: set(EXTENSION.findall(text)) for path, text in files.items()}
    declared, extended = collections.defaultdict(set), collections.defaultdict(set)
    for path in files:
        for name in declares[path]:
            declared[name].add(path)
        for name in extends[path]:
            extended[name].add(path)

    def leads(path):
        found = set().union(*(declared[word] for word in words[path] if word in declared))
        return found.union(*(extended[name] for name in declares.get(path, ()) if name in extended))

    def only_extends_others(path):
        return not declares[path] and any(name not in declared for name in extends[path])

    start = [path for path in files if path.startswith(os.path.join("Sources", "forescale", ""))] + list(outside)
    start += [path for path in files if only_extends_others(path)]
    return sorted(set(files) - reached(start, leads))


def unreached_pages(root):
    pages = dict(read(root, ["docs"], ".md"))

    def leads(page):
        here = os.path.dirname(page)
        targets = [os.path.normpath(os.path.join(here, link)) for link in LINK.findall(pages[page])]
        return [target for target in targets if target in pages]

    broken = [
        f"{page}: links to {link}, which is not there" for page, text in sorted(pages.items()) for link in LINK.findall(text)
        if "://" not in link and not os.path.exists(os.path.join(root, os.path.dirname(page), link))]
    return sorted(set(pages) - reached(["docs/README.md"], leads)), broken


def main():
    root = sys.argv[1] if len(sys.argv) > 1 else "."
    files = unreached_files(root)
    pages, broken = unreached_pages(root)
    for path in files:
        print(f"doors: {path}: nothing but tests reaches it: give it a door, or delete it", file=sys.stderr)
    for page in pages:
        print(f"doors: {page}: no way leads here from docs/README.md", file=sys.stderr)
    for line in broken:
        print(f"doors: {line}", file=sys.stderr)
    print(f"files that nothing reaches: {len(files) or 'none'}; pages that nothing leads to: {len(pages) or 'none'}")
    return 1 if files or pages or broken else 0


if __name__ == "__main__":
    sys.exit(main())
