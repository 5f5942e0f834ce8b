// Options of the pages of the library that `npm run docs` makes from the docstrings.
import { OptionDefaults } from 'typedoc';

export default {
  out: '../docs/api',
  plugin: ['typedoc-plugin-markdown'],
  router: 'member',
  entryFileName: 'index',
  name: 'Library',
  readme: 'none',
  excludeInternal: true,
  disableSources: true,
  hideBreadcrumbs: true,
  hidePageHeader: true,
  blockTags: [...OptionDefaults.blockTags, '@source'],
  validation: { notExported: false },
};
