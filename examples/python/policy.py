"""A scaling policy in plain Python: the load of the last minutes, its slope carried on for one lead, and some headroom.

Run by Forescale as an arm of a scenario:

    - {name: mine, policy: external, command: [python3, ../examples/python/policy.py, "--headroom", "1.1"]}

Needs nothing but Python 3.9.
"""

import argparse
import json
import math
import sys


class TrendPolicy:
    """Sizes the service for the larger of the measured load and its straight line one lead ahead."""

    def __init__(self, hello, headroom):
        self.service = hello["service"]
        self.lead = hello["lead"]
        self.headroom = headroom
        self.points = []

    def decide(self, observation):
        sample = observation.get("service")
        if sample is None:
            # nothing was measured yet: keep what there is
            return observation["spec_replicas"], None
        point = (sample["timestamp"], sample["requests_per_second"])
        if not self.points or point[0] > self.points[-1][0]:
            self.points.append(point)
        self.points = [p for p in self.points if p[0] > point[0] - 300]
        expected = max(point[1], self.line(point[0] + self.lead)) * self.headroom
        replicas = math.ceil(expected / self.service["requests_per_second_per_replica"])
        return min(max(replicas, self.service["min_replicas"]), self.service["max_replicas"]), expected

    def line(self, time):
        """The line of least squares through the points, at a time."""
        n = len(self.points)
        mean_time = sum(t for t, _ in self.points) / n
        mean_rate = sum(r for _, r in self.points) / n
        # two or three points are no trend
        if n < 4:
            return mean_rate
        spread = sum((t - mean_time) ** 2 for t, _ in self.points)
        slope = sum((t - mean_time) * (r - mean_rate) for t, r in self.points) / spread
        return mean_rate + slope * (time - mean_time)


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--headroom", type=float, default=1.1)
    options = parser.parse_args()
    policy = None
    for line in sys.stdin:
        message = json.loads(line)
        if message["type"] == "hello":
            policy = TrendPolicy(message, options.headroom)
            answer = {"type": "ready", "protocol": "forescale/policy/v1"}
        elif message["type"] == "observation":
            replicas, signal = policy.decide(message)
            answer = {"type": "decision", "replicas": replicas, "signal": signal}
        else:
            return
        # a line that is not flushed is never seen
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()
