/** What all jobs are given, and what they give. */
import { type CalibrationSource, ExcursaError, renderCsv, type Table } from 'excursa';
import type { CurvesSoFar } from '../../../src/calibrate/index.ts';
import { folderHashText } from '../../../src/io/index.ts';
import { renderHtml } from '../../../src/report/index.ts';

/** How far a job is. */
export interface Progress {
  readonly task: string;
  /** Share of the whole job that is done, 0 to 1, where that is known. */
  readonly share?: number | undefined;
  readonly detail?: string | undefined;
  /** Two-point functions of the best fit so far beside the data's. */
  readonly curves?: CurvesSoFar | undefined;
}

/** What a job is given besides its input. */
export interface Setting {
  readonly signal: AbortSignal;
  readonly threads: number;
  readonly tell: (progress: Progress) => void;
}

/** A table ready to be shown and copied. */
export interface ShownTable {
  readonly title: string;
  /** Whether few readers need it. */
  readonly folded: boolean;
  readonly html: string;
  readonly csv: string;
}

export const shown = (table: Table): ShownTable => ({
  ...{ title: table.title, folded: table.folded === true },
  ...{ html: renderHtml(table), csv: renderCsv(table) },
});

export const stopIfAsked = ({ signal }: Setting, what: string): void => {
  if (signal.aborted) throw new ExcursaError({ kind: 'interrupted', what, event: 'stopped' });
};

/** A file as it was dropped or chosen, or a folder that is one image. */
export interface GivenFile {
  readonly name: string;
  readonly content: Blob;
  /** Files of such a folder with their paths in it; then there is no content. */
  readonly parts?: readonly GivenFile[] | undefined;
}

export async function hashOf({ name, content, parts }: GivenFile): Promise<CalibrationSource> {
  if (parts) {
    const hashes = await Promise.all(parts.map(hashOf));
    const list = await hashOf({ name, content: new Blob([folderHashText(hashes)]) });
    return { ...list, bytes: hashes.reduce((sum, { bytes }) => sum + bytes, 0) };
  }
  const bytes = await content.arrayBuffer();
  const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', bytes));
  const sha256 = Array.from(digest, (byte) => byte.toString(16).padStart(2, '0')).join('');
  return { path: name, sha256, bytes: bytes.byteLength };
}
