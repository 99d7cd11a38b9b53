"""Make featurecheck/_points.npy: 4,096 scrambled Sobol points in 12 dimensions as standard normal scores.

The scramble was chosen among 32 for the smallest error of EVPI, chance of loss and quantiles on 60 generated bets.
A test holds the stored file to what this script makes.
"""

from pathlib import Path

import numpy as np
from scipy.stats import norm, qmc

SCRAMBLE = 31
DIMENSIONS = 12
LOG2_POINTS = 12


def points():
    sobol = qmc.Sobol(DIMENSIONS, scramble=True, seed=SCRAMBLE, bits=30)
    uniform = np.clip(sobol.random_base2(LOG2_POINTS), 1e-9, 1 - 1e-9)
    return norm.ppf(uniform).T.astype(np.float32)


if __name__ == "__main__":
    target = Path(__file__).parent.parent / "featurecheck" / "_points.npy"
    np.save(target, points())
    print(f"{target.name}: {target.stat().st_size:,} bytes")
