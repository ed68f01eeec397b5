#!/usr/bin/env python3
"""Makes a file of each earlier format from the one of version 5, which that version itself wrote.

usage: make.py SCHEMA_SWIFT_FOLDER V5_SQLITE OUT_FOLDER

The statements of the migrations are read from the Swift sources, of which a released one is never edited. Tables and columns
that an earlier version did not have are left out. Small pages keep the files small; they are in write-ahead mode, as those
versions left them. v6.sqlite is what version 6 itself wrote, with small pages as well; sums.py added its table `checksum`.
"""
import pathlib
import re
import shutil
import sqlite3
import sys


def swift(lines, closing):
    """A multi-line string of Swift's: less what its closing delimiter is indented by."""
    return "\n".join(line[len(closing):] for line in lines.split("\n"))


sources, newest, out = map(pathlib.Path, sys.argv[1:])
texts = {}
for name in ("ResultsSchema.swift", "ResultsSchema+Tuning.swift", "ResultsSchema+Report.swift"):
    text = (sources / name).read_text()
    for match in re.finditer(r'static (?:let|var) (\w+)(?:: String \{)?\s*=?\s*"""\n(.*?)\n( *)"""', text, re.S):
        texts[match[1]] = swift(match[2], match[3])
report = (sources / "ResultsSchema+Report.swift").read_text()
views = re.findall(r'name: "(\w+)",\s*question:\s*"[^"]*",\s*sql:\s*(?:"""\n(.*?)\n( *)"""|"([^"\n]*)")\)', report, re.S)
texts["report"] += "\n" + "\n\n".join(f"CREATE VIEW {name} AS\n{swift(long, indent) if long else short};" for name, long, indent, short in views)

migrations = [("v1", "version1"), ("v2", "version2"), ("v3 faults", "faults"), ("v4 claims", "claims"),
              ("v4 report", "report"), ("v5 tuning", "tuning")]


def closed(database):
    database.execute("PRAGMA journal_mode = DELETE")
    database.execute("PRAGMA page_size = 512")
    database.execute("VACUUM")
    database.execute("PRAGMA journal_mode = WAL")
    database.execute("SELECT * FROM sqlite_master").fetchall()
    database.close()


for count, file in ((1, "v1"), (2, "v2"), (3, "v3"), (5, "v4")):
    path = out / f"{file}.sqlite"
    path.unlink(missing_ok=True)
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("CREATE TABLE grdb_migrations (identifier TEXT NOT NULL PRIMARY KEY)")
    for identifier, name in migrations[:count]:
        database.executescript(texts[name])
        database.execute("INSERT INTO grdb_migrations VALUES (?)", (identifier,))
    database.execute("PRAGMA application_id = 1179861836")
    database.execute("ATTACH DATABASE ? AS newest", (str(newest),))
    for (table,) in database.execute("SELECT name FROM main.sqlite_master WHERE type = 'table'").fetchall():
        if table == "grdb_migrations":
            continue
        columns = ", ".join(row[1] for row in database.execute(f"PRAGMA main.table_info({table})"))
        database.execute(f"INSERT INTO main.{table} ({columns}) SELECT {columns} FROM newest.{table}")
    database.execute("DETACH DATABASE newest")
    if count == 1:
        # that version had no sweeps, whose runs are known by digests
        database.execute("PRAGMA foreign_keys = ON")
        database.execute("DELETE FROM run WHERE key NOT LIKE '%|%'")
    closed(database)
path = out / "v5.sqlite"
shutil.copyfile(newest, path)
closed(sqlite3.connect(path, isolation_level=None))
