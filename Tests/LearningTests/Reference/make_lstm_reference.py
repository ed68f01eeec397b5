"""Writes lstm_reference.json: one forward pass, one loss and one Adam step of an LSTM, as PyTorch computes them.

Run in this folder, with torch installed (made with 2.13.0, CPU): python make_lstm_reference.py

Everything is in double precision. PyTorch has two biases a gate; the second is held at 0 and not trained, so the
first is the only bias of the Swift network. Flat parameter order: weight_ih, weight_hh, bias_ih, head, head bias.
"""

import json
import torch

torch.manual_seed(20261)
N, T, D, H, O = 4, 6, 2, 5, 3
QUANTILES = [0.1, 0.5, 0.9]


def flat(lstm, head):
    parts = [lstm.weight_ih_l0, lstm.weight_hh_l0, lstm.bias_ih_l0, head.weight, head.bias]
    return torch.cat([part.detach().reshape(-1) for part in parts]).tolist()


def case(outputs, loss_name):
    lstm = torch.nn.LSTM(D, H).double()
    head = torch.nn.Linear(H, outputs).double()
    with torch.no_grad():
        lstm.bias_hh_l0.zero_()
    lstm.bias_hh_l0.requires_grad_(False)
    inputs = torch.randn(T, N, D, dtype=torch.float64)
    targets = torch.randn(N, dtype=torch.float64)
    before = flat(lstm, head)
    adam = torch.optim.Adam([p for m in (lstm, head) for p in m.parameters() if p.requires_grad], lr=0.01)
    result, _ = lstm(inputs)
    output = head(result[-1])
    error = targets[:, None] - output
    if loss_name == "squared":
        loss = (error**2).mean()
    else:
        q = torch.tensor(QUANTILES, dtype=torch.float64)
        loss = torch.maximum(q * error, (q - 1) * error).mean()
    loss.backward()
    adam.step()
    return {
        "loss": loss_name,
        "windows": N, "steps": T, "inputs": D, "hidden": H, "outputs": outputs,
        "parameters": before,
        "input": inputs.reshape(-1).tolist(),
        "targets": targets.tolist(),
        "output": output.detach().reshape(-1).tolist(),
        "lossValue": loss.item(),
        "parametersAfterAdam": flat(lstm, head),
    }


document = {"torch": torch.__version__, "learningRate": 0.01, "quantiles": QUANTILES,
            "cases": [case(1, "squared"), case(O, "pinball")]}
with open("lstm_reference.json", "w") as file:
    json.dump(document, file, indent=1)
    file.write("\n")
