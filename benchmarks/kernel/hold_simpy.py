"""The workloads of Sources/kernelbench in SimPy, one JSON line a case in the same format.

A pending event is a process that waits for a timeout, which is how SimPy is meant to be used. 10^6 processes would
need some gigabytes, so the hold model ends at 10^4.

    pip install simpy && python3 hold_simpy.py
"""

import json
import math
import statistics
import sys
import time

import simpy

MASK = (1 << 64) - 1


class Xorshift:
    """xorshift64* (Vigna, ACM TOMS 42(4), 2016), seeded alike on all sides."""

    def __init__(self):
        self.state = 0x9E3779B97F4A7C15

    def open_unit(self):
        state = self.state
        state ^= state >> 12
        state ^= state << 25 & MASK
        state ^= state >> 27
        self.state = state
        return ((state * 0x2545F4914F6CDD1D & MASK) >> 12) * 2.0**-52 + 2.0**-53


def draw_steps(bimodal):
    random = Xorshift()
    if not bimodal:
        return [-math.log(random.open_unit()) for _ in range(65536)]
    steps = []
    for _ in range(65536):
        base = 0.95238 * random.open_unit()
        steps.append(base + 9.5238 if random.open_unit() < 0.1 else base)
    return steps


def hold_nanoseconds(pending, steps):
    env = simpy.Environment()
    cursor = 0

    def process():
        nonlocal cursor
        while True:
            cursor = cursor + 1 & 65535
            yield env.timeout(steps[cursor])

    for _ in range(pending):
        env.process(process())
    holds = 100_000
    for _ in range(2 * pending + 10_000):
        env.step()
    start = time.process_time()
    for _ in range(holds):
        env.step()
    return (time.process_time() - start) / holds * 1e9


def customers_per_second(servers, customers):
    # The draws are made beforehand: SimPy is to be measured, not Python's arithmetic.
    random = Xorshift()
    draws = [-math.log(random.open_unit()) for _ in range(2 * customers)]
    between = 1 / (0.8 * servers)
    env = simpy.Environment()
    resource = simpy.Resource(env, capacity=servers)

    def customer(service):
        with resource.request() as request:
            yield request
            yield env.timeout(service)

    def source():
        for index in range(customers):
            yield env.timeout(draws[2 * index] * between)
            env.process(customer(draws[2 * index + 1]))

    env.process(source())
    start = time.process_time()
    env.run()
    return customers / (time.process_time() - start)


def report(case, metric, value, unit, params):
    record = {"case": case, "metric": metric, "value": round(value, 2), "unit": unit, "params": params}
    print(json.dumps(record, separators=(",", ":")), flush=True)


def main():
    queue = f"SimPy {simpy.__version__}, Python {sys.version.split()[0]}"
    for name in ("exponential", "bimodal"):
        steps = draw_steps(name == "bimodal")
        for pending in (10, 100, 10_000):
            value = statistics.median(hold_nanoseconds(pending, steps) for _ in range(5))
            params = {"pending": pending, "queue": queue, "steps": name}
            report("hold", "CPU time per pop and push", value, "ns", params)
    for servers in (1, 8):
        value = statistics.median(customers_per_second(servers, 20_000) for _ in range(5))
        params = {"queue": queue, "random": "drawn beforehand"}
        report(f"M/M/{servers}", "customers per CPU second", value, "1/s", params)


main()
