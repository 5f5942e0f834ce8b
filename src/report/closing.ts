import type { Block } from './blocks.ts';
import { escapeHtml } from './notation.ts';
import type { ReportData } from './report-data.ts';

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
