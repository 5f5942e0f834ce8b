import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, writePhaseMap } from 'excursa/node';
import { cutSections, demoRecipe, stackSections, virtualCathode } from './truth.ts';

const say = (text: string): boolean => process.stdout.write(`${text}\n`);

/** Prints a command as a user would type it, then runs it. @returns its exit code. */
async function show(args: readonly string[]): Promise<number> {
  say(`\n$ excursa ${args.join(' ')}`);
  return runCommand(args);
}

/** The demo on a user's images: calibrate and draw a twin. */
async function onImages(images: readonly string[], folder: string): Promise<number> {
  const run = join(folder, 'run');
  const failed = await show(['calibrate', ...images, '--out', run]);
  if (failed) return failed;
  return show(['generate', join(run, 'model.json'), '--shape', '192,192,192', '--out', join(folder, 'twin.tif')]);
}

/** The demo on the virtual cathode, whose whole volume is known. */
async function onVirtualCathode(folder: string): Promise<number> {
  say(
    'A virtual cathode: round particles of active material in solid electrolyte, with pores. It is not of the model class.',
  );
  const truth = virtualCathode(demoRecipe);
  const sections = cutSections(truth, 8);
  const [truthFile, sectionsFile, run] = ['truth.tif', 'sections.tif', 'run'].map((name) => join(folder, name));
  await writePhaseMap(truthFile, truth);
  await writePhaseMap(sectionsFile, stackSections(sections));
  say(`Its volume is ${truthFile}; the calibration sees only the 8 sections in ${sectionsFile}.`);
  const labels = ['--labels', truth.phases.map(({ label, name }) => `${label}=${name}`).join(',')];
  const model = join(run, 'model.json');
  const size = truth.grid.shape.join(',');
  const steps = [
    ['calibrate', sectionsFile, ...labels, '--out', run],
    ['generate', model, '--shape', size, '--out', join(folder, 'twin.tif')],
    [
      'validate',
      model,
      truthFile,
      ...labels,
      '--as',
      'volume',
      '--realisations',
      '2',
      '--report',
      join(folder, 'report.html'),
    ],
  ];
  for (const step of steps) {
    const failed = await show(step);
    if (failed) return failed;
  }
  say(`
What to look at: the class was chosen by sections that no fit saw. Smooth random fields make no round particles; grains
do. The comparison names what still differs.
calibration report  ${join(run, 'report.html')}
twin against truth  ${join(folder, 'report.html')}`);
  return 0;
}

/**
 * Runs the demo.
 * @param images - a user's images, or none for the virtual cathode. @param folder - where results go; emptied first.
 * @returns exit code.
 */
export async function demo(images: readonly string[], folder: string): Promise<number> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  return images.length > 0 ? onImages(images, folder) : onVirtualCathode(folder);
}
