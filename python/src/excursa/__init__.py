"""Excursa for Python: calibrate, generate, describe and validate on NumPy arrays.

>>> import excursa
>>> model = excursa.calibrate(image, labels={0: "pore", 1: "am", 2: "se"}, spacing="0.065um")
>>> twin = model.generate((256, 256, 256), seed=7)
>>> excursa.describe(twin, labels=model.labels, spacing=model.spacing)["phases"][0]["volumeFraction"]

Every function runs the `excursa` command that the package brings along. Arrays have the axis order [z, y, x] and hold
labels. The command line takes the same files and settings, so that each step can be repeated there.
"""

from ._command import ExcursaError
from ._model import Model, calibrate, describe, validate

__version__ = "0.1.0"
__all__ = ["ExcursaError", "Model", "calibrate", "describe", "validate"]
