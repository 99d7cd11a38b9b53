"""Make featurecheck/_points.npy: 4,096 scrambled Sobol points in 12 dimensions as standard normal scores.

Make featurecheck/_points_of_stakes.npy too: dimensions 13 to 17 of the same points, for the stakes of requesters. Each dimension
is scrambled by itself, so that dimensions of another scramble may be set beside the first twelve.

The scramble was chosen among 32 for the smallest error of EVPI, chance of loss and quantiles on 60 generated bets.
A test holds the stored file to what this script makes.
"""

from pathlib import Path

import numpy as np
from scipy.stats import norm, qmc

SCRAMBLE = 31
DIMENSIONS = 12
STAKES_SCRAMBLE = 7
STAKES = 5
LOG2_POINTS = 12


def points(dimensions=DIMENSIONS, scramble=SCRAMBLE):
    sobol = qmc.Sobol(dimensions, scramble=True, seed=scramble, bits=30)
    uniform = np.clip(sobol.random_base2(LOG2_POINTS), 1e-9, 1 - 1e-9)
    return norm.ppf(uniform).T.astype(np.float32)


def points_of_stakes():
    return points(DIMENSIONS + STAKES, STAKES_SCRAMBLE)[DIMENSIONS:]


if __name__ == "__main__":
    for name, made in (("_points", points()), ("_points_of_stakes", points_of_stakes())):
        target = Path(__file__).parent.parent / "featurecheck" / f"{name}.npy"
        np.save(target, made)
        print(f"{target.name}: {target.stat().st_size:,} bytes")
