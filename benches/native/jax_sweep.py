"""The small start in JAX: one network's training, a lax.scan over its updates, mapped over many seeds by vmap and compiled by jit. See
workers.py."""

import workers
from workers import INIT, RATE, UPDATES, WIDTH

import jax
import jax.numpy as jnp

jax.config.update("jax_enable_x64", True)
POINTS = jnp.array([[0.0, 0.0], [0.0, 1.0], [1.0, 0.0], [1.0, 1.0]])
TARGETS = jnp.array([0.0, 1.0, 1.0, 0.0])
WIDTHS = (2, WIDTH, WIDTH, 1)
# Updates in one turn of the loop.
UNROLL = 1


def with_one(z):
    """The activations, and the constant 1 that meets the bias."""
    return jnp.append(z, 1.0)


def forward(weights, point):
    w1, w2, w3 = weights
    z0 = with_one(point)
    z1 = with_one(jnp.maximum(w1 @ z0, 0.0))
    z2 = with_one(jnp.maximum(w2 @ z1, 0.0))
    return z0, z1, z2, (w3 @ z2)[0]


def train(rule, key):
    """Whether one network is solved after its last update."""
    keys = jax.random.split(key, 6)
    shapes = list(zip(WIDTHS, WIDTHS[1:]))
    weights = [INIT * jax.random.normal(keys[k], (n, m + 1)) for k, (m, n) in enumerate(shapes)]
    b1, b2 = (INIT * jax.random.normal(keys[3 + k], (m, n)) for k, (m, n) in enumerate(shapes[1:]))
    samples = jax.random.randint(keys[5], (UPDATES,), 0, 4, dtype=jnp.int32)

    def update(weights, drawn):
        w1, w2, w3 = weights
        z0, z1, z2, prediction = forward(weights, POINTS[drawn])
        error = prediction - TARGETS[drawn]
        delta2 = (w3[0, :WIDTH] if rule == "bp" else b2[:, 0]) * error * (z2[:WIDTH] > 0.0)
        back = (w2[:, :WIDTH].T if rule == "bp" else b1) @ delta2
        delta1 = back * (z1[:WIDTH] > 0.0)
        return [
            w1 - RATE * jnp.outer(delta1, z0),
            w2 - RATE * jnp.outer(delta2, z1),
            w3 - RATE * error * z2[None],
        ], None

    weights, _ = jax.lax.scan(update, weights, samples, unroll=UNROLL)
    predictions = jax.vmap(lambda point: forward(weights, point)[3])(POINTS)
    return jnp.all((predictions > 0.5) == (TARGETS > 0.5))


class Prepare:
    """Compiles the training of this number of networks."""

    def __init__(self, rule, networks):
        self.networks = networks
        self.compiled = jax.jit(jax.vmap(lambda key: train(rule, key))).lower(self.keys(0)).compile()

    def keys(self, seed):
        return jax.random.split(jax.random.key(seed), self.networks)

    def __call__(self, seed):
        return self.compiled(self.keys(seed)).sum()


if __name__ == "__main__":
    workers.main(Prepare)
