import type { Figure } from './figures/figure.ts';
import { escapeHtml } from './notation.ts';
import type { ReportData } from './report-data.ts';
import type { Table } from './tables/table.ts';

/** How a text stands on the page: as a paragraph, in small print, or in a box. */
export type TextLook = 'plain' | 'note' | 'verdict' | 'warning';

/**
 * A piece of a report. Text is plain, its paragraphs one by one; `html` holds pictures and links that have no plainer
 * form.
 */
export type Block =
  | { readonly text: string | readonly string[]; readonly look: TextLook; readonly strong?: string }
  | { readonly heading: string }
  | { readonly table: Table }
  | { readonly figures: readonly Figure[] }
  | { readonly terms: readonly (readonly [term: string, meaning: string])[] }
  | { readonly html: string };

/** A part of a report with an entry in its contents. */
export interface Section {
  readonly id: string;
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** The same things, each with a name that no other has: the second 'a' becomes 'a-2'. */
function withOwnNames<T extends { readonly name: string }>(things: readonly T[]): T[] {
  const taken = new Set<string>();
  return things.map((thing) => {
    let name = thing.name;
    for (let i = 2; taken.has(name); i++) name = `${thing.name}-${i}`;
    taken.add(name);
    return { ...thing, name };
  });
}

/** All tables of some sections, in reading order; no two have the same name. */
export const tablesIn = (sections: readonly Section[]): Table[] =>
  withOwnNames(sections.flatMap(({ blocks }) => blocks.flatMap((block) => ('table' in block ? [block.table] : []))));

/** All figures of some sections, in reading order; no two have the same name. */
export const figuresIn = (sections: readonly Section[]): Figure[] =>
  withOwnNames(sections.flatMap(({ blocks }) => blocks.flatMap((block) => ('figures' in block ? block.figures : []))));

/** What to cite: the method, then the program. */
export const citations: ReportData['citations'] = [
  {
    key: 'furat2025',
    text: 'O. Furat et al., Generative adversarial framework to calibrate excursion set models for the 3D morphology of all-solid-state battery cathodes, Advanced Intelligent Systems (2025), arXiv:2503.17171. The method.',
    bibtex: `@article{furat2025,
  author  = {Furat, Orkun and others},
  title   = {Generative adversarial framework to calibrate excursion set models for the {3D} morphology of all-solid-state battery cathodes},
  journal = {Advanced Intelligent Systems},
  year    = {2025},
  note    = {arXiv:2503.17171}
}`,
  },
  {
    key: 'excursa',
    text: 'Excursa, the program that made this report. State its version and the seed, and mail model.json along.',
    bibtex: `@software{excursa,
  author = {{The Excursa authors}},
  title  = {Excursa: excursion-set models of microstructures from {2D} images},
  year   = {2026}
}`,
  },
];

/** What to cite for a segmentation, by what it used. */
export const segmentationCitations: Readonly<Record<'multi-Otsu' | 'non-local-means', string>> = {
  'multi-Otsu': `@article{liao2001,
  author  = {Liao, Ping-Sung and Chen, Tse-Sheng and Chung, Pau-Choo},
  title   = {A fast algorithm for multilevel thresholding},
  journal = {Journal of Information Science and Engineering},
  volume  = {17},
  pages   = {713--727},
  year    = {2001}
}`,
  'non-local-means': `@inproceedings{buades2005,
  author    = {Buades, Antoni and Coll, Bartomeu and Morel, Jean-Michel},
  title     = {A non-local algorithm for image denoising},
  booktitle = {IEEE Conference on Computer Vision and Pattern Recognition},
  pages     = {60--65},
  year      = {2005},
  doi       = {10.1109/CVPR.2005.38}
}`,
};

/** How a report's numbers came to be. */
export function provenanceBlocks({ provenance: p }: Pick<ReportData, 'provenance'>): Block[] {
  const facts = [
    `Excursa ${p.version}`,
    `seed ${p.seed}`,
    ...(p.date === undefined ? [] : [p.date]),
    ...(p.seconds === undefined ? [] : [`${p.seconds.toFixed(0)} s`]),
    ...(p.machine === undefined ? [] : [p.machine]),
  ];
  const inputs = p.inputs.map(
    ({ path, sha256, bytes }) =>
      `<li>${escapeHtml(path)}, ${bytes} bytes, SHA-256 <code>${escapeHtml(sha256)}</code></li>`,
  );
  return [
    { text: facts.join(' · '), look: 'plain' },
    { html: `<pre>${escapeHtml(p.command)}</pre>` },
    ...(inputs.length > 0 ? [{ html: `<ul>${inputs.join('')}</ul>` }] : []),
  ];
}

/** Citations as text and BibTeX; DOIs and arXiv numbers in the text become links. */
export function citationBlocks({ citations }: Pick<ReportData, 'citations'>): Block[] {
  const link = (address: string, text: string): string => `<a href="${address}">${text}</a>`;
  return citations.map(({ text, bibtex }) => {
    const linked = escapeHtml(text)
      .replace(/arXiv:(\d{4}\.\d{4,5})/g, (all, id) => link(`https://arxiv.org/abs/${id}`, all))
      .replace(/doi:(10\.\d{4,9}\/[\w.()/-]*\w)/g, (all, id) => link(`https://doi.org/${id}`, all));
    return { html: `<p>${linked}</p><pre>${escapeHtml(bibtex)}</pre>` };
  });
}
