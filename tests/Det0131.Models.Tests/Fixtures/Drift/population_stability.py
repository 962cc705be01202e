# The population stability index by numpy, and by scipy's entropy where no bin is empty. Reads {"bounds", "before", "after", "least"} (bits of
# observations, upper bounds of bins) from standard input; prints the counts per bin, the index, and both divergences or null.
import json
import sys

import numpy

try:
    from scipy.stats import entropy
except ImportError:
    entropy = None


def index(case):
    bounds = numpy.array(case["bounds"])
    last = len(bounds) - 1
    sides = []
    for name in ("before", "after"):
        bits = numpy.array(case[name], dtype=numpy.float32).astype(float)
        bins = numpy.minimum(numpy.searchsorted(bounds, bits, side="left"), last)
        sides.append(numpy.bincount(bins, minlength=len(bounds)))
    expected, actual = (counts / counts.sum() for counts in sides)
    least = case["least"]
    total = numpy.sum((actual - expected) * (numpy.log(numpy.maximum(actual, least)) - numpy.log(numpy.maximum(expected, least))))
    both = float(entropy(actual, expected) + entropy(expected, actual)) if entropy and min(expected.min(), actual.min()) >= least else None
    return {"before": sides[0].tolist(), "after": sides[1].tolist(), "index": float(total), "divergences": both}


json.dump([index(case) for case in json.load(sys.stdin)], sys.stdout)
