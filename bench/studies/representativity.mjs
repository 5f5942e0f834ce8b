// Whether `transport MODEL` states its errors truly: its mean and the edge for 1 % against many realisations, and that
// edge against the scatter of volumes of twice the edge. Needs `npm run build` first.
// nice -n 10 node bench/studies/representativity.mjs [runs, default 40] [precision, default 0.05]
import '../../build/node/index.js';
import { createModel, presets } from '../../build/phase/index.js';
import { twinConductivity } from '../../build/transport/index.js';

const [runs = 40, precision = 0.05] = process.argv.slice(2).map(Number);
const began = process.cpuUsage();
const models = {
  plurigaussian: createModel(presets.plurigaussian, { spacing: 0.1, unit: 'um', taper: 1.2 }),
  assb: createModel(presets.assb, { spacing: 0.1, unit: 'um', taper: 1.2 }),
};
const mean = (values) => values.reduce((sum, v) => sum + v, 0) / values.length;

for (const [name, model] of Object.entries(models)) {
  const conductivities = { [model.phases[0].name]: 1 };
  const draw = async (edge, seed, most, error) => {
    const shape = [edge, edge, edge];
    const own = { conductivities, axis: 'z', discretisation: false, tolerance: 1e-3, threads: 1 };
    const options = { ...own, shape, seed, precision: error, mostRealisations: most };
    return (await twinConductivity(model, options)).axes.z;
  };
  const truth = await draw(24, 1, 400, 1e-9);
  const large = await draw(48, 2, 100, 1e-9);
  const list = [];
  for (let run = 0; run < runs; run++) list.push(await draw(24, 100 + run, 400, precision));
  const off = list.map((own) => (own.effective - truth.effective) / Math.hypot(own.standardError, truth.standardError));
  const inside = list.filter(
    ({ edgeInterval: [low, high] }) => low <= truth.edgeForOnePercent && truth.edgeForOnePercent <= high,
  );
  console.log(
    JSON.stringify({
      model: name,
      truth: truth.effective,
      error: truth.standardError,
      scatter24: truth.scatter,
      scatter48: large.scatter,
      larger: large.effective,
      largerError: large.standardError,
      edgeFrom24: truth.edgeForOnePercent,
      edgeIntervalFrom24: truth.edgeInterval,
      edgeFrom48: large.edgeForOnePercent,
      edgeIntervalFrom48: large.edgeInterval,
      runs,
      within2Errors: off.filter((v) => Math.abs(v) <= 2).length,
      meanOff: mean(list.map((own) => own.effective / truth.effective - 1)),
      rootMeanSquareOff: Math.sqrt(mean(off.map((v) => v ** 2))),
      edgeInside: inside.length,
    }),
  );
}
const { user, system } = process.cpuUsage(began);
console.error(`${((user + system) / 1e6).toFixed(0)} s of processor time`);
