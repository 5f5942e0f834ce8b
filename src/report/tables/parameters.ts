import { escapeHtml, htmlTable, numberText } from '../html-text.ts';
import type { ParameterRow } from '../report-data.ts';
import { unitText } from '../units.ts';

/** Group of the parameters that belong to no field. */
const scalarGroup = 'scalars';
/** Longest table of field parameters that is shown unfolded, rows. */
const longest = 20;

/** A bound without needless digits; open ends are infinite. */
function boundText(bound: number): string {
  if (Number.isNaN(bound)) return 'not finite';
  if (!Number.isFinite(bound)) return bound > 0 ? '∞' : '−∞';
  const short = Number(bound.toPrecision(4));
  const size = Math.abs(short);
  return size > 0 && (size < 1e-3 || size >= 1e6) ? numberText(short) : String(short).replace('-', '−');
}

/** The bounds of one parameter in all fields; those that differ stand side by side. */
function boundsText(rows: readonly ParameterRow[]): string {
  const texts = rows.flatMap(({ bounds }) => (bounds ? [bounds.map(boundText).join(' … ')] : []));
  return [...new Set(texts)].join('; ') || '–';
}

const unitCell = ({ unit }: ParameterRow): string => escapeHtml(unitText(unit)) || '–';

function scalarTable(scalars: readonly ParameterRow[]): string {
  const bounded = scalars.some(({ bounds }) => bounds);
  return htmlTable(
    ['scalar', 'unit', 'value', ...(bounded ? ['bounds'] : []), 'meaning'],
    scalars.map((p) => ({
      cells: [
        escapeHtml(p.name),
        unitCell(p),
        numberText(p.value),
        ...(bounded ? [boundsText([p])] : []),
        escapeHtml(p.meaning),
      ],
    })),
    'remarks',
  );
}

function fieldTable(parameters: readonly ParameterRow[]): string {
  const fields = [...new Set(parameters.map(({ group }) => group))];
  const first = new Map(parameters.map((p) => [p.name, p] as const).reverse());
  const names = [...new Set(parameters.map(({ name }) => name))];
  const bounded = parameters.some(({ bounds }) => bounds);
  const values = new Map(parameters.map((p) => [`${p.group}\n${p.name}`, p.value] as const));
  const rows = names.map((name) => {
    const parameter = first.get(name)!;
    const cells = fields.map((field) => {
      const value = values.get(`${field}\n${name}`);
      return value === undefined ? '–' : numberText(value);
    });
    const bounds = bounded ? [boundsText(parameters.filter((p) => p.name === name))] : [];
    return { cells: [escapeHtml(name), unitCell(parameter), ...cells, ...bounds, escapeHtml(parameter.meaning)] };
  });
  const head = ['parameter', 'unit', ...fields.map(escapeHtml), ...(bounded ? ['bounds'] : []), 'meaning'];
  const table = htmlTable(head, rows, 'remarks');
  if (rows.length <= longest) return table;
  return `<details><summary>${rows.length} parameters of each of ${fields.length} fields</summary>${table}</details>`;
}

/** The parameters: scalars one a row, the parameters of the fields with one column a field. */
export function parameterTables(parameters: readonly ParameterRow[]): string {
  const scalars = parameters.filter(({ group }) => group === scalarGroup);
  const ofFields = parameters.filter(({ group }) => group !== scalarGroup);
  return [
    scalars.length > 0 ? scalarTable(scalars) : '',
    ofFields.length > 0 ? `<h3>Correlation of each field</h3>${fieldTable(ofFields)}` : '',
    `<p class="note">Two-point functions do not determine the parameters one by one: compare models by descriptors and curves, not by single
parameters.</p>`,
  ].join('\n');
}
