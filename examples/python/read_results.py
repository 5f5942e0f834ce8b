"""Reads what Excursa writes, with NumPy and the standard library: python3 read_results.py twin.npy model.json description.json

twin.npy          excursa generate model.json --shape 64,64,64 --out twin.npy
model.json        excursa calibrate ... --out run  (run/model.json)
description.json  excursa describe twin.npy --out description.json
"""
import json
import sys

import numpy

twin = numpy.load(sys.argv[1])
with open(sys.argv[2], encoding="utf-8") as file:
    model = json.load(file)
with open(sys.argv[3], encoding="utf-8") as file:
    description = json.load(file)

# The array holds label values; its axes are z, y, x.
spacing, unit = model["grid"]["spacing"], model["grid"]["unit"]
print(f"twin: shape {twin.shape}, voxels of {spacing} {unit}")

for phase in model["phases"]:
    print(f"{phase['name']}: volume fraction {(twin == phase['label']).mean():.6f}")

for phase in description["phases"]:
    print(f"{phase['name']}: described as {phase['volumeFraction']['value']:.6f}")

for group, parameters in model["parameters"].items():
    for name, parameter in parameters.items():
        print(f"{group}.{name} = {parameter['value']:.6g} {parameter['unit']}")
