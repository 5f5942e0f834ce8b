/**
 * Sections of data and models side by side as one PNG, a scale bar in each:
 * node bench/studies/side-by-side.mjs OUT.png EDGE_PIXELS BAR_PIXELS IMAGE.tif MODEL.json...
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { encode } from 'fast-png';
import { parseSpacing } from '../../build/io/index.js';
import { readPhaseMaps } from '../../build/node/index.js';
import { fromModelFile, realise } from '../../build/phase/index.js';

const [out, edgeText, barText, image, ...models] = process.argv.slice(2);
const [edge, bar] = [Number(edgeText), Number(barText)];
const { maps } = await readPhaseMaps([image], { as: 'sections', spacing: parseSpacing('1um') });
const crop = ({ grid, data }) => {
  const nx = grid.shape[2];
  return Uint8Array.from({ length: edge * edge }, (_, i) => data[Math.floor(i / edge) * nx + (i % edge)]);
};
const panels = [crop(maps[0])];
for (const path of models) {
  const model = fromModelFile(JSON.parse(readFileSync(path, 'utf8')), path);
  panels.push((await realise(model, { shape: [edge, edge], seed: 1, realisation: 3, threads: 2 })).map.data);
}
// The colours of reports.
const colours = [
  [70, 90, 130],
  [222, 138, 30],
  [166, 208, 232],
];
const gap = 8;
const width = panels.length * (edge + gap) - gap;
const pixels = new Uint8Array(3 * width * edge).fill(255);
panels.forEach((labels, p) => {
  for (let i = 0; i < labels.length; i++) {
    const [y, x] = [Math.floor(i / edge), i % edge];
    const inFrame = y >= edge - 22 && y < edge - 8 && x >= 8 && x < bar + 16;
    const inBar = y >= edge - 17 && y < edge - 13 && x >= 12 && x < 12 + bar;
    const colour = inBar ? [0, 0, 0] : inFrame ? [255, 255, 255] : colours[labels[i]];
    pixels.set(colour, 3 * (y * width + p * (edge + gap) + x));
  }
});
writeFileSync(out, encode({ width, height: edge, data: pixels, channels: 3, depth: 8 }));
