// A user's program with all functions of the door for Node, for the strictest compiler. It is compiled, and not run.
import { type ExcursaError, createModel as pureModel } from 'excursa';
import {
  byteFile,
  calibrate,
  createModel,
  describe,
  type ExcursionModel,
  folderStore,
  hashFile,
  ExcursaError as NodeError,
  nativeNetworks,
  nodeThreads,
  openRunFolder,
  type PhaseMap,
  presets,
  provideThreads,
  type RunFolder,
  readGrey,
  readModel,
  readPhaseMaps,
  readRecord,
  realise,
  runCommand,
  validate,
  version,
  writeFileAtomic,
  writeModel,
  writePhaseMap,
} from 'excursa/node';

const phases = [
  { label: 0, name: 'pore' },
  { label: 1, name: 'am' },
  { label: 2, name: 'se' },
];
const { maps, sources } = await readPhaseMaps(['slice.tif'], { as: 'sections', labels: phases });
const first: PhaseMap | undefined = maps[0];
if (!first) throw new Error('no map');
const { phases: measured } = await describe(first, { detail: 'basic' });
console.log(measured.map(({ name, volumeFraction }) => `${name} ${volumeFraction.value.toFixed(3)}`).join(', '));
const result = await calibrate(
  maps,
  { model: 'plurigaussian', order: '1,2,0', starts: 2, points: 1024 },
  { threads: nodeThreads.most, store: folderStore('s') },
);
await writeModel('own-model.json', result.model);
const model: ExcursionModel = readModel('own-model.json');
const { map } = await realise(model, { shape: [64, 64, 64], seed: 1 });
await writePhaseMap('own-twin.tif', map);
const run: RunFolder = openRunFolder('run', false);
await run.make();
await run.writeCalibration(result, { version, sources });
const { images } = await readGrey(['sem.tif'], { as: 'sections' });
const source = byteFile('slice.tif');
const { sha256 } = await hashFile('slice.tif');
const record = readRecord('record.json');
const code: number = await runCommand(['--version']);
await writeFileAtomic('a.txt', 'text');
provideThreads(nodeThreads);
await validate(pureModel(presets.assb), first, { realisations: 2 });
const same: typeof ExcursaError = NodeError;

export { code, createModel, images, nativeNetworks, record, same, sha256, source };
