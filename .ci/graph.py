"""Prints the graph of our modules, and for each module the graph of its folders; fails where a module imports what it must
not, and where folders point at each other in a circle.

usage: graph.py [ROOT] [--arrows]

A module may import what stands before it in `layers` of Package.swift, and what its target names. Inside a module folder A
points to folder B if a file in A mentions a type that is declared in B, at the top level of a file and not privately. A
folder is one directly below the module's; what lies deeper belongs to it.

The files at the root of a module are a folder too, called ".", by the same rule as any other. So they are either what all
folders speak of, at the bottom (the observation and the decision in Autoscaling), or what the folders are put together
to, at the top (the command in forescale), or between two layers (a run of a cluster, below what heals it); never some of
one and some of another.

Not seen: free functions, and members that one folder adds to a type of another.

--arrows prints the files and types behind each arrow that is part of a circle.
"""
import collections
import json
import os
import re
import subprocess
import sys

DECLARATION = re.compile(
    r"^(?:@\w+(?:\([^)]*\))?\s+)*(?:public |package |final |indirect |open |nonisolated )*"
    r"(?:struct|class|enum|protocol|actor|typealias)\s+([A-Z]\w*)")
IMPORT = re.compile(r"^\s*(?:@\w+\s+)?(?:public |package |internal )?import (?:struct |class |enum |func )?(\w+)", re.M)
COMMENT_OR_TEXT = re.compile(r'//[^\n]*|"""(?:.|\n)*?"""|"(?:\\.|[^"\\\n])*"')
# what comes with the toolchain, and the C part of Yams, which is no product of its own
SYSTEM = {"CYaml", "Foundation", "FoundationNetworking", "Glibc", "Dispatch", "Synchronization", "Testing", "RegexBuilder"}


def sources(folder):
    for base, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.endswith(".swift"):
                path = os.path.join(base, name)
                with open(path, encoding="utf-8") as file:
                    yield path, file.read()


def circles(graph):
    """The strongly connected components of more than one node, by Tarjan's algorithm."""
    index, low, stack, found = {}, {}, [], []

    def visit(node):
        index[node] = low[node] = len(index)
        stack.append(node)
        for other in sorted(graph.get(node, ())):
            if other not in index:
                visit(other)
                low[node] = min(low[node], low[other])
            elif other in stack:
                low[node] = min(low[node], index[other])
        if low[node] == index[node]:
            component = []
            while not component or component[-1] != node:
                component.append(stack.pop())
            if len(component) > 1:
                found.append(sorted(component))

    for node in sorted(graph):
        if node not in index:
            visit(node)
    return found


def main():
    arguments = [a for a in sys.argv[1:] if not a.startswith("--")]
    root = arguments[0] if arguments else "."
    with open(os.path.join(root, "Package.swift"), encoding="utf-8") as file:
        listed = re.search(r"let layers = \[(.*?)\]", file.read(), re.S)
    layers = re.findall(r'"(\w+)"', listed.group(1))
    package = json.loads(subprocess.check_output(["swift", "package", "dump-package"], cwd=root))
    named = {
        target["name"]: {list(dependency.values())[0][0] for dependency in target["dependencies"]}
        for target in package["targets"]}
    mistakes, rings = [], []
    for place, module in enumerate(layers):
        folder = os.path.join(root, "Sources", module)
        files, owner, imported = {}, {}, collections.Counter()
        for path, text in sources(folder):
            parts = os.path.relpath(path, folder).split(os.sep)
            files[path] = parts[0] if len(parts) > 1 else "."
            for name in set(IMPORT.findall(text)):
                imported[name] += 1
                if name in layers:
                    if layers.index(name) >= place:
                        mistakes.append(f"{path}: imports {name}, which stands above {module}")
                elif name not in SYSTEM and name not in named[module]:
                    mistakes.append(f"{path}: imports {name}, which the target {module} does not name")
            for line in text.split("\n"):
                declared = DECLARATION.match(line)
                if declared:
                    owner.setdefault(declared.group(1), files[path])
        print(f"{module} -> {', '.join(sorted(n for n in imported if n not in SYSTEM)) or 'nothing'}")
        graph, behind = collections.defaultdict(set), collections.defaultdict(list)
        for path, text in sources(folder):
            for name in sorted(set(re.findall(r"\b[A-Z]\w*\b", COMMENT_OR_TEXT.sub("", text)))):
                other, here = owner.get(name), files[path]
                if other is not None and other != here:
                    graph[here].add(other)
                    behind[here, other].append((os.path.relpath(path, folder), name))
        for name in sorted(graph):
            print(f"  {name} -> {', '.join(sorted(graph[name]))}")
        for circle in circles(graph):
            rings.append(f"{module}: a circle of folders: {', '.join(circle)}")
            if "--arrows" in sys.argv:
                for (here, other), why in sorted(behind.items()):
                    if here in circle and other in circle:
                        print(f"    {here} -> {other}: {len(why)}, such as {why[:4]}")
    for line in mistakes + rings:
        print(f"graph: {line}", file=sys.stderr)
    print(f"{len(layers)} modules; wrong imports: {len(mistakes) or 'none'}; circles of folders: {len(rings) or 'none'}")
    return 1 if mistakes or rings else 0


if __name__ == "__main__":
    sys.exit(main())
