export { bpxFragment, type ConductivityFinding, type ElectrodeFindings, electrodeTable } from './battery-parameters.ts';
export { citations, segmentationCitations } from './blocks.ts';
export type { Chart, ChartPoint, ChartSeries } from './figures/chart.ts';
export type { Figure } from './figures/figure.ts';
export type { HeatMap } from './figures/heat-map.ts';
export { againstClass } from './first-screen/answer.ts';
export { conductivityMethods, type SegmentationTold, twinMethods } from './first-screen/methods-paragraph.ts';
export { slug } from './notation.ts';
export { parameterRows } from './parameter-rows.ts';
export { encodePng, type Picture, slicePng } from './pictures/png.ts';
export { type RenderOptions, renderVolume } from './pictures/render-volume.ts';
export { segmentationPreview } from './pictures/slices.ts';
export { openReport, openStudyReport, type RenderedReport, renderReport } from './render.ts';
export type { Answer, ChordHistogram, CorrelationCurve, ParameterRow, Provenance, ReportData } from './report-data.ts';
export type { StudyFigure, StudyReport } from './report-sections.ts';
export { calibrationReport, descriptionReport, validationReport } from './reports-of-results.ts';
export { choiceTables } from './tables/choice.ts';
export { comparisonTables, realismTables } from './tables/comparison.ts';
export {
  type ChordWeighting,
  type DescriptionTableOptions,
  descriptionTables,
  descriptorsTable,
} from './tables/description.ts';
export { distanceTables, similarityTables } from './tables/distances.ts';
export { electrodeTables } from './tables/electrode.ts';
export { exactFitTables } from './tables/exact-fit.ts';
export {
  contentTables,
  type LabelCount,
  type RealisationFile,
  realisationTables,
  segmentationTables,
  type ThresholdedImage,
} from './tables/files.ts';
export { anisotropyTables, parameterTables } from './tables/parameters.ts';
export { tableParquet } from './tables/parquet.ts';
export {
  type Cell,
  type Column,
  cellText,
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
export { conductivityTables, twinConductivityTables } from './tables/transport.ts';
export { unseenTables } from './tables/unseen.ts';
