"""Volumes and peers for transport.mjs: python transport.py make PATH EDGE KIND, or PEER PATH EDGE CONDUCTIVITIES
[ACCURACY [TIGHT]]. For PoreSpy that is the tolerance of its residual, for TauFactor its criterion of convergence;
`steps` are processor seconds and value at each of TauFactor's checks. With its TIGHT value, TauFactor is ended after
two checks in a row within 0.1 % of it; `cpu` is that of the first.

Volumes are level sets of Gaussian noise that a Gaussian filter of 2.5 voxels smooths. two has 40 % of label 1, three
40, 30 and 30 % of labels 0, 1 and 2. islands has 52 % of label 1 and 8 % of label 2, smoothed by 1.2 voxels and apart
from each other; noise has 33 % of single voxels of label 1.
"""
import json
import os
import resource
import sys
import time

what, path, edge, last = sys.argv[1:5]
accuracy = float(sys.argv[5]) if len(sys.argv) > 5 else None
tight = float(sys.argv[6]) if len(sys.argv) > 6 else None
steps = []
n = int(edge)
import numpy as np  # noqa: E402


def blobs(share, seed, width=2.5, within=None):
    from scipy.ndimage import gaussian_filter
    noise = np.random.default_rng(seed).standard_normal((n, n, n)).astype(np.float32)
    field = gaussian_filter(noise, width, mode="wrap")
    return field < np.quantile(field if within is None else field[within], share)


def usage():
    own = resource.getrusage(resource.RUSAGE_SELF)
    return own.ru_utime + own.ru_stime, own.ru_maxrss * 1024


if what == "make":
    if last == "two":
        labels = blobs(0.4, 1)
    elif last == "three":
        labels = np.where(blobs(0.4, 1), 0, np.where(blobs(0.5, 2), 1, 2))
    elif last == "islands":
        matrix = blobs(0.52, 1)
        labels = np.where(matrix, 1, np.where(blobs(0.08 / 0.48, 2, 1.2, ~matrix), 2, 0))
    else:
        labels = np.random.default_rng(1).random((n, n, n)) < 0.33
    labels.astype(np.uint8).tofile(path)
    print("{}")
    sys.exit()

image = np.fromfile(path, np.uint8).reshape(n, n, n)
sigma = [float(v) for v in last.split(",")]
if what == "porespy":
    import porespy as ps
    ps.simulations.tortuosity_fd(image[:16, :16, :16] == 1, 0)

    def solve():
        result = ps.simulations.tortuosity_fd(image == 1, 0, tol=accuracy)
        # Ends are held at the centres of the outer voxels: the length is n - 1, and the formula divides by n.
        return 1 / float(result.formation_factor), bool(result.converged)
else:
    import taufactor
    import torch
    torch.set_num_threads(2)

    def solve():
        if len([s for s in sigma if s > 0]) == 1:
            solver = taufactor.Solver((image == 1).astype(np.uint8), device="cpu")
        else:
            lookup = np.array([i + 1 if s > 0 else 0 for i, s in enumerate(sigma)], np.int64)
            conducting = {i + 1: s for i, s in enumerate(sigma) if s > 0}
            solver = taufactor.MultiPhaseSolver(lookup[image], cond=conducting, device="cpu")
        check = solver.check_convergence

        def logged(*words):
            done = check(*words)
            steps.append([usage()[0] - processor, float(solver.D_eff[0])])
            print(json.dumps(steps[-1]), file=sys.stderr, flush=True)
            near = [tight is not None and abs(value / tight - 1) < 1e-3 for _, value in steps[-2:]]
            return done or near == [True, True]

        solver.check_convergence = logged
        solver.solve(verbose=False, conv_crit=accuracy or 1e-3)
        return float(solver.D_eff[0]), True

processor, memory = usage()
began = time.time()
value, converged = solve()
after, peak = usage()
if tight is not None and len(steps) > 1:
    after = processor + steps[-2][0]
print(json.dumps({
    "effective": value,
    "status": "converged" if converged else "unfinished",
    "cpu": after - processor,
    "seconds": time.time() - began,
    "bytes": (peak - memory) / n ** 3,
    "steps": steps,
    "threads": os.environ.get("OMP_NUM_THREADS"),
}))
