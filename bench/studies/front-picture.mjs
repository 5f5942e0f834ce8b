/**
 * The picture of the README: a segmented image, a twin cut from it, and one phase of the twin alone:
 * node bench/studies/front-picture.mjs OUT.png IMAGE LABELS SPACING MODEL.json PHASE EDGE_VOXELS
 * Needs `npm run build` first, and Chromium at /usr/bin/chromium.
 */
import { readFileSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { parseLabels, parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, realise } from '../../build/phase/index.js';
import { encodePng, renderVolume } from '../../build/report/index.js';
import { phaseColour, toRgb } from '../../build/report/notation.js';

const [out, image, labels, spacing, modelPath, phaseName, edgeText] = process.argv.slice(2);
const edge = Number(edgeText);
const options = { as: 'sections', labels: [...parseLabels(labels)], spacing: parseSpacing(spacing) };
const { grid, phases, data } = (await readPhaseMaps([image], options)).maps[0];
const model = fromModelFile(JSON.parse(readFileSync(modelPath, 'utf8')), modelPath);
const { map } = await realise(model, { shape: [edge, edge, edge], seed: 3, threads: 2 });

const nx = grid.shape[2];
const rgba = new Uint8Array(4 * edge * edge);
for (let i = 0; i < edge * edge; i++) {
  const phase = data[Math.floor(i / edge) * nx + (i % edge)];
  rgba.set([...toRgb(phaseColour(phase)), 255], 4 * i);
}
const url = (picture) => `data:image/png;base64,${Buffer.from(encodePng(picture)).toString('base64')}`;
const shown = phases.findIndex(({ name }) => name === phaseName);
const panels = [
  ['section', url({ width: edge, height: edge, rgba }), 'the image: one segmented section'],
  ['twin', url(renderVolume(map, { width: 720 })), 'the twin: a volume of the fitted model'],
  ['twin', url(renderVolume(map, { width: 720, phases: [shown] })), `its ${phaseName} alone`],
];
const legend = phases.map(({ name }, i) => `<i style="background:${phaseColour(i)}"></i>${name}`).join(' ');
const length = Number((edge * grid.spacing[2]).toPrecision(3));
const html = `<style>
body { margin: 0; padding: 22px 26px 14px; width: 1180px; font: 17px "DejaVu Sans", sans-serif; color: #26323f; background: #fff }
.row { display: flex; align-items: stretch; justify-content: space-between }
figure { margin: 0; text-align: center; display: flex; flex-direction: column } img { display: block; margin: auto }
figcaption { padding-top: 12px } .section { width: 300px; image-rendering: pixelated }
.twin { width: 380px } .arrow { font-size: 40px; color: #8a94a0; align-self: center } i { display: inline-block; width: 14px; height: 14px; margin: 0 7px 0 18px }
footer { margin-top: 14px; text-align: center; color: #4b5763; font-size: 15px }
</style><div class="row">${panels
  .map(
    ([kind, source, text]) => `<figure><img class="${kind}" src="${source}"><figcaption>${text}</figcaption></figure>`,
  )
  .join(
    '<span class="arrow">&rarr;</span>',
  )}</div><footer>${legend} &emsp; edges ${length} ${grid.unit.replace('um', 'µm')}</footer>`;

const browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu'] });
const tab = await browser.newPage({ viewport: { width: 1232, height: 500 }, deviceScaleFactor: 1.25 });
await tab.setContent(html);
await tab.locator('body').screenshot({ path: out });
await browser.close();
