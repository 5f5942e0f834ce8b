"""One peer's work, again and again: python peer.py WORK FOLDER. Reads 'run' lines, answers each with a JSON line of seconds, check and memory.

Compiling, importing and preparing are not timed. `check` is a number that both sides must agree on, within what each row says.
"""
import json
import os
import resource
import sys
import time

work, folder = sys.argv[1:3]
threads = int(os.environ.get("BENCH_THREADS", "1"))
reference = os.environ.get("BENCH_REFERENCE")
if reference:
    sys.path.insert(0, reference)

import numpy as np  # noqa: E402


def labels():
    return np.load(os.path.join(folder, "volume.npy"))


def step(adversary):
    import torch
    torch.set_num_threads(threads)
    from fit_monte_carlo import BATCH, SIZE, Discriminator, discriminator_loss, generator_loss
    from model import MAX_LAG, BoundedParameters, all_pairs, draw_noise, fields_2d, latents, phase_images, tppf

    torch.manual_seed(0)
    parameters = BoundedParameters(seed=1)

    def generate(p, noise):
        theta = p()
        return phase_images(*latents(theta, fields_2d(theta, noise)))

    real = generate(BoundedParameters(seed=2), draw_noise(SIZE, BATCH)).detach()
    target = torch.rand(6, MAX_LAG + 1)
    discriminator = Discriminator("medium")
    opponent = torch.optim.Adam(discriminator.parameters(), 1e-3, betas=(0.5, 0.99))
    optimiser = torch.optim.Adam(parameters.parameters(), 1e-3, betas=(0.5, 0.99))

    def run():
        images = generate(parameters, draw_noise(SIZE, BATCH))
        optimiser.zero_grad()
        loss = ((all_pairs(*tppf(images, True)) - target) ** 2).sum()
        if adversary:
            loss = loss + generator_loss(discriminator, images)
        loss.backward()
        optimiser.step()
        if adversary:
            opponent.zero_grad()
            discriminator_loss(discriminator, real, images.detach()).backward()
            opponent.step()
        return images.numel()

    return run


def exact():
    import torch
    torch.set_num_threads(threads)
    from fit_closed_form import Problem
    from model import LagBasis
    from two_point import sobol_normals
    from model import BoundedParameters

    problem = Problem.__new__(Problem)
    problem.basis = LagBasis(torch.arange(1, 33, dtype=torch.float64))
    problem.normals = sobol_normals(2048)
    parameters = BoundedParameters(seed=1)
    raw = torch.zeros(70, dtype=torch.float64)

    def run():
        c, v, d_c, d_v = problem.values_and_derivatives(parameters, raw)
        return d_c.numel()

    return run


def volume():
    import torch
    torch.set_num_threads(threads)
    from model import default_theta, volume_3d
    theta = default_theta()
    return lambda: volume_3d(theta, (256, 256, 256), 1)[0].numel()


def volume_scipy():
    """Five float32 fields by scipy.fft with all threads, white noise by numpy, as a script of a user would."""
    from scipy import fft
    n = 256
    k = fft.fftfreq(n, dtype=np.float32) if False else np.fft.fftfreq(n).astype(np.float32)
    half = np.fft.rfftfreq(n).astype(np.float32)
    squared = k[:, None, None] ** 2 + k[None, :, None] ** 2 + half[None, None, :] ** 2
    amplitude = np.exp(-200 * squared).astype(np.float32)
    amplitude *= np.float32(np.sqrt(n ** 3 / (2 * (amplitude.astype(np.float64) ** 2).sum())))
    generator = np.random.default_rng(1)

    def field():
        noise = generator.standard_normal((n, n, n), dtype=np.float32)
        spectrum = fft.rfftn(noise, workers=threads, overwrite_x=True)
        spectrum *= amplitude
        return fft.irfftn(spectrum, s=(n, n, n), workers=threads, overwrite_x=True)

    def run():
        x, y, z = field(), field(), field()
        a = x + np.float32(0.7) * (field() ** 2 - 1) + np.float32(0.4) * (z ** 2 - 1)
        b = y + np.float32(0.7) * (field() ** 2 - 1) + np.float32(0.4) * (z ** 2 - 1)
        return np.where(a >= 0.3, 0, np.where(b >= 0.1, 1, 2)).astype(np.uint8).size

    return run


def gstools(method):
    import gstools as gs
    gs.config.NUM_THREADS = threads
    model = gs.Gaussian(dim=3, var=1, len_scale=8)
    n = 128
    axes = [np.arange(n, dtype=float)] * 3
    if method == "fourier":
        srf = gs.SRF(model, generator="Fourier", period=[n] * 3, mode_no=[10] * 3, seed=1)
    else:
        srf = gs.SRF(model, seed=1)
    return lambda: srf.structured(axes, seed=1).size


def porespy_two_point():
    import porespy as ps
    ps.settings.tqdm = {"disable": True}
    image = labels()

    def run():
        # All pairs of three phases would be six of these; one phase with itself is what the function does.
        result = ps.metrics.two_point_correlation(image == 0, voxel_size=1)
        return float(np.asarray(result.probability)[0] if hasattr(result, "probability") else result[1][0])

    return run


def pymks_two_point():
    from pymks.fmks.correlations import two_point_stats
    image = labels()
    one = (image == 0)[None].astype(float)

    def run():
        out = np.asarray(two_point_stats(one, one, periodic_boundary=False, cutoff=50))
        return float(out.max())

    return run


def scipy_distances():
    from scipy import ndimage
    mask = labels() == 0
    return lambda: float((ndimage.distance_transform_edt(mask).astype(np.float64) ** 2).sum())


def edt_distances():
    import edt
    mask = np.ascontiguousarray(labels() == 0)
    return lambda: float(edt.edtsq(mask, black_border=False, parallel=threads).astype(np.float64).sum())


def porespy_chords():
    import porespy as ps
    ps.settings.tqdm = {"disable": True}
    mask = labels() == 0

    def run():
        # Chords along x on every second row of every second plane (they must not touch), without those that the border cuts.
        chords = ps.filters.apply_chords(mask, axis=2, spacing=1, trim_edges=True)
        counts = ps.metrics.chord_counts(chords)
        return float(np.sum(counts))

    return run


def skimage_surface():
    from skimage import measure
    mask = labels() == 0

    def run():
        vertices, faces, _, _ = measure.marching_cubes(mask.astype(np.float32), 0.5)
        return float(measure.mesh_surface_area(vertices, faces))

    return run


def cc3d_components():
    import cc3d
    mask = (labels() == 0).astype(np.uint8)
    return lambda: int(cc3d.connected_components(mask, connectivity=6, return_N=True)[1])


def porespy_sizes():
    import porespy as ps
    ps.settings.tqdm = {"disable": True}
    mask = labels() == 0

    def run():
        return float((ps.filters.local_thickness(mask, sizes=25, method="dt") > 0).sum())

    return run


def transforms():
    from scipy import fft
    data = (np.random.default_rng(1).standard_normal((8192, 256)) * (1 + 1j)).astype(np.complex64)
    return lambda: float(fft.fft(data, axis=1, workers=threads).size)


works = {
    "step": lambda: step(True),
    "step-generator": lambda: step(False),
    "exact": exact,
    "volume": volume,
    "volume-scipy": volume_scipy,
    "gstools": lambda: gstools("randomisation"),
    "gstools-fourier": lambda: gstools("fourier"),
    "porespy-two-point": porespy_two_point,
    "pymks-two-point": pymks_two_point,
    "scipy-distances": scipy_distances,
    "edt-distances": edt_distances,
    "porespy-chords": porespy_chords,
    "skimage-surface": skimage_surface,
    "cc3d-components": cc3d_components,
    "porespy-sizes": porespy_sizes,
    "scipy-fft": transforms,
}

run = works[work]()
print(json.dumps({"ready": True}), flush=True)
for line in sys.stdin:
    began = time.perf_counter()
    check = run()
    seconds = time.perf_counter() - began
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    print(json.dumps({"seconds": seconds, "check": check, "peak": peak}), flush=True)
