"""Makes more than a thousand bad inputs, gives each to the command, and prints how many of each kind it withstood.

usage: python3 run.py BINARY [--clone FOLDER] [--only KIND ...] [--seed N] [--patience SECONDS] [--keep FOLDER] [--jobs N]

An input is withstood if the command ends within the patience (5 s; where a scenario runs to its end, and that takes longer on
this machine, ten times what a sound one takes), by no signal, with an exit code that its kind allows, with at
most 21 lines and 6,500 characters of words (twenty mistakes of 300 each) and without the runtime's own; with code 2 or 3 there are words. Everything is made
from the seed. Needs Python 3 without packages; a signal's children are looked for in /proc.
"""
import argparse, gzip, json, math, os, random, re, resource, shutil, signal, socket, sqlite3, struct, subprocess, sys, tempfile
import threading, time
from concurrent.futures import ThreadPoolExecutor

parser = argparse.ArgumentParser()
parser.add_argument("binary")
parser.add_argument("--clone", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", ".."))
parser.add_argument("--only", nargs="*", default=[])
parser.add_argument("--seed", type=int, default=1)
parser.add_argument("--patience", type=float, default=5)
parser.add_argument("--keep")
parser.add_argument("--jobs", type=int, default=2)
parser.add_argument("--share", type=float, default=1, help="try only this share of each kind, chosen by the seed")
options = parser.parse_args()
BINARY, CLONE = os.path.abspath(options.binary), os.path.abspath(options.clone)
rng = random.Random(options.seed)
TESTS = []


def test(kind, command, files=(), allowed=(0, 2, 3), prepare=None, stdin="null", closed=(), full=(), limits=(), interrupt=None,
         check=None):
    """One bad input: `files` maps names to bytes, `command` is the words after the binary's name."""
    TESTS.append(dict(kind=kind, command=[str(word) for word in command], files=dict(files), allowed=allowed, prepare=prepare,
                      stdin=stdin, closed=closed, full=full, limits=limits, interrupt=interrupt, check=check))


SCENARIO = b"""format: forescale/scenario/v1
name: small
seed: 3
workload:
  generator: {kind: constant, rate: 50}
  span: 3h
  fluctuation: {coefficient_of_variation: 10%, correlation_time: 60s}
  resolution: 15s
service:
  replica: {cpu: 1, memory: 2Gi, start_up: 60s, min: 1, max: 20}
  request: {service_time: 100ms, cpu_time: 10ms}
  objective: {latency_target: 500ms, percentile: 95%}
nodes: {cpu: 8, memory: 32Gi, price_per_hour: 0.4, max: 5}
control: {sync: 15s}
split: {train: 50%, validation: 25%, test: 25%}
warm_up: 10m
violation_budget: 0.5%
forecasters:
  - {name: last, kind: persistence, step: 60s, horizon: 120s}
arms:
  - {name: stock, policy: hpa, cpu_utilization: 70}
  - {name: ahead, policy: proactive, forecaster: last, tune: false}
"""
EXPERIMENT = b"""format: forescale/experiment/v1
name: e
scenario: s.yaml
seeds: 2
timeline: 0s
arms: [stock]
parameters:
  grid:
    service.replica.start_up: [30s, 60s]
    service.replica.max: {from: 5, to: 20, count: 2, whole: true}
"""
TUNING = b"""format: forescale/tuning/v1
name: t
scenario: s.yaml
arm: stock
metric: node_cost
method: random
trials: 2
parameters:
  cpu_utilization: {from: 40, to: 90, whole: true}
"""
HPA = b"""apiVersion: autoscaling/v2
kind: HorizontalPodAutoscaler
metadata: {name: shop}
spec:
  scaleTargetRef: {apiVersion: apps/v1, kind: Deployment, name: shop}
  minReplicas: 2
  maxReplicas: 10
  metrics:
  - type: Resource
    resource: {name: cpu, target: {type: Utilization, averageUtilization: 70}}
  behavior:
    scaleDown: {stabilizationWindowSeconds: 300, policies: [{type: Percent, value: 50, periodSeconds: 60}]}
"""
METRICS = ("timestamp,replicas,cpu_cores\n" + "".join(f"{1700000000 + 15 * i},2,{1 + i % 7 / 10}\n" for i in range(200))).encode()
USAGE = ("time,collection_id,instance_index,avg_cpu_usage\n"
         + "".join(f"{300000000 * (i + 1)},7,0,{0.1 + i % 12 / 100}\n" for i in range(300))).encode()
CSV = ("time,requests\n" + "".join(f"{1700000000 + 60 * i},{100 + i % 60}\n" for i in range(600))).encode()
PROMETHEUS = json.dumps({"status": "success", "data": {"resultType": "matrix", "result": [
    {"metric": {"__name__": "rps", "pod": "a"}, "values": [[1700000000 + 60 * i, str(100 + i % 9)] for i in range(200)]}]}}).encode()
ACCESS = "".join(
    f'10.0.0.1 - - [10/Oct/2023:13:{i // 60 % 60:02d}:{i % 60:02d} +0000] "GET / HTTP/1.1" 200 2326\n' for i in range(600)).encode()
TRACES = {"t.csv": CSV, "u.csv": USAGE, "p.json": PROMETHEUS, "access.log": ACCESS}
BASE = {"s.yaml": SCENARIO, "e.yaml": EXPERIMENT, "t.yaml": TUNING, "h.yaml": HPA, "m.csv": METRICS, "t.csv": CSV}
READERS = {  # how each file is read, most cheaply
    "s.yaml": ["environment", "s.yaml"], "e.yaml": ["sweep", "e.yaml", "--out", "w.sqlite", "--dry-run"],
    "t.yaml": ["tune", "t.yaml", "--out", "t.sqlite", "--threads", "1"],
    "h.yaml": ["backtest", "h.yaml", "m.csv", "--cpu-request", "1", "--out", "b.sqlite"],
    "m.csv": ["backtest", "h.yaml", "m.csv", "--cpu-request", "1", "--out", "b.sqlite"],
    "t.csv": ["trace", "inspect", "t.csv"], "u.csv": ["trace", "inspect", "u.csv"], "p.json": ["trace", "inspect", "p.json"],
    "access.log": ["trace", "inspect", "access.log"]}
ALL = {**BASE, **TRACES}
EVIL = ["0", "-1", "-0", "1e308", "-1e308", "1e-308", "5e-324", "1e400", "nan", "inf", "-inf", "99999999999999999999",
        "9223372036854775807", "-9223372036854775808", "0x10", "1e18", "0.1", "1_000", "١٢"]


def folder_with(files):
    folder = tempfile.mkdtemp()
    for name, content in files.items():
        with open(os.path.join(folder, name), "wb") as file:
            file.write(content)
    return folder


def plain(words, files, **more):
    folder = folder_with(files)
    subprocess.run([BINARY] + words, cwd=folder, capture_output=True, env=environment(), stdin=subprocess.DEVNULL, **more)
    return folder


def environment():
    # the runtime's own words about a crash take seconds to find
    return dict(os.environ, FORESCALE_ROOT=CLONE, FORESCALE_CACHE="/nonexistent", SWIFT_BACKTRACE="enable=no")


def read(path):
    with open(path, "rb") as file:
        return file.read()


# --- kinds: damaged text -------------------------------------------------------------------------------------------------

def damage():
    for name, content in ALL.items():
        kind = name.split(".")[-1]
        kind = {"yaml": "YAML", "csv": "CSV", "json": "JSON", "log": "log"}[kind]
        for _ in range(14):
            cut = rng.randrange(len(content))
            test(f"{kind} cut off", READERS[name], {**ALL, name: content[:cut]})
        for _ in range(14):
            flipped = bytearray(content)
            for _ in range(rng.choice([1, 3, 20])):
                flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            test(f"{kind} with flipped bits", READERS[name], {**ALL, name: bytes(flipped)})
        for junk in [b"", b"\n", b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b"\xef\xbb\xbf" + content, content.decode().encode("utf-16"),
                     content.replace(b"\n", b"\r\n"), content.replace(b"\n", b"\r"), content + b"\0", rng.randbytes(5000),
                     gzip.compress(content)[:-9], gzip.compress(content) + b"junk", b"\x1f\x8b\x08", content * 2,
                     "\u202e".encode() + content, b"[" * 200, b"{" * 200]:
            test(f"{kind} that is none", READERS[name], {**ALL, name: junk})


def deep():
    for name in ["s.yaml", "e.yaml", "t.yaml", "h.yaml"]:
        bombs = {
            "lists": b"a: " + b"[" * 100000, "closed lists": b"a: " + b"[" * 900 + b"]" * 900,
            "maps": b"".join(b" " * i + b"a:\n" for i in range(3000)), "flow maps": b"{a: " * 50000,
            "questions": b"? " * 50000, "dashes": b"- " * 50000,
            "aliases": b"a: &a [x,x,x,x,x,x,x,x,x]\n" + b"".join(
                b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(12)),
            "aliases as keys": b"a: &a [x,x]\n" + b"".join(
                b"%c: &%c [%s]\n" % (98 + i, 98 + i, b",".join([b"*%c" % (97 + i)] * 9)) for i in range(12)) + b"? *m\n: 1\n",
            "merge": b"a: &a {x: 1}\nb:\n  <<: *a\n", "self": b"a: &a [*a]\n", "unknown alias": b"a: *nobody\n",
            "long key": b"k" * 3000000 + b": 1\n", "long value": b"format: " + b"v" * 3000000 + b"\n",
            "many keys": b"".join(b"k%d: 1\n" % i for i in range(20000)), "many documents": b"--- a\n" * 20000,
            "many list items": b"arms:\n" + b"- {name: x, policy: y, q: z}\n" * 5000, "tag": b"!!python/object:os.system a\n",
            "binary": b"a: !!binary gIGC\n", "directive": b"%YAML 9.9\n---\na: 1\n", "tabs": b"a:\n\tb: 1\n",
            "twice": b"a: 1\nb: 2\na: 3\n", "anchor twice": b"a: &x 1\nb: &x 2\nc: *x\n", "block": b"a: |\n" + b"  x\n" * 100000}
        for what, bomb in bombs.items():
            test("YAML deep, huge or nested", READERS[name], {**ALL, name: bomb + (ALL[name] if what.startswith("alias") else b"")})
    for depth in [10, 1000, 100000]:
        for text in [b"[" * depth, b'{"a":' * depth, b"[" * depth + b"]" * depth, b'{"status":"success","data":' + b"[" * depth]:
            test("JSON deep or huge", ["trace", "inspect", "p.json"], {"p.json": text})
    for text in [b'"' + b"x" * 20000000, b"1" * 1000000, b'{"a":"\\ud800"}', b'{"a":1e999}', b'[1,2', b"null", b"true", b'{"a":NaN}']:
        test("JSON deep or huge", ["trace", "inspect", "p.json"], {"p.json": text})
    for text in [b"time,requests\n" + b"1," * 500000, b'time,requests\n"' + b"x" * 3000000, b"," * 1000000, b"time,requests\n" * 50000,
                 b"time,requests\n1700000000,1\n9999999999999,2\n", b"time,requests\n-9223372036854775808,1\n9223372036854775807,2\n",
                 b"time,requests\n1,1e308\n2,1e308\n3,1e308\n", b"time,requests\n1,5e-324\n2,5e-324\n", b"time,requests\n1,nan\n2,inf\n",
                 b"time,requests\n1700000000,1\n1700000000,2\n", b"\n" * 1000000, b"time;requests\n1;2\n"]:
        test("CSV absurd", ["trace", "inspect", "t.csv"], {"t.csv": text})
        test("CSV absurd", ["backtest", "h.yaml", "t.csv", "--cpu-request", "1", "--out", "b.sqlite"],
             {**BASE, "t.csv": text.replace(b"requests", b"replicas,cpu_cores")})
        test("CSV absurd", ["environment", "s.yaml"], {
            "s.yaml": SCENARIO.replace(b"generator: {kind: constant, rate: 50}\n  span: 3h",
                                       b"traces: [t.csv]\n  mean_requests_per_second: 50"), "t.csv": text})


# --- kinds: wrong values for each key ------------------------------------------------------------------------------------

PAIR = re.compile(rb"([A-Za-z_][\w.]*): ([^\s,{}\[\]][^,{}\[\]\n]*)")
WRONG = [b"[1, 2]", b"{a: 1}", b"text", b"true", b"null", b"''", b"-7", b"~", b"[]", b"{}", b'"\\0"', b'"a\\nb"', b"1.5", b"*nobody",
         b'"\\u001b[31m"', b"!!int x", b"2001-01-01", b"'" + b"x" * 100000 + b"'"]


def values():
    corpus = {name: ALL[name] for name in ["s.yaml", "e.yaml", "t.yaml", "h.yaml"]}
    for name, content in corpus.items():
        for pair in PAIR.finditer(content):
            for wrong in rng.sample(WRONG, 4):
                changed = content[:pair.start(2)] + wrong + content[pair.end(2):]
                test("wrong type for a key", READERS[name], {**ALL, name: changed})
            if pair[2][:1].isdigit():
                unit = re.sub(rb"^[\d.]+", b"", pair[2])
                for evil in EVIL:
                    changed = content[:pair.start(2)] + evil.encode() + unit + content[pair.end(2):]
                    # what is accepted has to run to its end as well
                    words = ["run", "s.yaml", "--out", "r.sqlite"] if name == "s.yaml" else READERS[name]
                    test("absurd number for a key", words, {**ALL, name: changed}, allowed=(0, 1, 2, 3))
            changed = content[:pair.start(1)] + content[pair.end(2):].lstrip(b", ")
            test("key left out", READERS[name], {**ALL, name: changed})
    # every value of the repository's own scenarios, one wrong type each
    for root, _, names in os.walk(os.path.join(CLONE, "scenarios")):
        for name in sorted(names):
            if not name.endswith(".yaml") or "claims" in root:
                continue
            content = read(os.path.join(root, name))
            pairs = list(PAIR.finditer(content))
            for pair in rng.sample(pairs, min(len(pairs), 10)):
                wrong = rng.choice(WRONG + [evil.encode() for evil in EVIL])
                changed = content[:pair.start(2)] + wrong + content[pair.end(2):]
                kind = b"experiment" in content[:300] and "e" or b"forescale/tuning" in content[:300] and "t" or "s"
                words = {"e": ["sweep", "x.yaml", "--dry-run", "--out", "w.sqlite"], "t": ["tune", "x.yaml", "--out", "t.sqlite"],
                         "s": ["environment", "x.yaml"]}[kind]
                test("wrong value in a scenario of the repository", words, {"x.yaml": changed},
                     allowed=(2, 3) if kind != "s" else (0, 2, 3))


# --- kinds: the command line ---------------------------------------------------------------------------------------------

def command_line():
    tree = json.loads(subprocess.run([BINARY, "--experimental-dump-help"], capture_output=True, env=environment()).stdout)
    required = {"run": ["s.yaml"], "sweep": ["e.yaml"], "tune": ["t.yaml"], "backtest": ["h.yaml", "m.csv"], "environment": ["s.yaml"],
                "inspect": ["no.model"], "dump": ["r.sqlite"], "report": ["r.sqlite"], "plot": ["r.sqlite"], "compare": ["r.sqlite"]}
    absurd = ["", " ", "-1", "0", "1e308", "nan", "99999999999999999999", "x" * 100000, "\x1b[31m", "../../x", "/dev/full", "/", ".",
              "a=b=c", "=", "\n", "é\u0301", "--", "9223372036854775807"]

    def visit(command, path):
        arguments = command.get("arguments") or []
        for argument in arguments:
            if argument["kind"] != "option":
                continue
            name = next((n["name"] for n in argument["names"] if n["kind"] == "long"), None)
            if name is None:
                continue
            for value in rng.sample(absurd, 5):
                words = path + required.get(path[0] if path else "", []) + [f"--{name}={value}"]
                # long work is not asked for: what would begin is stopped by an input that is not there
                files = {k: v for k, v in BASE.items() if path and path[0] in ("backtest", "environment") or k != "s.yaml"}
                if path and path[0] in ("gate", "bench", "reproduce", "conformance", "train", "evaluate") or "cell" in path or "service" in path:
                    words, files = words + ["--no-such-option"], {}
                test("absurd option", words, files, allowed=(0, 2, 3))
        for inner in command.get("subcommands") or []:
            if inner["commandName"] != "help":
                visit(inner, path + [inner["commandName"]])

    visit(tree["command"], [])
    for words in [[""], ["\n"], ["--"], ["-"], ["x" * 200000], ["run"] * 100, ["\x1b[31m"], ["--version", "x"], ["help", "x" * 5000],
                  ["help", "../README"], ["help", "/etc/passwd"], ["run", "--help", "--json"], ["--help", "run"], ["train", "help"],
                  ["run", "s.yaml", "s.yaml"], ["trace"], ["results"], ["é"], ["\udce9"], ["run", "\udcff.yaml"]]:
        test("absurd command", words, BASE, allowed=(0, 2))


def paths():
    def odd(folder):
        os.mkfifo(os.path.join(folder, "fifo"))
        os.mkdir(os.path.join(folder, "dir"))
        os.symlink("nowhere", os.path.join(folder, "broken"))
        os.symlink("loop", os.path.join(folder, "loop"))
        os.symlink("fifo", os.path.join(folder, "to-fifo"))
        with socket.socket(socket.AF_UNIX) as server:
            here = os.getcwd()
            os.chdir(folder)
            server.bind("socket")
            os.chdir(here)
        shutil.copy(os.path.join(folder, "s.yaml"), os.path.join(folder, "new\nline"))
        open(os.path.join(folder, "x"), "w").close()

    names = ["", ".", "..", "/", "x", "fifo", "dir", "broken", "loop", "to-fifo", "socket", "new\nline", "/dev/null", "/dev/zero",
             "/dev/full", "/dev/tty", "/dev/stdin", "/proc/self/mem", "/proc/self/environ", "a" * 255, "a" * 5000, "a/" * 2000 + "x",
             "s.yaml/", "s.yaml/x", "\udcff\udcfe", "~", "*", "-", "#", "x#y", "/proc/self/fd/0"]
    for name in names:
        for words in [["run", name, "--out", "r.sqlite"], ["sweep", name, "--out", "r.sqlite"], ["tune", name, "--out", "r.sqlite"],
                      ["environment", name], ["backtest", name, "m.csv"], ["backtest", "h.yaml", name, "--cpu-request", "1"],
                      ["trace", "inspect", name], ["trace", "import", name, "--out", "o.fscol"], ["trace", "calibrate", name],
                      ["dump", name], ["report", name, "--out", "x.html"], ["plot", name], ["inspect", name],
                      ["results", "merge", "all.sqlite", name], ["compare", name], ["conformance", "hpa", name],
                      ["evaluate", "classifier", "--model", name], ["run", "s.yaml", "--out", "r.sqlite", "--model", "last=" + name],
                      ["reproduce", "--protocol", name, "--out", "q.sqlite"], ["gate", "--quick", "--baselines", name],
                      ["bench", "reading", "--file", name], ["run", "s.yaml", "--trace", name, "--out", "r.sqlite"]]:
            if rng.random() < 0.5 or name in ("fifo", "/dev/zero", "x"):
                test("odd path of an input", words, BASE, allowed=(0, 2, 3) if words[0] != "run" or "--trace" not in words else (0, 2, 3),
                     prepare=odd)
        for words in [["trace", "import", "u.csv", "--out", name], ["sweep", "e.yaml", "--dry-run", "--out", name],
                      ["trace", "synthesize", "service", "--out", name]]:
            if words[1] != "synthesize" or name in ("", ".", "dir", "s.yaml/x", "a" * 5000, "x/y"):
                test("odd path of an output", words, {**BASE, "u.csv": USAGE}, allowed=(0, 2, 3), prepare=odd)
    for text in [b"x", b".", b"/", b"..", b"fifo", b"dir", b"/dev/zero", b"socket", b"loop", b'"a\\0b"', b'""', b"s.yaml\\", b"~"]:
        test("odd path in a file", ["sweep", "e.yaml", "--out", "w.sqlite"], {**BASE, "e.yaml": EXPERIMENT.replace(b"s.yaml", text)},
             prepare=odd)
        traces = SCENARIO.replace(b"generator: {kind: constant, rate: 50}\n  span: 3h", b"traces: [" + text + b"]")
        test("odd path in a file", ["run", "s.yaml", "--out", "w.sqlite"], {**BASE, "s.yaml": traces}, prepare=odd)
        test("odd path in a file", ["run", "s.yaml", "--out", "w.sqlite"], {
            **BASE, "s.yaml": SCENARIO.replace(b"cpu_utilization: 70", b"manifest: " + text)}, prepare=odd)
        test("odd path in a file", ["run", "s.yaml", "--out", "w.sqlite"], {
            **BASE, "s.yaml": SCENARIO.replace(b"policy: hpa, cpu_utilization: 70", b"policy: external, command: [" + text + b"]")},
             prepare=odd)


# --- kinds: streams, limits, signals -------------------------------------------------------------------------------------

def streams():
    commands = [["trace", "formats"], ["policies"], ["--help"], ["--version"], ["help", "topics"], ["trace", "inspect", "t.csv"],
                ["run", "s.yaml", "--out", "r.sqlite"], ["sweep", "e.yaml", "--out", "w.sqlite"], ["run", "none.yaml"], ["nonsense"],
                ["backtest", "h.yaml", "m.csv", "--cpu-request", "1", "--out", "b.sqlite"], ["environment", "s.yaml"]]
    for words in commands:
        for closed in [(0,), (1,), (2,), (0, 1), (1, 2), (0, 1, 2)]:
            test("closed standard stream", words, BASE, allowed=(0, 2, 3), closed=closed, check=sound_databases)
        for full in [(1,), (2,), (1, 2)]:
            test("full standard stream", words, BASE, allowed=(0, 2, 3), full=full, check=sound_databases)


def limits():
    for words in [["run", "s.yaml", "--out", "r.sqlite"], ["sweep", "e.yaml", "--out", "w.sqlite"],
                  ["trace", "import", "u.csv", "--out", "o.fscol"], ["trace", "inspect", "t.csv"],
                  ["backtest", "h.yaml", "m.csv", "--cpu-request", "1", "--out", "b.sqlite"]]:
        for descriptors in [4, 6, 8, 12, 20]:
            test("few descriptors", words, {**BASE, "u.csv": USAGE}, allowed=(0, 2, 3), limits=((resource.RLIMIT_NOFILE, descriptors),),
                 check=sound_databases)
        for size in [0, 100, 5000, 60000]:
            test("small files alone", words, {**BASE, "u.csv": USAGE}, allowed=(0, 2, 3), limits=((resource.RLIMIT_FSIZE, size),),
                 check=sound_databases)


POLICY = b"""import json, sys, time
open("pid", "w").write(str(__import__("os").getpid()))
for line in sys.stdin:
    m = json.loads(line)
    if m["type"] == "hello": print(json.dumps({"type": "ready", "protocol": "forescale/policy/v1"}), flush=True)
    elif m["type"] == "observation": print(json.dumps({"type": "decision", "replicas": 3}), flush=True)
    else: time.sleep(60)
"""


def sound_databases(folder):
    for name in os.listdir(folder):
        if name.endswith(".sqlite") and os.path.getsize(os.path.join(folder, name)):
            with sqlite3.connect(os.path.join(folder, name)) as database:
                if database.execute("PRAGMA integrity_check").fetchone()[0] != "ok":
                    return f"{name} is corrupt"
    return None


def no_child(folder):
    path = os.path.join(folder, "pid")
    if os.path.exists(path):
        pid = read(path).decode()
        for _ in range(20):
            if not pid or not os.path.exists(f"/proc/{pid}") or b"python" not in read(f"/proc/{pid}/cmdline"):
                break
            time.sleep(0.05)
        else:
            return f"the child {pid} is left"
    return sound_databases(folder)


def nothing_left(folder):
    left = [n for n in os.listdir(folder) if n.endswith(".part")]
    return f"left behind: {left}" if left else no_child(folder)


def signals():
    long = SCENARIO.replace(b"span: 3h", b"span: 60d")
    external = long.replace(b"policy: hpa, cpu_utilization: 70", b'policy: external, command: [python3, policy.py]')
    grid = EXPERIMENT.replace(b"[30s, 60s]", b"{from: 10s, to: 100s, count: 50}")
    many = TUNING.replace(b"trials: 2", b"trials: 2000")
    big = b"time,collection_id,instance_index,avg_cpu_usage\n" + b"".join(
        b"%d,7,%d,0.1\n" % (300000000 * (i // 40 + 1), i % 40) for i in range(400000))
    cases = [(["run", "s.yaml", "--out", "r.sqlite"], {"s.yaml": long}), (["run", "s.yaml", "--out", "r.sqlite"], {"s.yaml": external}),
             (["sweep", "e.yaml", "--out", "w.sqlite"], {"e.yaml": grid}), (["tune", "t.yaml", "--out", "t.sqlite"], {"t.yaml": many}),
             (["trace", "import", "u.csv", "--out", "o.fscol"], {"u.csv": big}), (["trace", "inspect", "u.csv"], {"u.csv": big}),
             (["train", "classifier", "--out", "c.model"], {}), (["evaluate", "s.yaml"], {"s.yaml": long}),
             (["reproduce", "--out", "q.sqlite"], {}), (["gate", "--quick"], {}),
             (["backtest", "h.yaml", "m.csv", "--cpu-request", "1", "--out", "b.sqlite"], {}), (["bench", "kernel"], {}),
             (["trace", "synthesize", "cell", "--out", "cell"], {})]
    for words, files in cases:
        for number in [signal.SIGINT, signal.SIGTERM, signal.SIGHUP]:
            for _ in range(4):
                delay = rng.choice([0.02, 0.1, 0.3, 0.6, 1.2]) * rng.uniform(0.5, 1.5)
                # a process that is not yet at its own first line ends as the system has it
                allowed = (0, 2, 128 + number) + ((-number,) if delay < 0.2 else ())
                test("signal at a random time", words, {**BASE, "policy.py": POLICY, **files}, allowed=allowed,
                     interrupt=(number, delay), check=no_child if delay < 0.2 else nothing_left)
        test("killed (SIGKILL)", words, {**BASE, "policy.py": POLICY, **files}, allowed=(0, 2, -9),
             interrupt=(signal.SIGKILL, rng.uniform(0.3, 1.2)), check=no_child)
        test("closed pipe", words, {**BASE, "policy.py": POLICY, **files}, allowed=(0, 2, 3, 130), stdin="pipe",
             interrupt=(signal.SIGINT, 2.0))


# --- kinds: models and databases -----------------------------------------------------------------------------------------

def fnv(data):
    value = 0xcbf29ce484222325
    for byte in data:
        value = (value ^ byte) * 0x100000001b3 & 0xffffffffffffffff
    return value


def parts(model):
    at = 12
    out = []
    for _ in range(3):
        size = struct.unpack_from("<I", model, at)[0]
        out.append(model[at + 4:at + 4 + size])
        at += 4 + size
    count = struct.unpack_from("<Q", model, at)[0]
    return out, model[at + 8:at + 8 + 4 * count]


def sealed(kind, record, header, parameters):
    body = b"FSCMODEL" + struct.pack("<I", 2)
    for part in (kind, record, header):
        body += struct.pack("<I", len(part)) + part
    body += struct.pack("<Q", len(parameters) // 4) + parameters
    return body + struct.pack("<Q", fnv(body))


def numbers(value, path=()):
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from numbers(inner, path + (key,))
    elif isinstance(value, list):
        for index, inner in enumerate(value[:2]):
            yield from numbers(inner, path + (index,))
    elif isinstance(value, (int, float)) and not isinstance(value, bool):
        yield path


def with_value(value, path, new):
    copy = json.loads(json.dumps(value))
    inner = copy
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = new
    return copy


def models():
    kinds = ["persistence", "seasonal-naive", "linear-lags", "ridge-lags", "autoregression", "exponential-smoothing",
             "moving-average-trend", "decomposable", "boosted-trees", "conformal", "experts", "lstm"]
    made = {}
    for kind in kinds:
        extra = b"" if kind not in ("conformal", "experts") else b", of: [base]"
        scenario = SCENARIO.replace(b"  - {name: last, kind: persistence, step: 60s, horizon: 120s}",
                                    b"  - {name: last, kind: %s, step: 60s, horizon: 120s}" % kind.encode())
        folder = plain(["train", "s.yaml", "--forecaster", "last", "--out", "m.model", "--threads", "1"], {"s.yaml": scenario}, timeout=120)
        path = os.path.join(folder, "m.model")
        if os.path.exists(path):
            made[kind] = (read(path), scenario)
        shutil.rmtree(folder, ignore_errors=True)
    for name in sorted(os.listdir(os.path.join(CLONE, "..", "shared", "cases", "model-with-a-step-of-1e-300"))
                       if os.path.isdir(os.path.join(CLONE, "..", "shared", "cases")) else []):
        if name.endswith(".model"):
            made["replica-predictor"] = (read(os.path.join(CLONE, "..", "shared", "cases", "model-with-a-step-of-1e-300", name)), None)
    print(f"models: {', '.join(made)}", file=sys.stderr)
    for kind, (model, scenario) in made.items():
        if len(model) > 3000000:
            continue
        for _ in range(6):
            test("model cut off or with flipped bits", ["inspect", "m.model"], {"m.model": model[:rng.randrange(len(model))]}, allowed=(2,))
            flipped = bytearray(model)
            flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
            test("model cut off or with flipped bits", ["inspect", "m.model"], {"m.model": bytes(flipped)}, allowed=(2,))
        (name, record, header), parameters = parts(model)
        document = json.loads(header)
        places = list(numbers(document))
        for path in rng.sample(places, min(len(places), 14)):
            for new in rng.sample([0, -1, 1e308, -1e308, 1e-300, 5e-324, 2**53, 10**9, -10**9, 0.5, 10**18], 4):
                changed = sealed(name, record, json.dumps(with_value(document, path, new)).encode(), parameters)
                test("model with a changed header", ["inspect", "m.model"], {"m.model": changed}, allowed=(0, 2))
                if scenario:
                    test("model with a changed header", ["run", "s.yaml", "--out", "r.sqlite", "--model", "last=m.model"],
                         {"m.model": changed, "s.yaml": scenario}, allowed=(0, 1, 2, 3))
        for text in [b"{}", b"[]", b"null", b"", b"[" * 100000, b'{"configuration":{}}', header.replace(b":", b":[", 1)]:
            test("model with a changed header", ["inspect", "m.model"], {"m.model": sealed(name, record, text, parameters)}, allowed=(2,))
        if parameters:
            for value in [1e38, -1e38, 0.0, 1e-45, float("nan"), float("inf"), 16777216.0]:
                at = 4 * rng.randrange(len(parameters) // 4)
                changed = parameters[:at] + struct.pack("<f", value) + parameters[at + 4:]
                test("model with changed parameters", ["inspect", "m.model"], {"m.model": sealed(name, record, header, changed)}, allowed=(0, 2))
                if scenario:
                    test("model with changed parameters", ["run", "s.yaml", "--out", "r.sqlite", "--model", "last=m.model"],
                         {"m.model": sealed(name, record, header, changed), "s.yaml": scenario}, allowed=(0, 1, 2, 3))


def databases():
    folder = plain(["run", "s.yaml", "--out", "r.sqlite", "--seed", "1"], {"s.yaml": SCENARIO}, timeout=120)
    path = os.path.join(folder, "r.sqlite")
    if not os.path.exists(path):
        return print("no database could be made", file=sys.stderr)
    sqlite3.connect(path).execute("PRAGMA journal_mode = DELETE").connection.close()
    database = read(path)
    readers = [["dump", "r.sqlite"], ["report", "r.sqlite", "--markdown", "--out", "x.md"], ["results", "export", "r.sqlite", "--csv", "c"],
               ["compare", "r.sqlite"], ["results", "merge", "all.sqlite", "r.sqlite"]]
    for _ in range(40):
        flipped = bytearray(database)
        for _ in range(rng.choice([1, 5, 100])):
            flipped[rng.randrange(len(flipped))] ^= 1 << rng.randrange(8)
        test("database with flipped bits", rng.choice(readers), {"r.sqlite": bytes(flipped)})
        test("database cut off", rng.choice(readers), {"r.sqlite": database[:rng.randrange(len(database))]})
    connection = sqlite3.connect(path)
    tables = [row[0] for row in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%'")]
    for table in tables:
        columns = [row[1] for row in connection.execute(f'PRAGMA table_info("{table}")')]
        for column in rng.sample(columns, min(3, len(columns))):
            value = rng.choice(["'text'", "x'00ff'", "9e999", "-9e999", "NULL", "-1", "9223372036854775807", "''", "char(0)"])
            shutil.copy(path, path + ".copy")
            other = sqlite3.connect(path + ".copy")
            try:
                other.execute("PRAGMA ignore_check_constraints = ON")
                other.execute("PRAGMA writable_schema = ON")
                other.execute(f'UPDATE "{table}" SET "{column}" = {value}')
                other.commit()
            except sqlite3.Error:
                continue
            finally:
                other.close()
            test("database with a wrong value", rng.choice(readers), {"r.sqlite": read(path + ".copy")})
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


# --- running -------------------------------------------------------------------------------------------------------------

def perform(case):
    folder = folder_with(case["files"])
    if case["prepare"]:
        case["prepare"](folder)
    descriptors = {"null": subprocess.DEVNULL, "pipe": subprocess.PIPE}[case["stdin"]]

    def child():
        resource.setrlimit(resource.RLIMIT_AS, (6 << 30, 6 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        # a shell that starts this script in the background has SIGINT ignored, and what is ignored stays so in its children
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, signal.SIG_DFL)
        for number, value in case["limits"]:
            resource.setrlimit(number, (value, value))
        for number in case["full"]:
            os.dup2(os.open("/dev/full", os.O_WRONLY), number)
        for number in case["closed"]:
            os.close(number)

    words = [word if isinstance(word, bytes) else os.fsencode(word) for word in case["command"]]
    began = time.monotonic()
    problem = None
    try:
        process = subprocess.Popen([BINARY.encode()] + words, cwd=folder, stdin=descriptors, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                                   env=environment(), preexec_fn=child, start_new_session=True)
    except (OSError, ValueError, subprocess.SubprocessError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        return None if "Argument list" in str(error) or "null byte" in str(error) else f"not started: {error}"
    sent = [None]

    def interrupt():
        if process.poll() is None:
            sent[0] = time.monotonic()
            process.send_signal(case["interrupt"][0])

    timer = None
    if case["interrupt"]:
        timer = threading.Timer(case["interrupt"][1], interrupt)
        timer.start()
    allowance = max(options.patience, reference if "run" in case["command"][:1] else 0)
    allowance += case["interrupt"][1] if case["interrupt"] else 0
    try:
        if case["stdin"] == "pipe":
            # nobody reads what it prints
            process.stdout.close()
            process.stdout = None
        _, errors = process.communicate(timeout=allowance)
    except subprocess.TimeoutExpired:
        problem, errors = f"no end within {allowance:.1f} s", b""
    try:
        # whatever it started, too: it may hold the other end of a pipe
        os.killpg(process.pid, signal.SIGKILL)
    except OSError:
        pass
    process.wait()
    for stream in (process.stdin, process.stdout, process.stderr):
        if stream:
            stream.close()
    if timer:
        timer.cancel()
    text = errors.decode(errors="replace")
    code = process.returncode
    if problem is None:
        lines = [line for line in text.split("\n") if line.strip()]
        if code < 0 and -code != (case["interrupt"] or [0])[0] or 128 < code and code not in case["allowed"]:
            problem = f"ended by signal: code {code}"
        elif code not in case["allowed"] and not (case["interrupt"] and sent[0] is None):
            problem = f"exit code {code}"
        elif "Fatal error" in text or "Crash" in text:
            problem = "the runtime's own words"
        elif code in (2, 3) and not lines and not ({1, 2} & set(case["closed"]) or 2 in case["full"]):
            problem = f"exit code {code} without a word"
        elif code in (2, 3) and (len(text) > 6500 or len(lines) > 22):
            problem = f"{len(text)} characters in {len(lines)} lines"
    if problem is None and case["check"]:
        problem = case["check"](folder)
    if problem:
        problem += ": forescale " + " ".join(w[:60] for w in case["command"]) + " | " + text.strip().replace("\n", " ")[:200]
        if options.keep:
            place = os.path.join(options.keep, f"{case['number']:05d}")
            shutil.copytree(folder, place, dirs_exist_ok=True, symlinks=True, ignore=lambda d, names: [
                n for n in names if not os.path.isfile(os.path.join(d, n)) and not os.path.isdir(os.path.join(d, n))])
    # not rmtree, which recurses: some folders are a thousand deep
    subprocess.run(["rm", "-rf", folder])
    return problem


for kind in [damage, deep, values, command_line, paths, streams, limits, signals, models, databases]:
    if not options.only or kind.__name__ in options.only:
        kind()
for number, case in enumerate(TESTS):
    case["number"] = number
began = time.monotonic()
shutil.rmtree(plain(["run", "s.yaml", "--out", "r.sqlite"], BASE), ignore_errors=True)
reference = 10 * (time.monotonic() - began)
order = [case for case in TESTS if rng.random() < options.share]
random.Random(0).shuffle(order)
table = {}
def judged():
    """Each case with its problem. One that took too long is tried once more alone: other cases run beside the first try."""
    late = []
    with ThreadPoolExecutor(options.jobs) as pool:
        for case, problem in zip(order, pool.map(perform, order)):
            if problem and problem.startswith("no end within"):
                late.append(case)
            else:
                yield case, problem
    for case in late:
        yield case, perform(case)
    print(f"{len(late)} took longer than the patience beside others and were tried again alone", file=sys.stderr)


for case, problem in judged():
    tried, held = table.get(case["kind"], (0, 0))
    table[case["kind"]] = (tried + 1, held + (problem is None))
    if problem:
        print(f"{case['number']:05d} {case['kind']}: {problem}".encode(errors="backslashreplace").decode(), file=sys.stderr, flush=True)
width = max(map(len, table), default=4)
print(f"{'kind':{width}}  tried   held")
for kind, (tried, held) in sorted(table.items()):
    print(f"{kind:{width}}  {tried:5}  {held:5}")
print(f"{'all':{width}}  {sum(t for t, _ in table.values()):5}  {sum(h for _, h in table.values()):5}")
sys.exit(0 if all(t == h for t, h in table.values()) else 1)
