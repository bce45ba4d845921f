"""M/M/n+M in a general simulator, run under its own Python: `python queue_peers.py ciw|simpy RATE SERVICE N PATIENCE SECONDS SEED`.

Prints one line of JSON: version, CPU seconds, and a row for each customer: when they came, waited, and whether they left.
Imports nothing of ours.
"""

from __future__ import annotations

import json
import random
import sys
import time

Rows = list[tuple[float, float, bool]]


def of_ciw(
    rate: float, service: float, servers: int, patience: float, seconds: float, seed: int
) -> tuple[str, float, Rows]:
    import ciw

    network = ciw.create_network(
        arrival_distributions=[ciw.dists.Exponential(rate)],
        service_distributions=[ciw.dists.Exponential(1 / service)],
        reneging_time_distributions=[ciw.dists.Exponential(1 / patience)],
        number_of_servers=[servers],
    )
    ciw.seed(seed)
    start = time.process_time()
    simulation = ciw.Simulation(network)
    simulation.simulate_until_max_time(seconds)
    used = time.process_time() - start
    kinds = {"service": False, "renege": True}
    rows = [
        (float(r.arrival_date), float(r.waiting_time), kinds[r.record_type])
        for r in simulation.get_all_records()
        if r.record_type in kinds
    ]
    return ciw.__version__, used, rows


def of_simpy(
    rate: float, service: float, servers: int, patience: float, seconds: float, seed: int
) -> tuple[str, float, Rows]:
    import simpy

    dice, rows = random.Random(seed), []
    env = simpy.Environment()
    desk = simpy.Resource(env, servers)

    def customer():
        came = env.now
        with desk.request() as asked:
            found = yield asked | env.timeout(dice.expovariate(1 / patience))
            rows.append((came, env.now - came, asked not in found))
            if asked in found:
                yield env.timeout(dice.expovariate(1 / service))

    def source():
        while True:
            yield env.timeout(dice.expovariate(rate))
            env.process(customer())

    start = time.process_time()
    env.process(source())
    env.run(until=seconds)
    return simpy.__version__, time.process_time() - start, rows


if __name__ == "__main__":
    which, *numbers = sys.argv[1:]
    rate, service, servers, patience, seconds, seed = (float(n) for n in numbers)
    run = {"ciw": of_ciw, "simpy": of_simpy}[which]
    version, cpu, rows = run(rate, service, int(servers), patience, seconds, int(seed))
    print(json.dumps({"version": version, "cpu_seconds": cpu, "rows": rows}))
