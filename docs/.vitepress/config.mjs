import { copyFileSync, existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitepress';

const docs = dirname(dirname(fileURLToPath(import.meta.url)));

/** Entries of a sidebar: the pages that the index of a folder lists, in its order. */
function listed(folder) {
  const index = readFileSync(join(docs, folder, 'index.md'), 'utf8');
  return [...index.matchAll(/^(?:\* |\| *)\[([^\]]+)\]\(([\w-]+)\.md\)/gm)].map(([, text, page]) => ({
    text: text.replaceAll('`', ''),
    link: `/${folder}/${page}`,
  }));
}

/** Entries of the library's pages, which are generated from the docstrings before the site is built. */
function generated() {
  const walk = (folder) =>
    readdirSync(join(docs, folder), { withFileTypes: true }).flatMap((entry) => {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) return walk(path);
      return entry.name.endsWith('.md') && entry.name !== 'index.md' && entry.name !== 'README.md' ? [path] : [];
    });
  if (!existsSync(join(docs, 'api'))) return [];
  const pages = walk('api').map((path) => ({ path, parts: path.replace(/\.md$/, '').split('/').slice(1) }));
  const groups = new Map();
  for (const { path, parts } of pages) {
    const group = parts
      .slice(0, -1)
      .join(' ')
      .replace(/^index/, 'excursa:')
      .replace(/^node/, 'excursa/node:');
    groups.set(group, [...(groups.get(group) ?? []), { text: parts.at(-1), link: `/${path.replace(/\.md$/, '')}` }]);
  }
  return [...groups].map(([text, items]) => ({ text, items, collapsed: true }));
}

const section = (text, folder) => ({ text, link: `/${folder}/`, items: listed(folder), collapsed: true });

export default defineConfig({
  title: 'Excursa',
  description: 'From segmented 2D images of a material to models and 3D twins of its microstructure.',
  lang: 'en',
  base: process.env.EXCURSA_DOCS_BASE ?? '/',
  markdown: {
    theme: { light: 'github-light', dark: 'github-dark' },
    // Files of docs/public lie at the root of the site; links that work in the repository name the folder.
    config: (md) => {
      md.core.ruler.push('public-files', ({ tokens }) => {
        for (const token of tokens.flatMap(({ children }) => children ?? [])) {
          const target = token.attrGet('href');
          if (target?.startsWith('public/')) token.attrSet('href', target.slice('public'.length));
        }
      });
    },
  },
  ignoreDeadLinks: [/references\.bib$/],
  buildEnd: ({ outDir }) => copyFileSync(join(docs, 'references.bib'), join(outDir, 'references.bib')),
  transformPageData(page) {
    // Tables of results take the room of the outline.
    if (/^(results|studies)\//.test(page.relativePath)) page.frontmatter.aside = false;
    if (page.relativePath !== 'index.md') return;
    page.frontmatter.layout = 'home';
    page.frontmatter.hero = {
      name: 'Excursa',
      text: 'From 2D images to 3D twins',
      tagline: 'Models of microstructures from segmented images, with error bars and a verdict.',
      actions: [
        { theme: 'brand', text: 'Five minutes to a twin', link: '/start' },
        { theme: 'alt', text: 'Commands', link: '/guide/' },
        { theme: 'alt', text: 'Limits', link: '/limits' },
      ],
    };
  },
  themeConfig: {
    search: { provider: 'local' },
    outline: { level: [2, 3] },
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Commands', link: '/guide/' },
      { text: 'Library', link: '/library' },
      { text: 'Results', link: '/results/' },
      { text: 'Design', link: '/design/' },
    ],
    sidebar: [
      {
        text: 'Use',
        items: [
          { text: 'Start', link: '/start' },
          { text: 'Notation', link: '/notation' },
          { text: 'Models', link: '/models' },
          { text: 'Limits', link: '/limits' },
        ],
      },
      { ...section('Commands', 'guide'), collapsed: false },
      {
        text: 'Build on it',
        items: [
          { text: 'Library', link: '/library' },
          { text: 'Extending', link: '/extending' },
          ...(existsSync(join(docs, 'api'))
            ? [{ text: 'API', link: '/api/', items: generated(), collapsed: true }]
            : []),
        ],
      },
      section('Studies', 'studies'),
      section('Results', 'results'),
      section('Design decisions', 'design'),
      { text: 'References', link: '/references' },
    ],
    docFooter: { prev: 'Previous', next: 'Next' },
  },
});
