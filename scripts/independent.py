"""The small start once more, in NumPy and from the definitions alone: none of the core's code, other random numbers.

Prints, for each rule, the share of networks that have all four points of XOR right after the last update, and the share that had at
some check, with Wilson's 95 % intervals. Needs NumPy; takes a few minutes.

    python3 scripts/independent.py [networks] [width]
"""

import sys

import numpy as np

UPDATES, CHECK_EVERY = 5_000, 100
INIT, RATE = 0.1, 0.1
POINTS = np.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = np.array([0.0, 1.0, 1.0, 0.0])


def with_one(z):
    """The activations, and the constant 1 that meets the bias."""
    return np.concatenate([z, np.ones(z.shape[:-1] + (1,))], axis=-1)


def times(matrices, vectors):
    return np.einsum("nij,nj->ni", matrices, vectors)


def solved(weights):
    z = np.broadcast_to(POINTS, (len(weights[0]), 4, 2))
    for layer, matrices in enumerate(weights):
        z = with_one(z) @ matrices.transpose(0, 2, 1)
        if layer < len(weights) - 1:
            z = np.maximum(z, 0.0)
    return ((z[:, :, 0] > 0.5) == (TARGETS > 0.5)).all(axis=1)


def train(rule, networks, width, generator):
    """Whether each network is solved at each check."""
    widths = [2, width, width, 1]
    weights = [generator.normal(0.0, INIT, (networks, n, m + 1)) for m, n in zip(widths, widths[1:])]
    feedback = [generator.normal(0.0, INIT, (networks, m, n)) for m, n in zip(widths[1:], widths[2:])]
    checks = [solved(weights)]
    for update in range(1, UPDATES + 1):
        drawn = generator.integers(0, 4, networks)
        activations, masks = [POINTS[drawn]], []
        for layer, matrices in enumerate(weights):
            a = times(matrices, with_one(activations[-1]))
            masks.append(a > 0.0)
            activations.append(np.maximum(a, 0.0) if layer < 2 else a)
        delta = activations[-1] - TARGETS[drawn][:, None]
        deltas = [delta]
        for layer in (1, 0):
            if rule == "bp":
                back = times(weights[layer + 1][:, :, :-1].transpose(0, 2, 1), delta)
            elif rule == "fa":
                back = times(feedback[layer], delta)
            else:
                back = np.zeros((networks, width))
            delta = back * masks[layer]
            deltas.insert(0, delta)
        for matrices, delta, z in zip(weights, deltas, activations):
            matrices -= RATE * delta[:, :, None] * with_one(z)[:, None, :]
        if update % CHECK_EVERY == 0:
            checks.append(solved(weights))
    return np.array(checks)


def percent(hits, of, z=1.959963984540054):
    share = hits / of
    middle = share + z * z / (2 * of)
    reach = z * np.sqrt(share * (1 - share) / of + z * z / (4 * of * of))
    least, most = ((middle + sign * reach) / (1 + z * z / of) for sign in (-1, 1))
    return f"{100 * share:.1f} % ({100 * least:.1f} to {100 * most:.1f})"


def main():
    networks = int(sys.argv[1]) if len(sys.argv) > 1 else 8_000
    width = int(sys.argv[2]) if len(sys.argv) > 2 else 10
    print(f"{networks} networks 2-{width}-{width}-1, bias, init {INIT}, rate {RATE}, {UPDATES} updates")
    for rule in ("bp", "fa", "readout"):
        generator = np.random.default_rng(1)
        parts = [train(rule, part.size, width, generator) for part in np.array_split(np.arange(networks), 16)]
        checks = np.concatenate(parts, axis=1)
        end, ever = checks[-1].sum(), checks.any(axis=0).sum()
        print(f"{rule:8} at the end {percent(end, networks)}, ever {percent(ever, networks)}", flush=True)


if __name__ == "__main__":
    main()
