"""The four verbs on arrays, and the calibrated model."""

import json
import os
import tempfile
from pathlib import Path

import numpy as np

from ._command import ExcursaError, MissingFileError, label_text, parse, run, save_arrays, spacing_text


class Model:
    """A calibrated model: what model.json holds, and realisations of it."""

    def __init__(self, content):
        """content: the parsed model.json."""
        self.content = content

    @classmethod
    def load(cls, path):
        """Reads a model.json."""
        try:
            content = json.loads(Path(path).read_text(encoding="utf-8"))
        except OSError as error:
            kind = MissingFileError if isinstance(error, FileNotFoundError) else ExcursaError
            raise kind(f"path: expected a model.json, got {error.strerror} of {path}; try another") from None
        except ValueError:
            content = None
        if not isinstance(content, dict) or content.get("format") != "excursa-model":
            raise ExcursaError(f"path: expected a model.json, got {path} of another kind; try Model.save first")
        return cls(content)

    def save(self, path):
        """Writes a model.json, which the command line takes too."""
        folder = Path(path).parent
        if not folder.is_dir():
            raise MissingFileError(f"path: expected an existing folder, got none at {folder}; try creating it first")
        try:
            Path(path).write_text(json.dumps(self.content, indent=1) + "\n", encoding="utf-8")
        except OSError as error:
            raise ExcursaError(
                f"path: expected to be able to write it, got {error.strerror} for {path}; try another place") from None

    @property
    def labels(self):
        """Names of the phases by label value, as `describe` and `validate` take them."""
        return {phase["label"]: phase["name"] for phase in self.content["phases"]}

    @property
    def spacing(self):
        """Voxel size [dz, dy, dx] and unit, as `describe` and `validate` take it."""
        grid = self.content["grid"]
        return tuple(grid["spacing"]), grid["unit"]

    @property
    def parameters(self):
        """Parameter values by group (scalars, and each field) and name; units stand in `content`."""
        groups = self.content["parameters"]
        return {group: {name: p["value"] for name, p in items.items()} for group, items in groups.items()}

    def generate(self, shape, seed=1, *, periodic=False, origin=None, threads=None, verbose=False):
        """Draws a realisation.

        shape: voxels (nz, ny, nx), or (ny, nx) for an image. origin: global coordinate (z, y, x) of the first voxel;
        windows of one seed that meet continue each other. Returns labels - shape [z, y, x] or [y, x] - uint8.
        """
        with tempfile.TemporaryDirectory(prefix="excursa-") as folder:
            path, twin = Path(folder) / "model.json", Path(folder) / "twin.npy"
            self.save(path)
            if np.ndim(shape) != 1:
                raise ExcursaError(f"shape: expected (nz, ny, nx) or (ny, nx), got {shape!r}; try shape=(64, 64, 64)")
            settings = {"shape": tuple(shape), "seed": seed, "periodic": periodic, "origin": origin,
                        "threads": threads, "out": twin}
            run(["generate", path], settings, verbose, folder)
            return np.load(twin)

    def __repr__(self):
        phases = ", ".join(self.labels.values())
        return f"excursa.Model({self.content['model']['name']}: {phases})"


def calibrate(images, *, labels=None, spacing=None, mask=None, model=None, seed=1, out=None, threads=None,
              verbose=False, **settings):
    """Calibrates a model to segmented 2D images.

    images: an array [y, x], a list of such arrays, a stack of sections [section, y, x], or paths of files. labels:
    {label value: name}. spacing: voxel size with its unit, '0.065um' or (0.065, 'um'). mask: label value of pixels to
    leave out. model: name of a model class, or path of a record file. out: folder that keeps the run, with report.html.
    Further settings have the names of the command's flags with underscores, for example starts=12. Returns a Model.
    """
    with tempfile.TemporaryDirectory(prefix="excursa-") as folder:
        paths = save_arrays(images, folder, "images")
        run_folder = Path(out) if out is not None else Path(folder) / "run"
        given = {"labels": label_text(labels), "spacing": spacing_text(spacing), "mask": mask, "model": model,
                 "seed": seed, "threads": threads, "out": run_folder, "as": "sections", **settings}
        if out is None:
            given.setdefault("twin", 0)
        run(["calibrate", *paths], given, verbose, folder)
        return Model.load(run_folder / "model.json")


def _kind(arrays):
    """Three axes are a volume; lists of images and single images are sections; files are what they are."""
    if isinstance(arrays, (list, tuple, str, os.PathLike)):
        return None if isinstance(arrays, (str, os.PathLike)) else "sections"
    return "volume" if np.ndim(arrays) == 3 else "sections"


def describe(images, *, labels=None, spacing=None, mask=None, basic=False, threads=None, verbose=False, **settings):
    """Measures images or a volume.

    images: a volume [z, y, x], an image [y, x], a list of images, or a path. basic: skip what takes long in volumes.
    Returns the description that `excursa describe --json` prints: grid, phases, twoPoint.
    """
    with tempfile.TemporaryDirectory(prefix="excursa-") as folder:
        paths = save_arrays(images, folder, "images")
        given = {"as": _kind(images), "labels": label_text(labels), "spacing": spacing_text(spacing), "mask": mask,
                 "basic": basic, "threads": threads, "json": True, **settings}
        return parse(run(["describe", *paths], given, verbose, folder))


def validate(model, reference, *, labels=None, spacing=None, mask=None, realisations=8, seed=1, threads=None,
             verbose=False, **settings):
    """Compares realisations of a model with images or a volume of the material.

    model: a Model, or the path of a model.json. reference: as the images of `describe`. Returns the comparison that
    `excursa validate --json` prints.
    """
    with tempfile.TemporaryDirectory(prefix="excursa-") as folder:
        path = Path(folder) / "model.json"
        model = model if isinstance(model, Model) else Model.load(model)
        model.save(path)
        paths = save_arrays(reference, folder, "reference")
        given = {"as": _kind(reference), "labels": label_text(labels or model.labels), "mask": mask, "seed": seed,
                 "spacing": spacing_text(spacing), "realisations": realisations, "threads": threads, "json": True,
                 **settings}
        return parse(run(["validate", path, *paths], given, verbose, folder))
