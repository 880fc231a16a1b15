"""The small start in NumPy, many networks at once. The index of the network comes last in every array, so that each operation goes over
neighbouring numbers. See workers.py."""

import numpy as np

import workers
from workers import INIT, RATE, UPDATES, WIDTH

POINTS = np.array([[0.0, 0.0, 1.0, 1.0], [0.0, 1.0, 0.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])


def train(rule, count, generator):
    """How many of `count` networks are solved after their last update."""
    w1 = generator.normal(0.0, INIT, (WIDTH, 3, count))
    w2 = generator.normal(0.0, INIT, (WIDTH, WIDTH + 1, count))
    w3 = generator.normal(0.0, INIT, (WIDTH + 1, count))
    b1 = generator.normal(0.0, INIT, (WIDTH, WIDTH, count))
    b2 = generator.normal(0.0, INIT, (WIDTH, count))
    # Activations, each with the constant 1 that meets the bias, and room for the changes of weights.
    z0, z1, z2 = np.ones((3, count)), np.ones((WIDTH + 1, count)), np.ones((WIDTH + 1, count))
    change1, change2, change3 = np.empty_like(w1), np.empty_like(w2), np.empty_like(w3)

    def forward():
        np.maximum(np.einsum("ijn,jn->in", w1, z0), 0.0, out=z1[:WIDTH])
        np.maximum(np.einsum("ijn,jn->in", w2, z1), 0.0, out=z2[:WIDTH])
        return np.einsum("jn,jn->n", w3, z2)

    for _ in range(UPDATES):
        drawn = generator.integers(0, 4, count, dtype=np.uint8)
        z0[:2] = POINTS[:, drawn]
        error = forward() - TARGETS[drawn]
        delta2 = (w3[:WIDTH] if rule == "bp" else b2) * error * (z2[:WIDTH] > 0.0)
        if rule == "bp":
            back = np.einsum("ijn,in->jn", w2[:, :WIDTH], delta2)
        else:
            back = np.einsum("jin,in->jn", b1, delta2)
        delta1 = back * (z1[:WIDTH] > 0.0)
        for weights, delta, z, change in ((w1, delta1, z0, change1), (w2, delta2, z1, change2)):
            delta *= RATE
            np.multiply(delta[:, None], z, out=change)
            weights -= change
        error *= RATE
        np.multiply(error, z2, out=change3)
        w3 -= change3

    right = np.ones(count, dtype=bool)
    for point in range(4):
        z0[:2] = POINTS[:, point, None]
        right &= (forward() > 0.5) == (TARGETS[point] > 0.5)
    return right.sum()


class Prepare:
    def __init__(self, rule, networks):
        self.rule, self.networks = rule, networks

    def __call__(self, seed):
        return train(self.rule, self.networks, np.random.default_rng(seed))


if __name__ == "__main__":
    workers.main(Prepare)
