"""A discharge with the pores, surface and conductivity of a twin: python discharge.py electrode.json

Needs `pip install pybamm` in an environment of its own. Starts from the parameter set Chen2020 of PyBaMM and puts the
numbers of the twin in the place of its positive electrode, by their BPX names.
"""

import json
import math
import sys

import pybamm

with open(sys.argv[1], encoding="utf-8") as file:
    found = json.load(file)["Parameterisation"]
electrode = found["Positive electrode"]
active = found["User-defined"]["Positive electrode active material volume fraction"]
porosity = electrode["Porosity"]
efficiency = electrode["Transport efficiency"]
area = electrode["Surface area per unit volume [m-1]"]

chen = pybamm.ParameterValues("Chen2020")
twin = chen.copy()
twin.update(
    {
        "Positive electrode porosity": porosity,
        "Positive electrode active material volume fraction": active,
        # PyBaMM has efficiency = porosity ** exponent, as its own reader of BPX files.
        "Positive electrode Bruggeman coefficient (electrolyte)": math.log(efficiency) / math.log(porosity),
        # Spheres with this share of the volume have the twin's surface area.
        "Positive particle radius [m]": 3 * active / area,
    }
)
conductivity = electrode.get("Conductivity [S.m-1]")
if conductivity is not None:
    twin["Positive electrode conductivity [S.m-1]"] = conductivity
    twin["Positive electrode Bruggeman coefficient (electrode)"] = 0

points = {"x_n": 8, "x_s": 6, "x_p": 8, "r_n": 8, "r_p": 8}
for name, parameters in {"Chen2020": chen, "twin": twin}.items():
    simulation = pybamm.Simulation(
        pybamm.lithium_ion.DFN(), parameter_values=parameters, C_rate=1, var_pts=points
    )
    solution = simulation.solve([0, 4000])
    capacity = solution["Discharge capacity [A.h]"].entries[-1]
    voltage = solution["Voltage [V]"].entries
    print(f"{name}: {capacity:.2f} A h at 1 C, {voltage[len(voltage) // 2]:.3f} V halfway")
