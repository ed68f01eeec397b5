#!/usr/bin/env python3
"""Mutation testing of the HPA: makes it wrong in one place at a time and looks whether a test notices.

Run from the repository root:

    python3 Tests/AutoscalingTests/Mutation/mutate.py [--filter NAME] [--without-vectors] [--json]

A scratch package in a temporary folder holds copies of the sources and of the HPA's tests; the repository is not
touched. For each entry of mutations.py the text is replaced, the package built, the tests run, the text put back.
The tables of traps and the recorded vectors of shared/data (FORESCALE_DATA, else ../shared/data) run apart, so that
the report says which of them notice. Exit status: 0 if every mutation is caught, 1 if one survives, 2 if the table or
the scratch package is at fault. On two cores the 153 mutations take about 19 minutes.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.dont_write_bytecode = True
sys.path.insert(0, str(Path(__file__).resolve().parent))
from mutations import FOLDER, MUTATIONS  # noqa: E402

SOURCES = ["Stochastics", "SimulationKernel", "Learning", "COpenBLAS", "Autoscaling"]
TESTS = ["HPA*.swift", "HorizontalPodAutoscaler*.swift"]
VECTOR_TEST = "everyRecordedVector"
# not the fuzzers: they find crashes, not wrong answers, and take seconds
TABLE_TESTS = (
    r"HPA(Trap|Status|Validation|Refusal)Tests|HorizontalPodAutoscalerPolicyTests|HPAConformanceTests/(aWrong|whatIs)")
MANIFEST = """// swift-tools-version: 6.1
import PackageDescription
let package = Package(
  name: "mutants", platforms: [.macOS(.v14)],
  targets: [
    .target(name: "Stochastics", linkerSettings: [.linkedLibrary("m", .when(platforms: [.linux]))]),
    .target(name: "SimulationKernel"),
    .systemLibrary(name: "COpenBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .target(name: "Learning", dependencies: ["Stochastics", "COpenBLAS"]),
    .target(name: "Autoscaling", dependencies: ["SimulationKernel", "Learning"]),
    .target(name: "TestSupport", path: "Tests/TestSupport"),
    .testTarget(name: "AutoscalingTests", dependencies: ["Autoscaling", "TestSupport"]),
  ])
"""
# without debug information a rebuild takes half the time
FLAGS = ["-Xswiftc", "-gnone"]
BUILD_LIMIT = 900
TEST_LIMIT = 120


def fail(text):
    """Ends the script with status 2."""
    print(f"mutate: {text}", file=sys.stderr)
    sys.exit(2)


def make_package(root, scratch):
    """Copies what the HPA and its tests need, and writes a manifest of that alone."""
    for name in SOURCES:
        shutil.copytree(root / "Sources" / name, scratch / "Sources" / name)
    shutil.copytree(root / "Tests/TestSupport", scratch / "Tests/TestSupport")
    tests = scratch / "Tests/AutoscalingTests"
    tests.mkdir()
    for pattern in TESTS:
        for file in sorted((root / "Tests/AutoscalingTests").glob(pattern)):
            shutil.copy(file, tests)
    (scratch / "Package.swift").write_text(MANIFEST)
    (scratch / "no-data").mkdir()


def run(command, scratch, data, limit):
    """Exit status (None for a run that took too long) and output."""
    try:
        done = subprocess.run(
            command, cwd=scratch, env={**os.environ, "FORESCALE_DATA": str(data), "TMPDIR": str(scratch)}, timeout=limit,
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
        return done.returncode, done.stdout
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace")


def build(scratch):
    return run(["swift", "build", "--build-tests", *FLAGS], scratch, scratch / "no-data", BUILD_LIMIT)


def errors(output):
    """The first few errors of a build."""
    lines = dict.fromkeys(line for line in output.splitlines() if "error:" in line)
    return "\n".join(list(lines)[:5]) or output[-2000:]


def first_failure(output):
    """The name of the first test that failed, with its row or vector; what there is of a crash."""
    for line in output.splitlines():
        vector = re.match(r"↳ (\w+\.json .+?): \[", line)
        if vector:
            return vector[1]
        if VECTOR_TEST in line:
            continue
        row = re.search(r"Test (.+?) recorded an issue with \d+ arguments? (.+?) at \w+\.swift", line)
        if row:
            return re.sub(r"^\w+ → ", "", row[2])
        test = re.search(r"Test (.+?) recorded an issue", line)
        if test:
            return test[1]
        if "Fatal error" in line:
            return "crash: " + line.split("Fatal error", 1)[1].lstrip(": ")
    return "crash"


def test(scratch, filter_, data):
    """The first failing test; None if all pass, which needs at least one to have run."""
    status, output = run(
        ["swift", "test", "--skip-build", "--disable-xctest", *FLAGS, "--filter", filter_], scratch, data, TEST_LIMIT)
    if status is None:
        return f"no end within {TEST_LIMIT} s"
    if status != 0:
        return first_failure(output)
    if not re.search(r"Test run with [1-9]\d* tests?.* passed", output):
        fail(f"no test ran for {filter_}:\n{output[-2000:]}")
    if "skipped:" in output and data.name != "no-data":
        fail(f"the vectors are not at {data}")
    return None


def check_table(root):
    """Every text has to be there exactly once; the table must follow the code."""
    names = [entry[0] for entry in MUTATIONS]
    wrong = [f"two mutations are called '{name}'" for name in sorted(set(names)) if names.count(name) > 1]
    for name, _, file, before, after in MUTATIONS:
        count = (root / FOLDER / file).read_text().count(before)
        if count != 1:
            wrong.append(f"'{name}': the text occurs {count} times in {file}: {before!r}")
        if before == after:
            wrong.append(f"'{name}' changes nothing")
    if wrong:
        fail("\n".join(wrong))


def mutate(scratch, data, entry):
    """What becomes of one mutation."""
    name, section, file, before, after = entry
    path = scratch / FOLDER / file
    text = path.read_text()
    result = {"name": name, "section": section, "file": file, "tables": None, "vectors": None}
    try:
        path.write_text(text.replace(before, after))
        status, output = build(scratch)
        if status != 0:
            return {**result, "outcome": "does not build", "error": errors(output)}
        result["tables"] = test(scratch, TABLE_TESTS, scratch / "no-data")
        if data:
            result["vectors"] = test(scratch, VECTOR_TEST, data)
    finally:
        path.write_text(text)
    return {**result, "outcome": "caught" if result["tables"] or result["vectors"] else "survived"}


def row(result, with_vectors):
    cells = [result["outcome"], result["section"], result["name"], result["tables"] or "-"]
    if with_vectors:
        cells.append(result["vectors"] or "-")
    if "error" in result:
        cells.append(result["error"])
    return " | ".join(cells)


def main():
    arguments = argparse.ArgumentParser(description="Mutation testing of the HPA.")
    arguments.add_argument("--filter", default="", metavar="NAME", help="only mutations whose name contains NAME")
    arguments.add_argument("--without-vectors", action="store_true", help="only the committed tables may catch")
    arguments.add_argument("--json", action="store_true", help="write the results as JSON")
    options = arguments.parse_args()
    root = Path.cwd()
    if not (root / FOLDER).is_dir():
        fail(f"there is no {FOLDER} here; run it from the repository root")
    data = Path(os.environ.get("FORESCALE_DATA", root.parent / "shared/data"))
    data = None if options.without_vectors else data
    if data and not (data / "hpa-vectors").is_dir():
        fail(f"there are no vectors in {data}; set FORESCALE_DATA or use --without-vectors")
    chosen = [entry for entry in MUTATIONS if options.filter in entry[0]]
    if not chosen:
        fail(f"no mutation's name contains '{options.filter}'")
    check_table(root)
    begin = time.monotonic()
    results = []
    with tempfile.TemporaryDirectory(prefix="forescale-mutants-") as folder:
        scratch = Path(folder)
        make_package(root, scratch)
        status, output = build(scratch)
        if status != 0:
            fail(f"the unmutated package does not build:\n{errors(output)}")
        for filter_, where in [(TABLE_TESTS, scratch / "no-data")] + ([(VECTOR_TEST, data)] if data else []):
            failing = test(scratch, filter_, where)
            if failing:
                fail(f"the unmutated tests fail: {failing}")
        if not options.json:
            print("outcome | section | mutation | caught by the tables at" + (" | by the vectors at" if data else ""))
        for entry in chosen:
            results.append(mutate(scratch, data, entry))
            if not options.json:
                print(row(results[-1], bool(data)), flush=True)
    counts = {
        outcome: sum(result["outcome"] == outcome for result in results)
        for outcome in ["caught", "survived", "does not build"]
    }
    seconds = time.monotonic() - begin
    if options.json:
        print(json.dumps({"mutations": results, "counts": counts, "seconds": round(seconds)}, indent=1))
    else:
        print(", ".join(f"{count} {outcome}" for outcome, count in counts.items()) + f" in {seconds:.0f} s")
    sys.exit(2 if counts["does not build"] else 1 if counts["survived"] else 0)


if __name__ == "__main__":
    main()
