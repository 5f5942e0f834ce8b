"""The Python functions against the command: same numbers, and sentences that name Python's arguments."""

import re

import numpy as np
import pytest

import excursa
from excursa._command import _sentence


@pytest.fixture(scope="module")
def image():
    """Discs of radius 6 on a jittered lattice in a background - shape [128, 128] - uint8."""
    rng = np.random.default_rng(1)
    y, x = np.mgrid[:128, :128]
    out = np.zeros((128, 128), np.uint8)
    for cy in range(8, 128, 16):
        for cx in range(8, 128, 16):
            dy, dx = rng.uniform(-3, 3, 2)
            out[(y - cy - dy) ** 2 + (x - cx - dx) ** 2 < 36] = 1
    return out


@pytest.fixture(scope="module")
def model(image):
    return excursa.calibrate(image, labels={0: "pore", 1: "am"}, spacing="0.1um", model="level-set", starts=1)


def test_describe_counts_voxels(image):
    found = excursa.describe(image, labels={0: "pore", 1: "am"}, spacing=(0.1, "um"))
    assert [phase["name"] for phase in found["phases"]] == ["pore", "am"]
    assert found["phases"][1]["volumeFraction"]["value"] == pytest.approx(image.mean(), abs=1e-12)
    assert found["grid"] == {"shape": [128, 128], "spacing": [0.1, 0.1], "unit": "um"}


def test_lists_of_images_are_pooled(image):
    other = 1 - image
    found = excursa.describe([image, other], labels="0=a,1=b", spacing="1um", basic=True)
    assert found["phases"][0]["volumeFraction"]["value"] == pytest.approx(0.5, abs=1e-12)


def test_the_model_has_the_volume_fraction_of_the_image(image, model):
    twin = model.generate((48, 48, 48), seed=3)
    assert twin.shape == (48, 48, 48) and twin.dtype == np.uint8
    assert set(np.unique(twin)) == {0, 1}
    # The fraction is fitted; one window of 48 voxels holds some 80 discs and scatters by 0.03.
    assert twin.mean() == pytest.approx(image.mean(), abs=0.12)
    assert model.labels == {0: "pore", 1: "am"}
    assert model.spacing == ((0.1, 0.1, 0.1), "um")


def test_the_same_seed_gives_the_same_voxels(model, tmp_path):
    model.save(tmp_path / "model.json")
    again = excursa.Model.load(tmp_path / "model.json")
    assert np.array_equal(model.generate((16, 24, 32), seed=5), again.generate((16, 24, 32), seed=5))
    assert not np.array_equal(model.generate((16, 24, 32), seed=5), model.generate((16, 24, 32), seed=6))
    assert model.generate((64, 48)).shape == (64, 48)


def test_validate_returns_what_the_command_prints(image, model):
    found = excursa.validate(model, image, spacing=model.spacing, realisations=4)
    assert found["realisations"] == 4
    assert [phase["name"] for phase in found["phases"]] == ["pore", "am"]


def test_errors_name_the_arguments(image, model):
    with pytest.raises(excursa.ExcursaError, match=r"expected .*, got .*; try"):
        excursa.calibrate(image, spacing="many", labels={0: "pore", 1: "am"})
    with pytest.raises(excursa.ExcursaError, match="images: expected label arrays"):
        excursa.describe(np.zeros((2, 2, 2, 2)))
    with pytest.raises(excursa.ExcursaError, match="spacing: expected a size with its unit"):
        excursa.describe(image, spacing=0.1)
    with pytest.raises(excursa.ExcursaError) as caught:
        excursa.calibrate(image, labels={0: "pore", 1: "am"}, spacing="1um", starts=0)
    assert "starts" in str(caught.value) and "--" not in str(caught.value)
    with pytest.raises(excursa.ExcursaError, match=r"^images\[0\]: expected a number as label .*, got NaN"):
        excursa.describe(np.where(image == 1, np.nan, 0.0))
    with pytest.raises(excursa.ExcursaError, match="images: expected label arrays"):
        excursa.describe(np.zeros((0, 5), dtype=int))
    with pytest.raises(excursa.ExcursaError, match="labels: expected a name for each label value"):
        excursa.describe(image, labels=["pore", "am"])
    with pytest.raises(excursa.ExcursaError, match="shape: expected"):
        model.generate(8)
    with pytest.raises(excursa.ExcursaError, match="path: expected a model.json, got No such file"):
        excursa.Model.load("nosuch.json")
    for shape in [(8, 0, 8), (8,), (8, 8, 8, 8), (8, 2.5)]:
        with pytest.raises(excursa.ExcursaError, match="^shape: expected"):
            model.generate(shape)
    with pytest.raises(excursa.ExcursaError, match="nosuch|setting|option"):
        excursa.calibrate(image, spacing="1um", nosuch=3)


def test_commands_of_other_programs_keep_their_flags():
    said = "error --starts: expected a package, got none; try npm install --global onnxruntime-node"
    assert _sentence(said) == "starts: expected a package, got none; try npm install --global onnxruntime-node"


def test_errors_spell_values_as_python_does():
    def said(words):
        return _sentence(f"error x: expected a, got b; try {words}").partition("try ")[2]

    assert said("--labels 0=pore,1=am,2=se") == "labels={0: 'pore', 1: 'am', 2: 'se'}"
    assert said("--labels 0=pore") == "labels={0: 'pore'}"
    assert said("--labels 0+3=pore,1=am") == "labels='0+3=pore,1=am'"
    assert said("--shape 256,256,256") == "shape=(256, 256, 256)"
    assert said("--spacing 0.05um, or --max-lag 40") == "spacing='0.05um', or max_lag=40"


def test_labels_that_do_not_fit_are_told_in_python(image):
    with pytest.raises(excursa.ExcursaError, match=r"labels=\{0: 'pore', 1: 'am'") as caught:
        excursa.describe(image, labels="pore")
    assert "labels=0" not in str(caught.value)


def test_a_missing_folder_is_a_missing_file(tmp_path):
    model = excursa.Model({"format": "excursa-model"})
    with pytest.raises(FileNotFoundError) as caught:
        model.save(tmp_path / "none" / "model.json")
    assert isinstance(caught.value, excursa.ExcursaError)
    assert re.fullmatch(r"path: expected an existing folder, got none at .*none; try creating it first", str(caught.value))
    with pytest.raises(FileNotFoundError, match="path: expected a model.json"):
        excursa.Model.load(tmp_path / "none.json")
    model.save(tmp_path / "model.json")
    assert excursa.Model.load(tmp_path / "model.json").content == model.content
