"""Writes lstm_reference.json: one forward pass, one loss and one Adam step of an LSTM, as PyTorch computes them.

Run in this folder, with torch installed (made with 2.13.0, CPU): python make_lstm_reference.py

Everything is in double precision. PyTorch has two biases a gate; the second is held at 0 and not trained, so the
first is the only bias of the Swift network. Flat parameter order: convolution (channel, step, feature) and its bias,
of each layer weight_ih, weight_hh, bias_ih, then head and head bias.
"""

import json
import torch

torch.manual_seed(20261)
N, T, D, H, O = 4, 6, 2, 5, 3
QUANTILES = [0.1, 0.5, 0.9]


def flat(convolution, lstm, head):
    parts = []
    if convolution is not None:
        parts += [convolution.weight.transpose(1, 2), convolution.bias]
    for k in range(lstm.num_layers):
        parts += [getattr(lstm, f"{name}_l{k}") for name in ("weight_ih", "weight_hh", "bias_ih")]
    parts += [head.weight, head.bias]
    return torch.cat([part.detach().reshape(-1) for part in parts]).tolist()


def case(outputs, loss_name, layers=1, channels=0, width=0):
    convolution = torch.nn.Conv1d(D, channels, width).double() if channels else None
    lstm = torch.nn.LSTM(channels or D, H, num_layers=layers).double()
    head = torch.nn.Linear(H, outputs).double()
    for k in range(layers):
        bias = getattr(lstm, f"bias_hh_l{k}")
        with torch.no_grad():
            bias.zero_()
        bias.requires_grad_(False)
    inputs = torch.randn(T, N, D, dtype=torch.float64)
    targets = torch.randn(N, dtype=torch.float64)
    before = flat(convolution, lstm, head)
    modules = [m for m in (convolution, lstm, head) if m is not None]
    adam = torch.optim.Adam([p for m in modules for p in m.parameters() if p.requires_grad], lr=0.01)
    seen = inputs
    if convolution is not None:
        seen = torch.relu(convolution(inputs.permute(1, 2, 0))).permute(2, 0, 1)
    result, _ = lstm(seen)
    output = head(result[-1])
    error = targets[:, None] - output
    if loss_name == "squared":
        loss = (error**2).mean()
    elif loss_name == "gaussian":
        loss = torch.nn.functional.gaussian_nll_loss(output[:, 0], targets, torch.exp(2 * output[:, 1]))
    else:
        q = torch.tensor(QUANTILES, dtype=torch.float64)
        loss = torch.maximum(q * error, (q - 1) * error).mean()
    loss.backward()
    adam.step()
    return {
        "loss": loss_name,
        "windows": N, "steps": T, "inputs": D, "hidden": H, "outputs": outputs, "layers": layers,
        "channels": channels, "width": width,
        "parameters": before,
        "input": inputs.reshape(-1).tolist(),
        "targets": targets.tolist(),
        "output": output.detach().reshape(-1).tolist(),
        "lossValue": loss.item(),
        "parametersAfterAdam": flat(convolution, lstm, head),
    }


document = {"torch": torch.__version__, "learningRate": 0.01, "quantiles": QUANTILES,
            "cases": [case(1, "squared"), case(O, "pinball"), case(2, "gaussian", layers=2),
                      case(O, "pinball", channels=4, width=3),
                      case(1, "squared", layers=3, channels=3, width=2)]}
with open("lstm_reference.json", "w") as file:
    json.dump(document, file, indent=1)
    file.write("\n")
