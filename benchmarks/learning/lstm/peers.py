"""Trains and runs the LSTM of `forescale bench lstm` in PyTorch and JAX, on one thread: `peers.py [SECONDS]`.

Made with torch 2.13.0 (CPU) and jax 0.10.2, Python 3.11. Prints the lines that `forescale bench lstm` prints: windows a
second of CPU time in training (Adam, squared error, batches of 64 and 256), and microseconds of CPU time of one forward
pass over one window; the median of five repetitions of SECONDS (default 1) each. A peer that is not installed is left
out with a line on standard error.
"""
import json, os, statistics, sys, time

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
SECONDS = float(sys.argv[1]) if len(sys.argv) > 1 else 1.0
CASES = [(6, 4, 32), (60, 1, 64)]


def rate(step, per_call):
    """Median of calls a CPU second times per_call."""
    for _ in range(5):
        step()
    samples = []
    for _ in range(5):
        start, calls = time.process_time(), 0
        while time.process_time() - start < SECONDS:
            step()
            calls += 1
        samples.append(calls * per_call / (time.process_time() - start))
    return statistics.median(samples)


def report(metric, value, unit, **parameters):
    print(json.dumps({"case": "lstm", "metric": metric, "params": parameters, "unit": unit, "value": value},
                     sort_keys=True), flush=True)


def pytorch():
    import torch

    torch.set_num_threads(1)
    library = "PyTorch " + torch.__version__
    for steps, inputs, hidden in CASES:
        lstm, head = torch.nn.LSTM(inputs, hidden, batch_first=True), torch.nn.Linear(hidden, 1)
        adam = torch.optim.Adam([*lstm.parameters(), *head.parameters()], lr=1e-3)
        for batch in (64, 256):
            x, y = torch.randn(batch, steps, inputs), torch.randn(batch, 1)

            def train():
                adam.zero_grad()
                loss = torch.nn.functional.mse_loss(head(lstm(x)[0][:, -1]), y)
                loss.backward()
                adam.step()

            report("windows trained per CPU second", rate(train, batch), "1/s", library=library, steps=steps,
                   inputs=inputs, hidden=hidden, batch=batch)
        one = torch.randn(1, steps, inputs)

        def infer():
            with torch.inference_mode():
                head(lstm(one)[0][:, -1])

        report("CPU time of one window", 1e6 / rate(infer, 1), "us", library=library, steps=steps, inputs=inputs,
               hidden=hidden)


def with_jax():
    import jax
    import jax.numpy as jnp

    library = "JAX " + jax.__version__

    def forward(p, x):
        batch, hidden = x.shape[0], p["u"].shape[0]

        def step(state, now):
            h, c = state
            i, f, g, o = jnp.split(now @ p["w"] + h @ p["u"] + p["b"], 4, axis=1)
            c = jax.nn.sigmoid(f) * c + jax.nn.sigmoid(i) * jnp.tanh(g)
            return (jax.nn.sigmoid(o) * jnp.tanh(c), c), None

        zero = jnp.zeros((batch, hidden))
        (h, _), _ = jax.lax.scan(step, (zero, zero), jnp.swapaxes(x, 0, 1), unroll=6)
        return h @ p["v"] + p["q"]

    def loss(p, x, y):
        return jnp.mean((forward(p, x) - y) ** 2)

    @jax.jit
    def train(p, m, s, t, x, y):
        g = jax.grad(loss)(p, x, y)
        t = t + 1
        m = jax.tree.map(lambda a, b: 0.9 * a + 0.1 * b, m, g)
        s = jax.tree.map(lambda a, b: 0.999 * a + 0.001 * b * b, s, g)
        p = jax.tree.map(
            lambda a, b, c: a - 1e-3 / (1 - 0.9**t) * b / (jnp.sqrt(c / (1 - 0.999**t)) + 1e-8), p, m, s)
        return p, m, s, t

    run = jax.jit(forward)
    for steps, inputs, hidden in CASES:
        keys = jax.random.split(jax.random.key(1), 5)
        bound = hidden**-0.5
        p = {"w": jax.random.uniform(keys[0], (inputs, 4 * hidden), minval=-bound, maxval=bound),
             "u": jax.random.uniform(keys[1], (hidden, 4 * hidden), minval=-bound, maxval=bound),
             "b": jnp.zeros(4 * hidden), "v": jax.random.uniform(keys[2], (hidden, 1)), "q": jnp.zeros(1)}
        zero = jax.tree.map(jnp.zeros_like, p)
        for batch in (64, 256):
            x, y = jax.random.normal(keys[3], (batch, steps, inputs)), jax.random.normal(keys[4], (batch, 1))
            state = [p, zero, zero, jnp.float32(0)]

            def step():
                state[:] = train(*state, x, y)
                jax.block_until_ready(state[0])

            report("windows trained per CPU second", rate(step, batch), "1/s", library=library, steps=steps,
                   inputs=inputs, hidden=hidden, batch=batch)
        one = jax.random.normal(keys[3], (1, steps, inputs))
        report("CPU time of one window", 1e6 / rate(lambda: run(p, one).block_until_ready(), 1), "us", library=library,
               steps=steps, inputs=inputs, hidden=hidden)


for peer in (pytorch, with_jax):
    try:
        peer()
    except ImportError as error:
        print(f"left out: {error}", file=sys.stderr)
