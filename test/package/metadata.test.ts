import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { citations } from '../../src/report/blocks.ts';
import { version } from '../../src/version.ts';
import { root } from '../laws/source.ts';

const read = (path: string): string => readFileSync(join(root, path), 'utf8');
const manifest = JSON.parse(read('package.json'));

describe('the version', () => {
  it('is the same in the package, the program, the Python package and what describes them', () => {
    const python = /^__version__ = "(.+)"$/m.exec(read('python/src/excursa/__init__.py'))?.[1];
    expect({
      program: version,
      citation: parse(read('CITATION.cff')).version,
      codemeta: JSON.parse(read('codemeta.json')).version,
      lock: JSON.parse(read('package-lock.json')).version,
      python,
    }).toEqual({
      program: manifest.version,
      citation: manifest.version,
      codemeta: manifest.version,
      lock: manifest.version,
      python: manifest.version,
    });
  });
});

describe('package.json', () => {
  it('ships no dependency: what is used is bundled, what is optional is a peer', () => {
    expect(manifest).not.toHaveProperty('dependencies');
    expect(manifest).not.toHaveProperty('optionalDependencies');
    const optional = Object.keys(manifest.peerDependencies);
    expect(optional).toEqual(['onnxruntime-node', 'onnxruntime-web']);
    expect(Object.entries(manifest.peerDependenciesMeta)).toEqual(optional.map((name) => [name, { optional: true }]));
  });

  it('pins development packages exactly', () => {
    const loose = Object.entries(manifest.devDependencies).filter(
      ([, range]) => !/^\d+\.\d+\.\d+$/.test(String(range)),
    );
    expect(loose).toEqual([]);
  });

  it('states no address of a registry in its lock file', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved": "http/);
  });
});

describe('CITATION.cff', () => {
  const citation = parse(read('CITATION.cff'));

  it('has the keys that Citation File Format 1.2.0 demands, and no others than it has', () => {
    expect(citation).toMatchObject({ 'cff-version': '1.2.0', message: expect.any(String), type: 'software' });
    expect(citation.authors.length).toBeGreaterThan(0);
    const known = /^(cff-version|message|type|title|abstract|version|license|authors|keywords|references)$/;
    expect(Object.keys(citation).filter((key) => !known.test(key))).toEqual([]);
    for (const { type, title, authors } of citation.references) {
      expect([type, title, authors]).toEqual(['article', expect.any(String), expect.any(Array)]);
    }
  });

  it('agrees with the package and with the BibTeX of reports', () => {
    const [method, program] = citations;
    const plain = (text: string): string => text.replace(/[{}]/g, '');
    expect(citation.license).toBe(manifest.license);
    expect(citation.abstract.trim()).toBe(manifest.description);
    expect(plain(program.bibtex)).toContain(`title  = ${citation.title}`);
    expect(plain(program.bibtex)).toContain(citation.authors[0].name);
    expect(plain(method.bibtex)).toContain(`title   = ${citation.references[0].title}`);
  });
});

describe('codemeta.json', () => {
  const codemeta = JSON.parse(read('codemeta.json'));

  it('describes software in the terms of CodeMeta 3.0', () => {
    expect(codemeta).toMatchObject({ '@context': 'https://w3id.org/codemeta/3.0', '@type': 'SoftwareSourceCode' });
  });

  it('agrees with the package', () => {
    expect(codemeta.name).toBe(manifest.name);
    expect(codemeta.description).toBe(manifest.description);
    expect(codemeta.license).toBe(`https://spdx.org/licenses/${manifest.license}`);
    expect(codemeta.runtimePlatform).toBe(`Node.js ${manifest.engines.node}`);
    expect(codemeta.softwareSuggestions).toEqual([Object.keys(manifest.peerDependencies)[0]]);
  });
});
