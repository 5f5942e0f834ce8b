import { describe, expect, it } from 'vitest';
import * as pure from '../../src/index.ts';
import * as node from '../../src/node.ts';
import { codeOf, sourceFiles } from './source.ts';

const files = new Map(sourceFiles('src').map((file) => [file.path, file]));

/** Modules and packages that are loaded with a module: its imports that remain, without types and those on demand. */
function loadedWith(door: string): { modules: Set<string>; packages: Set<string> } {
  const modules = new Set<string>();
  const packages = new Set<string>();
  const visit = (path: string): void => {
    if (modules.has(path)) return;
    modules.add(path);
    const text = codeOf(files.get(path)!.text);
    for (const [, names, target] of text.matchAll(/^(?:import|export)\s+([^;']*?from\s+)?'([^']+)';/gm)) {
      if (/^type\s/.test(names ?? '') || /^\{\s*(?:type [^,}]+,?\s*)+\}\s*from\s+$/.test(names ?? '')) continue;
      if (!target.startsWith('.')) packages.add(target);
      else visit(new URL(target, `file:///${path}`).pathname.slice(1));
    }
  };
  visit(door);
  return { modules, packages };
}

describe('the pure door', () => {
  const { modules, packages } = loadedWith('src/index.ts');

  it('loads no plots, no runtime of networks, no command line and nothing of Node', () => {
    expect(modules.size).toBeGreaterThan(100);
    expect([...modules].filter((path) => /^src\/(node|cli)\//.test(path))).toEqual([]);
    expect([...packages].sort()).toEqual(['fast-png', 'leven', 'ml-matrix', 'zod']);
  });

  it('is free of Node wherever it leads', () => {
    const impure = new RegExp(
      [
        /'node:|\bBuffer\b|\bsetImmediate\b|\b__dirname\b|\brequire\(|'onnxruntime|'@resvg/,
        /\bprocess\.(?:env|argv|std\w+|exit\w*|on|off|once|cwd|platform|arch|versions?|memory\w+|hrtime|nextTick)\b/,
      ]
        .map(({ source }) => source)
        .join('|'),
    );
    const found = [...files.values()]
      .filter(({ path }) => !/^src\/(node|cli)(\/|\.ts)/.test(path))
      .flatMap(({ path, text }) =>
        codeOf(text)
          .split('\n')
          .flatMap((line, i) => (impure.test(line) ? [`${path}:${i + 1} ${line.trim()}`] : [])),
      );
    expect(found).toEqual([]);
  });
});

/** Names of the types that a door gives out by itself. */
const typesOf = (door: string): string[] =>
  [...codeOf(files.get(door)!.text).matchAll(/\bexport (type )?\{([^}]*)\}/g)]
    .flatMap(([, all, names]) => names.split(',').map((name) => (all ? `type ${name.trim()}` : name.trim())))
    .flatMap((name) => /^type (?:\w+ as )?(\w+)$/.exec(name)?.[1] ?? [])
    .sort();

describe('names', () => {
  it('of the pure door are these', () => {
    expect(Object.keys(pure).sort()).toMatchInlineSnapshot(`
      [
        "ExcursaError",
        "adjustModel",
        "browserThreads",
        "byteSource",
        "calibrate",
        "calibrationFile",
        "compare",
        "conductivity",
        "countVoxels",
        "createGrid",
        "createModel",
        "createPhaseMap",
        "createTwoPointLaw",
        "crop",
        "decodeGrey",
        "decodePhaseMaps",
        "decodeProject",
        "describe",
        "descriptors",
        "electrodeTransport",
        "encodePhaseMap",
        "encodeProject",
        "expectedVolumeFractions",
        "families",
        "formats",
        "fromModelFile",
        "joinBytes",
        "keepFields",
        "keyOf",
        "lengthIn",
        "memoryStore",
        "modelSchema",
        "noThreads",
        "parametersOf",
        "parseRecord",
        "presets",
        "provideNetworkRuntime",
        "provideThreads",
        "realisationBytes",
        "realise",
        "renderCsv",
        "renderReport",
        "renderText",
        "renderVolume",
        "sectionsOf",
        "segment",
        "slicePng",
        "tableJson",
        "toModelFile",
        "twinConductivity",
        "uniforms",
        "validate",
        "version",
      ]
    `);
  });

  it('of the door for Node are those and these', () => {
    const own = Object.keys(node).filter((name) => !(name in pure));
    expect(Object.keys(pure).filter((name) => !(name in node))).toEqual([]);
    expect(own.sort()).toMatchInlineSnapshot(`
      [
        "byteFile",
        "folderStore",
        "hashFile",
        "nativeNetworks",
        "nodeThreads",
        "openRunFolder",
        "readGrey",
        "readModel",
        "readPhaseMaps",
        "readRecord",
        "runCommand",
        "writeFileAtomic",
        "writeModel",
        "writePhaseMap",
      ]
    `);
  });

  it('of the types of both doors are these', () => {
    expect({ pure: typesOf('src/index.ts'), node: typesOf('src/node.ts') }).toMatchInlineSnapshot(`
      {
        "node": [
          "RunFolder",
        ],
        "pure": [
          "AxisConductivity",
          "ByteSource",
          "Calibration",
          "CalibrationOptions",
          "CalibrationProgress",
          "CalibrationSource",
          "CheckpointStore",
          "Comparison",
          "Complex",
          "ConductingVolume",
          "Conductivity",
          "ConductivityOptions",
          "ConductivityTensor",
          "ConductivityVolume",
          "Correlation",
          "CorrelationFamily",
          "DescribeOptions",
          "Description",
          "Descriptor",
          "DiscretisationError",
          "ElectrodeOptions",
          "ElectrodeTransport",
          "ErrorKind",
          "ExcursionModel",
          "Failure",
          "FamilyChoice",
          "FluxField",
          "GreyImage",
          "Grid",
          "ImpedancePoint",
          "KeptFields",
          "KernelThreadSetup",
          "Key",
          "LabelledVolume",
          "Latent",
          "Measuring",
          "ModelChanges",
          "ModelFile",
          "ModelOptions",
          "ModelRecord",
          "NetworkRuntime",
          "NetworkSession",
          "Parameter",
          "Phase",
          "PhaseDescription",
          "PhaseMap",
          "Project",
          "Quantity",
          "ReadOptions",
          "Realisation",
          "Realised",
          "SectionPlace",
          "SegmentOptions",
          "Segmented",
          "SettingsInput",
          "Sides",
          "Source",
          "Spacing",
          "Specimen",
          "Table",
          "TaskThread",
          "Term",
          "Thread",
          "ThreadHost",
          "TransportStatus",
          "Triple",
          "TwinAxisConductivity",
          "TwinConductivity",
          "TwinConductivityOptions",
          "TwinConductivityTensor",
          "TwoPointLaw",
          "Unmeasured",
          "ValidateOptions",
          "Validation",
        ],
      }
    `);
  });
});
