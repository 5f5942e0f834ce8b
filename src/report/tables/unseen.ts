import { isLeftOpen, type Unseen } from '../../compare/index.ts';
import type { Cell, Table } from './table.ts';

/** What sections leave open in 3D: the interval over the models that they cannot tell apart, beside chance. */
export function unseenTables(unseen: Unseen): Table[] {
  const { edge, voxel, cubes, optima, rivals, classes, farther, looksAlike, quantities, sentence } = unseen;
  const phases = [...new Set(quantities.map(({ phase }) => phase))];
  const size = `${edge} voxels of ${voxel === 1 ? 'one pixel' : `${voxel} pixels`} along an edge`;
  const others = [
    ...(optima > 0 ? [`${optima} other ${optima === 1 ? 'optimum' : 'optima'} of its class`] : []),
    ...(rivals > 0 ? [`${rivals} other ${rivals === 1 ? 'fit' : 'fits'} of its class`] : []),
    ...(classes.length > 0 ? [`the class${classes.length > 1 ? 'es' : ''} ${classes.join(', ')}`] : []),
  ];
  const further = [...(rivals > 0 ? ['the other fits'] : []), ...farther];
  const unlike =
    further.length > 0
      ? ` Of these ${further.join(', ')} ${rivals > 0 || further.length > 1 ? 'look' : 'looks'} further from the sections than the chosen one.`
      : '';
  const among =
    looksAlike === false || further.length > 0
      ? 'among the models'
      : 'among the models that the sections cannot tell apart';
  return [
    {
      name: 'unseen',
      title: 'What sections cannot show',
      columns: [
        { name: 'phase' },
        { name: 'quantity' },
        { name: 'along' },
        { name: 'chosen model', definition: `mean over ${cubes} cubes of the chosen model` },
        { name: 'one cube', definition: 'standard deviation from one cube of the chosen model to the next' },
        {
          name: 'by volume fractions',
          definition: 'standard error that the volume fractions of the sections bring, as more sections would differ',
        },
        { name: 'least', definition: `least value ${among}, less two standard errors` },
        { name: 'largest' },
        { name: 'remark' },
      ],
      rows: quantities.map((own): Cell[] => [
        { phase: own.phase, index: phases.indexOf(own.phase) },
        { text: own.title, unit: own.unit },
        own.along ?? '',
        { value: own.value },
        { value: own.scatter, digits: 2 },
        own.byFractions === null ? { text: 'not known' } : { value: own.byFractions, digits: 2 },
        { value: own.interval[0] },
        { value: own.interval[1] },
        isLeftOpen(own) ? { text: 'left open', mark: true } : '',
      ]),
      notes: [
        sentence,
        `Beside the chosen model: ${others.join(', and ')}.${unlike} Each is drawn in two cubes with the same noise, ${size}. Least and largest are the mean of the chosen model plus the differences there, and two standard errors, by chance in these cubes and by the volume fractions of the sections: the uncertainty of the model. The column "one cube" is chance in one small cube. Left open: without these errors the models cover more than four standard deviations of a cube, and more than 0.05 of a share or 15 % of another value.`,
      ],
    },
  ];
}
