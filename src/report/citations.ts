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
