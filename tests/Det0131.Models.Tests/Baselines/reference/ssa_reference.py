"""Numbers for SingularSpectrumTests: singular spectrum analysis written again with numpy.

The product takes eigenvectors of the lag covariance; this takes the singular value decomposition of the trajectory matrix
itself, averages anti-diagonals one by one and forecasts by the formula of Golyandina et al. (2001), section 2.1.

    python3 ssa_reference.py > ../../Fixtures/Baselines/ssa-reference.txt

One line per number list: case, name, numbers.
"""
import numpy as np


def ssa(series, window, components, steps):
    n = len(series)
    columns = n - window + 1
    trajectory = np.array([[series[i + t] for t in range(columns)] for i in range(window)])
    u, s, vt = np.linalg.svd(trajectory, full_matrices=False)
    low_rank = u[:, :components] @ np.diag(s[:components]) @ vt[:components]
    sums, counts = np.zeros(n), np.zeros(n)
    for i in range(window):
        for t in range(columns):
            sums[i + t] += low_rank[i, t]
            counts[i + t] += 1
    reconstruction = sums / counts
    last = u[-1, :components]
    recurrence = (u[:-1, :components] @ last) / (1 - last @ last)
    line = list(reconstruction)
    for _ in range(steps):
        line.append(float(np.dot(recurrence, line[-(window - 1):])))
    return s, reconstruction, line[n:]


def gavish_donoho(s, rows, columns):
    beta = rows / columns
    omega = 0.56 * beta**3 - 0.95 * beta**2 + 1.82 * beta + 1.43
    return int(np.sum(s > omega * np.median(s)))


def office_week(hours, seed):
    noise = np.random.RandomState(seed)
    values = []
    for t in range(hours):
        hour, weekday = t % 24, (t // 24) % 7
        busy = weekday < 5 and 8 <= hour < 18
        values.append((14 if busy else 6) + 0.002 * t + 0.7 * noise.standard_normal())
    return np.array(values)


def show(case, name, numbers):
    print(case, name, *(repr(float(x)) for x in numbers))


if __name__ == "__main__":
    t = np.arange(200)
    mixed = 3 * np.sin(2 * np.pi * t / 24) + 0.05 * t + 1.5 * np.cos(2 * np.pi * t / 7) + np.sin(t * t)
    cases = [("office", office_week(504, 1), 168, 12), ("mixed", mixed, 50, 6), ("constant", np.full(60, 2.5), 20, 1)]
    for case, series, window, components in cases:
        s, reconstruction, forecast = ssa(series, window, components, 30)
        show(case, "window", [window])
        show(case, "components", [components])
        show(case, "chosen", [max(1, min(48, gavish_donoho(s, window, len(series) - window + 1)))])
        show(case, "series", series)
        show(case, "singular", s[:components])
        show(case, "reconstruction", reconstruction)
        show(case, "forecast", forecast)
