"""A Gymnasium environment whose step is one sync period of a simulated service.

An episode is one run of `forescale environment`: its observations come over the program's standard output, the agent's
decisions go back over its standard input. Nothing of the future and nothing that a real controller could not read is in
an observation, and the reward is made of the same readings: the agent pays for the replicas that there are and for the
share of requests that were late or failed in the newest scrape.

    env = ScalingEnv("scenarios/flash-crowd.yaml", program="./forescale")
    observation, info = env.reset(seed=1)
    observation, reward, terminated, truncated, info = env.step(5)  # five replicas more than the fewest

Needs numpy and gymnasium (written against 1.4.0). `python3 gymnasium_env.py SCENARIO` runs Gymnasium's own checker and
an episode of a simple rule.
"""

import argparse
import json
import subprocess

import gymnasium
import numpy


class ScalingEnv(gymnasium.Env):
    """Observation: load and CPU per replica allowed, replicas asked for, there and ready (as shares of the most), share of
    late requests, queue per replica, sine and cosine of the time of day. Action: replicas beyond the fewest."""

    metadata = {"render_modes": []}

    def __init__(
        self, scenario, program="forescale", part="training", steps=240, latest_start=86_400, late_weight=10.0
    ):
        self.command = [program, "environment", scenario, "--part", part]
        self.steps = steps
        self.latest_start = latest_start
        self.late_weight = late_weight
        self.process = None
        # the limits are the scenario's: one greeting tells them
        self._start(seed=0, after=0)
        service = self.hello["service"]
        self.fewest, self.most = service["min_replicas"], service["max_replicas"]
        self._stop()
        self.action_space = gymnasium.spaces.Discrete(self.most - self.fewest + 1)
        self.observation_space = gymnasium.spaces.Box(-1.0, 100.0, shape=(9,), dtype=numpy.float32)

    def reset(self, *, seed=None, options=None):
        super().reset(seed=seed)
        self._stop()
        after = (options or {}).get("after", int(self.np_random.integers(0, self.latest_start + 1)) // 60 * 60)
        # the workload's own random numbers differ from episode to episode as well
        self._start(seed=int(self.np_random.integers(0, 2**31)), after=after)
        self.count = 0
        self.message = self._receive()
        return self._observation(), {"time": self.message["now"]}

    def step(self, action):
        self._send({"type": "decision", "replicas": self.fewest + int(action)})
        message = self._receive()
        self.count += 1
        # the time line may end before the episode does
        is_over = message["type"] == "end"
        if not is_over:
            self.message = message
        sample = self.message.get("service")
        late = sample["violation_share"] if sample else 0.0
        reward = -self.message["status_replicas"] / self.most - self.late_weight * late
        return (
            self._observation(), float(reward), False, is_over or self.count >= self.steps, {"time": self.message["now"]}
        )

    def close(self):
        self._stop()

    def _observation(self):
        message, service = self.message, self.hello["service"]
        sample = message.get("service") or {
            "requests_per_second": 0.0, "cpu_cores": 0.0, "violation_share": 0.0, "queue_length": 0.0,
        }
        replicas = max(1, message["ready_replicas"])
        angle = 2 * numpy.pi * (message["now"] % 86_400) / 86_400
        values = [
            sample["requests_per_second"] / service["requests_per_second_per_replica"] / self.most,
            sample["cpu_cores"] / service["cpu_request"] / replicas,
            message["spec_replicas"] / self.most,
            message["status_replicas"] / self.most,
            message["ready_replicas"] / self.most,
            sample["violation_share"],
            sample["queue_length"] / replicas / service["concurrency"],
            numpy.sin(angle),
            numpy.cos(angle),
        ]
        return numpy.clip(numpy.array(values, dtype=numpy.float32), -1.0, 100.0)

    def _start(self, seed, after):
        self.process = subprocess.Popen(
            self.command + ["--seed", str(seed), "--after", f"{after}s"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1,
        )
        self.hello = self._receive()
        self._send({"type": "ready", "protocol": "forescale/policy/v1"})

    def _send(self, message):
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()

    def _receive(self):
        line = self.process.stdout.readline()
        if not line:
            raise RuntimeError(f"{' '.join(self.command)} ended with exit status {self.process.wait()}")
        return json.loads(line)

    def _stop(self):
        if self.process is None:
            return
        # closing the pipes ends the episode, and the program with it
        for stream in (self.process.stdin, self.process.stdout):
            try:
                stream.close()
            except BrokenPipeError:
                pass
        self.process.wait(timeout=30)
        self.process = None


def main():
    from gymnasium.utils.env_checker import check_env

    parser = argparse.ArgumentParser()
    parser.add_argument("scenario")
    parser.add_argument("program", nargs="?", default="forescale")
    parser.add_argument("--latest-start", type=int, default=86_400, help="seconds into the part")
    options = parser.parse_args()
    env = ScalingEnv(options.scenario, program=options.program, steps=40, latest_start=options.latest_start)
    check_env(env, skip_render_check=True)
    observation, _ = env.reset(seed=1)
    total, is_over = 0.0, False
    while not is_over:
        # a rule instead of an agent: what the load needs, and a fifth more
        wanted = round(float(observation[0]) * env.most * 1.2) + 1 - env.fewest
        observation, reward, _, is_over, _ = env.step(min(max(wanted, 0), env.most - env.fewest))
        total += reward
    env.close()
    print(f"the checker passed; an episode of {env.count} steps earned {total:.3f}")


if __name__ == "__main__":
    main()
