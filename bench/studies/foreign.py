"""What other programs measure of a labelled volume: python foreign.py VOLUME.npy -> one JSON record by phase."""
import json
import sys
import warnings

warnings.simplefilter("ignore")

import cc3d  # noqa: E402
import numpy as np  # noqa: E402
import porespy as ps  # noqa: E402
from scipy import ndimage  # noqa: E402
from skimage import graph, measure  # noqa: E402

ps.settings.tqdm = {"disable": True}
volume = np.load(sys.argv[1])
out = {}
for phase in range(int(volume.max()) + 1):
    mask = volume == phase
    labelled, count = ndimage.label(mask)
    sizes = np.bincount(labelled.ravel())[1:]
    ends = np.intersect1d(labelled[0][labelled[0] > 0], labelled[-1][labelled[-1] > 0])
    vertices, faces, _, _ = measure.marching_cubes(mask.astype(np.float32), 0.5)
    chords = ps.metrics.chord_counts(ps.filters.apply_chords(mask, axis=2, spacing=1, trim_edges=True))
    # Geometric costs: half of both ends' costs times the step, so that costs of 1 give lengths; -1 is impassable.
    mcp = graph.MCP_Geometric(np.where(mask, 1.0, -1.0), fully_connected=True)
    starts = [(0, y, x) for y, x in zip(*np.nonzero(mask[0]))]
    lengths = mcp.find_costs(starts)[0][-1][mask[-1]] if starts else np.array([np.inf])
    reached = lengths[np.isfinite(lengths)]
    thickness = ps.filters.local_thickness(mask, sizes=25, method="dt")
    curve = ps.metrics.two_point_correlation(mask, voxel_size=1)
    probability = np.asarray(curve.probability_scaled if hasattr(curve, "probability_scaled") else curve[1])
    distance = np.asarray(curve.distance if hasattr(curve, "distance") else curve[0])
    out[phase] = {
        "volume fraction": mask.mean(),
        "components (scipy)": count,
        "components (cc3d)": int(cc3d.connected_components(mask.astype(np.uint8), connectivity=6, return_N=True)[1]),
        "largest component": sizes.max() / sizes.sum(),
        "percolating fraction z": sizes[ends - 1].sum() / sizes.sum(),
        "Euler number 26, raw": int(measure.euler_number(mask, 3)) / mask.size,
        "Euler number 6, raw": int(measure.euler_number(mask, 1)) / mask.size,
        "surface area (marching cubes)": measure.mesh_surface_area(vertices, faces) / mask.size,
        "voxel faces": sum(np.count_nonzero(np.diff(mask, axis=a)) / np.diff(mask, axis=a).size for a in range(3)),
        "mean chord x": float(np.mean(chords)),
        "chord std x": float(np.std(chords)),
        "geodesic tortuosity z": float(reached.mean() / (mask.shape[0] - 1)) if len(reached) else None,
        "largest distance": float(ndimage.distance_transform_edt(mask).max()),
        "mean local radius": float(thickness[mask].mean()),
        "two-point, ring of lag 5": float(np.interp(5, distance, probability)),
    }
print(json.dumps(out, default=float))
