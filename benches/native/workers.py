"""Runs one of the sweeps beside it in several processes of one thread each, and times it.

    python3 numpy_sweep.py [networks] [processes]

prints a line for each rule: its name, how many networks are solved, of how many, the seconds that training took, the seconds of processor
time that it took in all processes, and the seconds before it, in which Python starts, the library is imported and code is compiled.
"""

import multiprocessing
import os
import sys
import time

RULES = ("bp", "fa")
UPDATES, INIT, RATE, WIDTH = 5_000, 0.1, 0.1, 10

# One thread a process. The libraries read these when they are imported, so this module comes first.
for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false"


def work(prepare, rule, networks, seed, ready, results):
    train = prepare(rule, networks)
    ready.wait()
    before = time.process_time()
    solved = int(train(seed))
    results.put((solved, time.process_time() - before))


def main(prepare):
    """`prepare(rule, networks)` is a function that trains that number of networks from a seed, and says how many are solved."""
    networks = int(sys.argv[1]) if len(sys.argv) > 1 else 4_000
    processes = int(sys.argv[2]) if len(sys.argv) > 2 else os.cpu_count()
    context = multiprocessing.get_context("spawn")
    for rule in RULES:
        started = time.perf_counter()
        ready, results = context.Barrier(processes + 1), context.Queue()
        for index in range(processes):
            part = networks // processes + (index < networks % processes)
            arguments = (prepare, rule, part, index + 1, ready, results)
            context.Process(target=work, args=arguments, daemon=True).start()
        ready.wait()
        begun = time.perf_counter()
        parts = [results.get() for _ in range(processes)]
        done = time.perf_counter()
        solved, busy = (sum(column) for column in zip(*parts))
        print(f"{rule} {solved} {networks} {done - begun:.3f} {busy:.3f} {begun - started:.3f}", flush=True)
