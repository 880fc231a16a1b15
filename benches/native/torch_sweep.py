"""The small start in PyTorch, many networks at once, each update compiled by torch.compile, which needs a C++ compiler. The index of the
network comes last in every array: that was faster than torch.bmm over networks. See workers.py."""

import workers
from workers import INIT, RATE, UPDATES, WIDTH

import torch

torch.set_default_dtype(torch.float64)
torch.set_grad_enabled(False)
torch.set_num_threads(1)
POINTS = torch.tensor([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0], [1.0, 1.0, 1.0, 1.0]])
TARGETS = torch.tensor([0.0, 1.0, 1.0, 0.0])


def forward(w1, w2, w3, z0):
    """Activations, each with the constant 1 that meets the bias, and the predictions."""
    one = torch.ones_like(z0[:1])
    z1 = torch.cat([(w1 * z0).sum(1).relu_(), one])
    z2 = torch.cat([(w2 * z1).sum(1).relu_(), one])
    return z1, z2, (w3 * z2).sum(0)


@torch.compile
def update(rule, w1, w2, w3, b1, b2, z0, targets):
    z1, z2, predictions = forward(w1, w2, w3, z0)
    error = predictions - targets
    delta2 = (w3[:WIDTH] if rule == "bp" else b2) * error * (z2[:WIDTH] > 0.0)
    if rule == "bp":
        back = (w2[:, :WIDTH] * delta2[:, None]).sum(0)
    else:
        back = (b1 * delta2).sum(1)
    delta1 = back * (z1[:WIDTH] > 0.0)
    w1.addcmul_(delta1[:, None], z0[None], value=-RATE)
    w2.addcmul_(delta2[:, None], z1[None], value=-RATE)
    w3.addcmul_(error[None], z2, value=-RATE)


def train(rule, networks, updates):
    """How many networks are solved after their last update."""
    w1 = INIT * torch.randn(WIDTH, 3, networks)
    w2 = INIT * torch.randn(WIDTH, WIDTH + 1, networks)
    w3 = INIT * torch.randn(WIDTH + 1, networks)
    b1 = INIT * torch.randn(WIDTH, WIDTH, networks)
    b2 = INIT * torch.randn(WIDTH, networks)
    for _ in range(updates):
        drawn = torch.randint(0, 4, (networks,))
        update(rule, w1, w2, w3, b1, b2, POINTS[:, drawn], TARGETS[drawn])
    right = torch.ones(networks, dtype=torch.bool)
    for point in range(4):
        z0 = POINTS[:, point, None].expand(3, networks)
        right &= (forward(w1, w2, w3, z0)[2] > 0.5) == (TARGETS[point] > 0.5)
    return right.sum().item()


class Prepare:
    """Compiles an update of this number of networks."""

    def __init__(self, rule, networks):
        self.rule, self.networks = rule, networks
        train(rule, networks, 2)

    def __call__(self, seed):
        torch.manual_seed(seed)
        return train(self.rule, self.networks, UPDATES)


if __name__ == "__main__":
    workers.main(Prepare)
