export { renderReport } from './html.ts';
export { isFar, isMisfit } from './misfit.ts';
export { encodePng, type Picture } from './pictures/png.ts';
export { type RenderOptions, renderVolume } from './pictures/render-volume.ts';
export { segmentationPreview } from './pictures/segmentation-preview.ts';
export { slicePng } from './pictures/slice-png.ts';
export type { ChordHistogram, CorrelationCurve, ParameterRow, Provenance, ReportData } from './report-data.ts';
export { renderStudy, type StudyReport } from './study.ts';
export {
  type Cell,
  type Column,
  countCell,
  type MissingCell,
  missingCell,
  type NumberCell,
  type PhaseCell,
  percentCell,
  renderCsv,
  renderText,
  renderTexts,
  type Table,
  type TextCell,
  tableJson,
} from './tables/table.ts';
export { renderHtml } from './tables/table-html.ts';
