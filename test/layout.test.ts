import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = join(__dirname, '..');

interface Rule {
  /** Folders of this project that may be imported. */
  readonly folders: readonly string[];
  /** Packages that may be imported; `node:` stands for all modules of Node. */
  readonly packages: readonly string[];
}

/** Who may import whom; nothing else may. Folders that measure the others are imported by nobody. */
const RULES: Readonly<Record<string, Rule>> = {
  contract: { folders: [], packages: [] },
  language: { folders: ['contract'], packages: ['zod', 'yaml', 'jsonpath-rfc9535'] },
  constructs: { folders: ['contract', 'language'], packages: ['cdk8s', 'cdk8s-plus-28', 'constructs', 'node:crypto'] },
  workflows: { folders: ['constructs', 'language', 'contract'], packages: [] },
  review: { folders: ['contract', 'language'], packages: [] },
  policy: { folders: ['contract', 'review'], packages: [] },
  'policy/index.ts': { folders: ['policy', 'contract', 'review'], packages: ['@pulumi/policy'] },
  stacks: {
    folders: ['workflows', 'constructs', 'language', 'contract', 'review'],
    packages: ['cdk8s', 'yaml', 'zod', 'node:'],
  },
  'stacks/pulumi': {
    folders: ['stacks', 'workflows', 'constructs', 'language', 'contract', 'review'],
    packages: ['@pulumi/pulumi', '@pulumi/kubernetes', 'cdk8s', 'constructs', 'node:'],
  },
  'stacks/pulumi/cluster-client.ts': { folders: ['stacks', 'contract'], packages: ['@kubernetes/client-node'] },
  runtime: {
    folders: ['contract', 'language'],
    packages: [
      ...['bullmq', 'ioredis', 'jose', 'pino', 'prom-client', 'node:'],
      ...['@opentelemetry/api', '@opentelemetry/exporter-trace-otlp-proto', '@opentelemetry/sdk-trace-node'],
    ],
  },
  cli: {
    folders: ['stacks', 'runtime', 'review', 'language', 'contract'],
    packages: ['commander', 'picocolors', 'node:'],
  },
  'cli/stack-engine.ts': { folders: ['cli'], packages: ['@pulumi/pulumi/automation/index.js'] },
  'cli/kube.ts': {
    folders: ['cli', 'stacks', 'runtime', 'review', 'language', 'contract'],
    packages: ['@kubernetes/client-node', 'node:'],
  },
};

/** Nobody imports these; they may import whatever they measure. */
const MEASURING = ['devcluster', 'tools', 'bench', 'test'];

/** Folder names that say nothing about what lies in them. */
const NAMELESS = ['utils', 'util', 'common', 'helpers', 'lib', 'shared', 'misc'];

/** Longest source file, in lines: beyond it a file has a second concern. */
const MAX_LINES = 300;

const sources = (folder: string): string[] => {
  try {
    return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && /\.[cm]?ts$/.test(entry.name))
      .map((entry) => relative(root, join(entry.parentPath, entry.name)))
      .filter((file) => !file.includes('node_modules'));
  } catch (error) {
    // A folder that nothing was written into yet.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
};

const production = [
  ...['contract', 'language', 'constructs', 'workflows', 'review', 'policy', 'stacks', 'runtime', 'cli'],
].flatMap(sources);

/** Everything that a source file imports, also only for its types. */
function imports(text: string): string[] {
  const forms = [
    // No path of an import is made of other values; a message may be.
    /\bfrom\s+'([^'$]+)'/g,
    /\bimport\(\s*'([^']+)'\s*\)/g,
    /^import\s+'([^']+)'/gm,
    /(?<![.\w])require\(\s*'([^']+)'\s*\)/g,
  ];
  return forms.flatMap((form) => [...text.matchAll(form)].map(([, name]) => name as string));
}

/** The rule of a file: the one with the longest matching path. */
function ruleOf(file: string): [string, Rule] {
  const found = Object.entries(RULES)
    .filter(([path]) => file === path || file.startsWith(`${path}/`))
    .sort(([a], [b]) => b.length - a.length)[0];
  if (!found) throw new Error(`no rule for ${file}`);
  return found;
}

function forbidden(file: string, text: string): string[] {
  const [owner, { folders, packages }] = ruleOf(file);
  const home = owner.split('/')[0] as string;
  return imports(text).filter((name) => {
    if (!name.startsWith('.'))
      return !packages.some((allowed) => name === allowed || (allowed.endsWith(':') && name.startsWith(allowed)));
    const target = relative(root, join(root, dirname(file), name));
    const folder = target.split('/')[0] as string;
    if (target.startsWith('stacks/pulumi')) return !owner.startsWith('stacks/pulumi');
    return folder !== home && !folders.includes(folder);
  });
}

test.each(production)('%s imports only what its folder may', (file) => {
  expect(forbidden(file, readFileSync(join(root, file), 'utf8'))).toEqual([]);
});

test.each([
  ['contract/a.ts', "import { z } from 'zod';", 'zod'],
  ['contract/a.ts', "import type { Workflow } from '../language/workflow';", '../language/workflow'],
  ['runtime/engine/a.ts', "export { App } from 'cdk8s';", 'cdk8s'],
  ['runtime/a.ts', "const p = await import('@pulumi/pulumi');", '@pulumi/pulumi'],
  ['runtime/a.ts', "import { Mount } from '../constructs/mount';", '../constructs/mount'],
  ['constructs/a.ts', "import { readFileSync } from 'node:fs';", 'node:fs'],
  ['stacks/a.ts', "import { ObjectSet } from './pulumi/object-set';", './pulumi/object-set'],
  ['policy/rules/a.ts', "import { PolicyPack } from '@pulumi/policy';", '@pulumi/policy'],
  ['policy/a.ts', "import { App } from '../stacks/app';", '../stacks/app'],
  ['stacks/a.ts', "import * as pulumi from '@pulumi/pulumi';", '@pulumi/pulumi'],
  ['cli/a.ts', "import { run } from '../test/a';", '../test/a'],
  ['cli/commands/a.ts', "import { KubeConfig } from '@kubernetes/client-node';", '@kubernetes/client-node'],
])('an import that is not allowed is seen: %s %s', (file, text, name) => {
  expect(forbidden(file, text)).toEqual([name]);
});

test.each(['contract', 'language', 'constructs', 'workflows', 'review', 'policy'].flatMap(sources))(
  '%s is a function of its arguments: no environment, clock or chance',
  (file) => {
    const text = readFileSync(join(root, file), 'utf8').replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, '');
    expect(text.match(/\bprocess\.|\bDate\.now\b|\bnew Date\(\)|\bMath\.random\b|\brandomUUID\b/g) ?? []).toEqual([]);
  },
);

test('no folder has a name that says nothing', () => {
  const folders = [...production, ...MEASURING.flatMap(sources)].flatMap((file) => dirname(file).split('/'));
  expect(folders.filter((folder) => NAMELESS.includes(folder))).toEqual([]);
});

test.each(production)('%s has one concern: at most 300 lines', (file) => {
  expect(readFileSync(join(root, file), 'utf8').split('\n').length).toBeLessThanOrEqual(MAX_LINES);
});
