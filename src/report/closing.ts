import type { Block } from './blocks.ts';
import { escapeHtml } from './notation.ts';
import type { ReportData } from './report-data.ts';

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
