"""Turns JSON lines on standard input into Markdown: a table for the hold model and one for the queues."""

import json
import sys


def column(record):
    params = record["params"]
    return f"{params['pending']:,} {params['steps']}" if "pending" in params else record["case"]


def print_table(records, title, digits):
    columns = sorted({column(r) for r in records}, key=lambda name: (name.split()[1:], len(name), name))
    rows = {}
    for record in records:
        name = record["params"]["queue"]
        if record["params"].get("random", "").startswith("Philox"):
            name += ", Philox4x32-10"
        rows.setdefault(name, {})[column(record)] = record["value"]
    print(f"\n{title}\n")
    print("| | " + " | ".join(columns) + " |")
    print("|---" + "|---:" * len(columns) + "|")
    for name, values in rows.items():
        cells = [f"{values[c]:,.{digits}f}" if c in values else "" for c in columns]
        print(f"| {name} | " + " | ".join(cells) + " |")


def main():
    records = [json.loads(line) for line in sys.stdin]
    holds = [r for r in records if r["case"] == "hold"]
    print_table(holds, "Hold model: ns of CPU per pop and push, by pending events and steps.", 1)
    queues = [r for r in records if r["metric"] == "customers per CPU second"]
    print_table(queues, "Customers per CPU second.", 0)


main()
