"""Judges a model by the reference's own functions: python evaluate.py REFERENCE_FOLDER theta.json image labels -> one JSON record."""
import json
import math
import sys

sys.path.insert(0, sys.argv[1])

import torch  # noqa: E402

from fit_closed_form import RINGS  # noqa: E402
from images import descriptor_errors, descriptors, read_labels, target_tppf  # noqa: E402
from model import LagBasis, all_pairs, correlations, load_theta  # noqa: E402
from two_point import F64, sobol_normals, two_point, volume_fractions  # noqa: E402

theta = load_theta(sys.argv[2])
labels = read_labels([sys.argv[3]], [int(value) for value in sys.argv[4].split(",")])
measured = descriptors(labels)
c, v, lags = target_tppf(labels)
target = all_pairs(c, v)[:, RINGS]
basis = LagBasis(torch.cat([torch.tensor([1.0, math.sqrt(2)], dtype=F64), lags[RINGS]]))
volumes = volume_fractions(theta.scalars, 200)
first, second, cross = two_point(correlations(theta, basis), theta.scalars, sobol_normals(8192, 777), nodes=8)
model = all_pairs(torch.stack([volumes[0] - first, volumes[1] - second, cross])[:, 2:], volumes)
print(json.dumps({
    "tppf_loss": float(((model - target) ** 2).sum()),
    "error_percent": descriptor_errors(theta, measured),
}))
