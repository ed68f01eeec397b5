#!/usr/bin/env python3
"""Stores the checksums of a results database of format 6 as another program would, or holds its file against those it has.

usage: sums.py SWIFT_FOLDER DATABASE [--check]

The statements are read from RunChecksum.swift and PartChecksum.swift, how a sum is made is written here a second time: tag and
eight bytes a value, little-endian; texts with their length. Where the table `checksum` is not there it is made. Prints what
differs with --check; exit code 1 if something does.
"""
import hashlib
import pathlib
import re
import sqlite3
import struct
import sys


def texts(swift):
    """The string literals of a piece of Swift, in order."""
    found = []
    for match in re.finditer(r'"""\n(.*?)\n( *)"""|"((?:[^"\\\n]|\\.)*)"', swift, re.S):
        if match[1] is None:
            found.append(match[3])
        else:
            found.append("\n".join(line[len(match[2]):] for line in match[1].split("\n")))
    return found


def total(database, queries, key):
    sha = hashlib.sha256()
    for number, sql in enumerate(queries):
        sha.update(struct.pack("<BQ", 0, number))
        for row in database.execute(sql, key):
            sha.update(struct.pack("<BQ", 1, len(row)))
            for value in row:
                if value is None:
                    sha.update(struct.pack("<BQ", 4, 0))
                elif isinstance(value, int):
                    sha.update(struct.pack("<Bq", 2, value))
                elif isinstance(value, float):
                    sha.update(struct.pack("<Bd", 3, value))
                else:
                    bytes_ = value.encode() if isinstance(value, str) else value
                    sha.update(struct.pack("<BQ", 5, len(bytes_)) + bytes_)
    return sha.hexdigest()


sources, path, *options = sys.argv[1:]
run_source = (pathlib.Path(sources) / "RunChecksum.swift").read_text()
part_source = (pathlib.Path(sources) / "PartChecksum.swift").read_text()
literals = texts(run_source.split("static let tables = [")[1].split("private static let queries")[0])
tables = [literals[place:place + 3] for place in range(0, len(literals), 3)]
run_queries = [texts(run_source.split("private static let queries")[1])[0]] + [
    f"SELECT {columns} FROM {table} WHERE run = ? ORDER BY {order}" for table, columns, order in tables]
kinds = []
for piece in part_source.split("static let all = [")[1].split("/// The table of the sums")[0].split("PartChecksum(")[1:]:
    kind, parts, *queries = texts(piece)
    kinds.append((kind, parts, queries))

database = sqlite3.connect(path, isolation_level=None)
if "--check" not in options and not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'checksum'").fetchone():
    database.execute(texts(part_source.split("static let table = ")[1])[0])
sums = {}
for kind, parts, queries in kinds:
    for part, *key in database.execute(parts).fetchall():
        sums[kind, part] = total(database, queries, key)
runs = {run: total(database, run_queries, [run]) for (run,) in database.execute("SELECT id FROM run").fetchall()}
if "--check" in options:
    stored = {(kind, part): sha for kind, part, sha in database.execute("SELECT kind, part, sha256 FROM checksum")}
    wrong = [key for key in sums.keys() | stored.keys() if sums.get(key) != stored.get(key)]
    wrong += [run for run, sha in database.execute("SELECT run, sha256 FROM run_checksum") if runs.get(run) != sha]
    print(f"{len(sums)} parts and {len(runs)} runs, {len(wrong)} differ", *wrong, sep="\n  ")
    sys.exit(1 if wrong else 0)
database.execute("DELETE FROM checksum")
database.executemany("INSERT INTO checksum VALUES (?, ?, ?)", [(*key, sha) for key, sha in sorted(sums.items())])
database.executemany("INSERT OR REPLACE INTO run_checksum VALUES (?, ?)", sorted(runs.items()))
