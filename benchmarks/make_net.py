"""Make reports/static/net.txt: the generator of the stored points, so that a page can make them again.

A scrambled Sobol sequence is a digital net: point k of a dimension is its shift, xor the direction numbers of the bits
that k has. A line a dimension: the shift and twelve direction numbers of 30 bits, each five digits to the base 64, "?" being 0.
"""

from pathlib import Path

import numpy as np
from make_points import DIMENSIONS, LOG2_POINTS, SCRAMBLE, STAKES, STAKES_SCRAMBLE
from scipy.stats import qmc

BITS, DIGITS = 30, 5
BASE, ZERO = 64, ord("?")  # up to "~": nothing that ends an element or starts another


def words(dimensions, scramble):
    """Shift and direction numbers, shaped (dimensions, 13): the sequence runs in the order of Gray's code."""
    sobol = qmc.Sobol(dimensions, scramble=True, seed=scramble, bits=BITS)
    points = (sobol.random_base2(LOG2_POINTS) * 2**BITS).astype(np.int64).T
    one_bit = [2 ** (bit + 1) - 1 for bit in range(LOG2_POINTS)]
    return np.hstack([points[:, :1], points[:, one_bit] ^ points[:, :1]])


def numeral(word):
    """The word to the base 64."""
    text = ""
    for _ in range(DIGITS):
        word, digit = divmod(int(word), BASE)
        text = chr(ZERO + digit) + text
    return text


def net():
    """The text of the file."""
    rows = np.vstack([words(DIMENSIONS, SCRAMBLE), words(DIMENSIONS + STAKES, STAKES_SCRAMBLE)[DIMENSIONS:]])
    return "".join("".join(numeral(word) for word in row) + "\n" for row in rows)


if __name__ == "__main__":
    target = Path(__file__).parent.parent / "reports" / "static" / "net.txt"
    target.write_text(net(), encoding="ascii")
    print(f"{target.name}: {target.stat().st_size:,} bytes")
