import { type Descriptor, descriptors } from '../../descriptor/index.ts';
import type { Table } from './table.ts';

/** What can be measured: one row a descriptor. @param list - descriptors, by default those of the program. */
export function descriptorsTable(list: readonly Descriptor[] = descriptors): Table {
  return {
    name: 'descriptors',
    title: 'Descriptors',
    columns: [{ name: 'name' }, { name: 'what' }, { name: 'estimator and edges' }, { name: 'slow' }],
    rows: list.map(({ name, summary, estimator, cost }) => [name, summary, estimator, cost === 'slow' ? 'yes' : '']),
    notes: [],
  };
}
