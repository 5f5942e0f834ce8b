export { renderReport } from './html.ts';
export { isMisfit } from './misfit.ts';
export { encodePng, type Picture } from './png.ts';
export { type RenderOptions, renderVolume } from './render-volume.ts';
export type { ChordHistogram, CorrelationCurve, ParameterRow, Provenance, ReportData } from './report-data.ts';
export { slicePicture } from './slice-picture.ts';
