"""Writes lstm_accuracy_reference.json: how good PyTorch's LSTM is on a real series, trained as the Swift one is.

Run in this folder, with torch installed (made with 2.13.0, CPU, Python 3.11):
    python make_lstm_accuracy_reference.py vm_cpu_readings_week1_aggregated_cpu_mem.csv.gz

The series is the CPU of all machines of Azure's trace of 2019, week 1, in steps of 5 minutes (column `cpu_usage` of
alejandrofdez-us/DataCenter-Traces-Datasets, azure_v2). It is cut by time into training, validation and test; a window of
`inputLength` points, scaled by the least and the largest training value, gives the point `horizonSteps` later. Single
precision, Adam with its defaults, squared error, gradients shortened to `clipNorm`, batches in random order, the weights of
the best validation epoch; weights uniform on 1/sqrt(H) either way, forget biases 1. PyTorch's second bias is held at 0.
"""

import csv, gzip, json, math, sys
import torch

SETUP = {
    "training": 1152, "validation": 288, "test": 576, "inputLength": 12, "horizonSteps": 12, "hidden": 16,
    "learningRate": 0.01, "batchSize": 32, "epochs": 20, "clipNorm": 1.0,
}
SEEDS = [1, 2, 3, 4, 5]
torch.set_num_threads(1)


def windows(values, first):
    """Windows whose newest points are first, first + 1, … and the points that they are to give."""
    length, horizon = SETUP["inputLength"], SETUP["horizonSteps"]
    newest = range(first, len(values) - horizon)
    return (torch.tensor([values[k + 1 - length : k + 1] for k in newest]).unsqueeze(2),
            torch.tensor([[values[k + horizon]] for k in newest]))


def rmse(errors):
    return math.sqrt(sum(e * e for e in errors) / len(errors))


with gzip.open(sys.argv[1], "rt") as file:
    load = [float(row["cpu_usage"]) for row in csv.DictReader(file)]
one, two = SETUP["training"], SETUP["training"] + SETUP["validation"]
low, high = min(load[:one]), max(load[:one])
levels = [(value - low) / (high - low) for value in load[: two + SETUP["test"]]]
length = SETUP["inputLength"]
lessons, exam, test = windows(levels[:one], length - 1), windows(levels[one:two], length - 1), windows(levels, two - 1)
actual = load[two - 1 + SETUP["horizonSteps"] : two + SETUP["test"]]


def trained(seed):
    torch.manual_seed(seed)
    lstm, head = torch.nn.LSTM(1, SETUP["hidden"], batch_first=True), torch.nn.Linear(SETUP["hidden"], 1)
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
        lstm.bias_ih_l0[SETUP["hidden"] : 2 * SETUP["hidden"]] = 1
    lstm.bias_hh_l0.requires_grad_(False)
    parameters = [p for p in [*lstm.parameters(), *head.parameters()] if p.requires_grad]
    adam = torch.optim.Adam(parameters, lr=SETUP["learningRate"])

    def loss(x, y):
        return torch.nn.functional.mse_loss(head(lstm(x)[0][:, -1]), y)

    best, kept = math.inf, None
    for _ in range(SETUP["epochs"]):
        for batch in torch.randperm(len(lessons[0])).split(SETUP["batchSize"]):
            adam.zero_grad()
            loss(lessons[0][batch], lessons[1][batch]).backward()
            torch.nn.utils.clip_grad_norm_(parameters, SETUP["clipNorm"])
            adam.step()
        with torch.no_grad():
            value = loss(*exam).item()
            if value < best:
                best, kept = value, (head(lstm(test[0])[0][:, -1])).squeeze(1).tolist()
    return rmse([max(0, low + level * (high - low)) - right for level, right in zip(kept, actual)])


newest = load[two - 1 : two + SETUP["test"] - SETUP["horizonSteps"]]
result = {"torch": torch.__version__.split("+")[0], "setup": SETUP,
          "persistence": rmse([a - b for a, b in zip(newest, actual)]), "rmse": [trained(seed) for seed in SEEDS]}
with open("lstm_accuracy_reference.json", "w") as file:
    json.dump(result, file, indent=2)
    file.write("\n")
print(result)
