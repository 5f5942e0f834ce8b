"""Estimators of surface area beside each other: Crofton with 13 and 49 directions, weights of 2 x 2 x 2 configurations.

python bench/studies/surface-areas.py (numpy, scipy): planes of all directions, balls, level sets of Gaussian fields.
The configurations are weighted so that planes of all directions come out with the least mean square error (Lindblad
2005).
"""

import itertools
from math import gcd

import numpy as np
from scipy.spatial import SphericalVoronoi

random = np.random.default_rng(1)
corners = np.array(list(itertools.product((0, 1), repeat=3)))


def directions(reach):
    """Steps (z, y, x) of a half space with their share of all directions and their length."""
    steps = [s for s in itertools.product(range(-reach, reach + 1), repeat=3) if gcd(*map(abs, s)) == 1]
    lengths = np.linalg.norm(steps, axis=1)
    shares = SphericalVoronoi(np.array(steps) / lengths[:, None]).calculate_areas() / (4 * np.pi)
    return [(s, 2 * w, l) for s, w, l in zip(steps, shares, lengths) if s > (0, 0, 0)]


def of_planes(steps, normals):
    units = np.array([np.array(s) / l for s, _, l in steps])
    return 2 * np.abs(normals @ units.T) @ np.array([w for _, w, _ in steps])


def crofton(image, steps):
    """Area of the boundary of a periodic image."""
    return sum(2 * w * (image != np.roll(image, s, (0, 1, 2))).sum() / l for s, w, l in steps)


def classes_of_configurations():
    """Class of each set of corners under rotations, reflections and exchange of the phases."""
    moves = []
    for order in itertools.permutations(range(3)):
        for flip in itertools.product((0, 1), repeat=3):
            moved = corners[:, order] ^ np.array(flip)
            moves.append([int(4 * z + 2 * y + x) for z, y, x in moved])
    seen, out = {}, np.zeros(256, int)
    for own in range(256):
        images = [sum(((own >> i) & 1) << move[i] for i in range(8)) for move in moves]
        out[own] = seen.setdefault(min(min(i, 255 - i) for i in images), len(seen))
    return out, len(seen)


classes, count = classes_of_configurations()


def configurations_of_planes(normals, places=400):
    """Configurations per area of planes at random places - [plane][class]."""
    rows = []
    for normal in normals:
        heights = corners @ normal
        low, high = heights.min(), heights.max()
        levels = low + (high - low) * (np.arange(places) + 0.5) / places
        codes = ((heights[None, :] < levels[:, None]) << np.arange(8)).sum(1)
        rows.append(np.bincount(classes[codes], minlength=count) / places * (high - low))
    return np.array(rows)


normals = random.normal(size=(20000, 3))
normals /= np.linalg.norm(normals, axis=1)[:, None]
fitted = configurations_of_planes(normals[:3000])
fitted[:, classes[0]] = 0
weights, *_ = np.linalg.lstsq(fitted, np.ones(len(fitted)), rcond=None)
weights[classes[0]] = 0


def by_configurations(image):
    """Area of the boundary of a periodic image."""
    code = sum(np.roll(image, -c, (0, 1, 2)).astype(np.int32) << i for i, c in enumerate(corners))
    return weights[classes[code]].sum()


estimators = {
    "13 directions": (lambda n, s=directions(1): of_planes(s, n), lambda i, s=directions(1): crofton(i, s)),
    "49 directions": (lambda n, s=directions(2): of_planes(s, n), lambda i, s=directions(2): crofton(i, s)),
    "2 x 2 x 2": (lambda n: configurations_of_planes(n) @ weights, by_configurations),
}
along = np.array([[1, 0, 0], [0.5**0.5, 0.5**0.5, 0], [1 / 3**0.5] * 3])
for name, (planes, _) in estimators.items():
    own = planes(normals[3000:6000])
    print(f"{name}: planes, mean {own.mean():.4f}, deviation {own.std():.4f}, {own.min():.3f} to {own.max():.3f};",
          "along faces, edges, corners", planes(along).round(3))


def report(title, images, true):
    for name, (_, measure) in estimators.items():
        ratios = np.array([measure(image) for image in images]) / true - 1
        print(f"{title}, {name}: {100 * ratios.mean():+.1f} +- {100 * ratios.std(ddof=1) / len(ratios)**0.5:.1f} %")


for radius in (4, 6, 10, 16):
    n = 2 * radius + 10
    grid = np.indices((n, n, n)) - n / 2
    places = [random.random(3)[:, None, None, None] for _ in range(8)]
    report(f"ball of radius {radius}", [((grid + p) ** 2).sum(0) < radius**2 for p in places], 4 * np.pi * radius**2)

n = 96
k = 2 * np.pi * np.fft.fftfreq(n)
square = k[:, None, None] ** 2 + k[None, :, None] ** 2 + k[None, None, :] ** 2
for length in (3, 5, 8):
    # Correlation exp(-r^2 / (2 length^2)): Rice's formula gives the area at the level 0.
    images = []
    for _ in range(8):
        noise = np.fft.fftn(random.normal(size=(n, n, n)))
        images.append(np.fft.ifftn(noise * np.exp(-square * length**2 / 4)).real > 0)
    report(f"level set of length {length}", images, 2 / np.pi / length * n**3)
