import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { kustomizationText } from '../../stacks/kustomization';
import { manifestFiles } from '../../stacks/manifest-files';
import { helm, kustomize } from '../../tools/manifest-programs';
import { argumentOf, renderer } from './requests';
import { PLACEHOLDER, type Substitution, substitute, templateOf } from './template';

/** A program that prints the manifests of a given number of runs. */
export interface Contender {
  readonly name: string;
  /** Maximum number of runs to measure it with. @default - no limit */
  readonly mostRuns?: number;
  /** Its command line; all its input files exist. */
  command(count: number): readonly string[];
}

/** Kustomize's time grows with the square of the objects: half a minute for 100 runs, most of an hour for 1000. */
const MOST_KUSTOMIZED = 100;

/** All contenders, created in a scratch folder for these numbers of runs. */
export async function contenders(project: string, scratch: string, counts: readonly number[]): Promise<Contender[]> {
  const render = renderer(project);
  const first = render(0);
  const runs: Substitution[] = [];
  for (let number = 0; number < Math.max(...counts); number++)
    runs.push({ id: render(number).runId, argument: argumentOf(number) });
  const files = [...manifestFiles(first.objects)].map(([name, text]) => [name, templateOf(text, runs[0]!)] as const);
  const [objectsFile, runsFile] = [join(scratch, 'objects.json'), join(scratch, 'runs.json')];
  writeFileSync(objectsFile, templateOf(JSON.stringify(first.objects), runs[0]!));
  writeFileSync(runsFile, JSON.stringify(runs));
  await build(project, scratch, { project: [project, '1'], floor: [objectsFile, runsFile, '1'] });
  for (const count of counts) {
    writeChart(chartFolder(scratch, count), files, runs.slice(0, count));
    if (count <= MOST_KUSTOMIZED) writeKustomizations(kustomizationFolder(scratch, count), files, runs.slice(0, count));
  }
  const [helmProgram, kustomizeProgram] = [await helm(), await kustomize()];
  const node = (program: string) => [process.execPath, join(scratch, program)];
  return [
    { name: 'prodigy-kubernetes', command: (count) => [...node('project.cjs'), project, `${count}`] },
    { name: 'floor: plain ApiObjects', command: (count) => [...node('floor.cjs'), objectsFile, runsFile, `${count}`] },
    { name: 'helm template', command: (count) => [helmProgram, 'template', 'runs', chartFolder(scratch, count)] },
    {
      name: 'kustomize build',
      mostRuns: MOST_KUSTOMIZED,
      command: (count) => [kustomizeProgram, 'build', kustomizationFolder(scratch, count)],
    },
  ];
}

/** Built like the command line in tools/build.mjs; each program's code cache covers one run with these arguments. */
async function build(project: string, scratch: string, programs: Record<string, readonly string[]>): Promise<void> {
  const { buildFastStart } = await import('../../tools/fast-start.mjs');
  for (const [name, command] of Object.entries(programs)) {
    const entryPoint = join(project, `bench/render/programs/${name}.ts`);
    await buildFastStart({ entryPoint, outfile: join(scratch, `${name}.cjs`), commands: [command] });
  }
}

const chartFolder = (scratch: string, count: number): string => join(scratch, `chart-${count}`);

const kustomizationFolder = (scratch: string, count: number): string => join(scratch, `kustomization-${count}`);

type Files = readonly (readonly [name: string, template: string])[];

/** A chart that ranges over the runs in its values: one template per object, as a chart author would write it. */
function writeChart(folder: string, files: Files, runs: readonly Substitution[]): void {
  mkdirSync(join(folder, 'templates'), { recursive: true });
  writeFileSync(join(folder, 'Chart.yaml'), 'apiVersion: v2\nname: runs\nversion: 0.1.0\n');
  writeFileSync(join(folder, 'values.yaml'), `${JSON.stringify({ runs })}\n`);
  for (const [name, template] of files) {
    if (template.includes('{{')) throw new Error(`'${name}' must hold no {{, got some: helm would take it as its own`);
    const text = template.replaceAll(PLACEHOLDER.id, '{{ .id }}').replaceAll(PLACEHOLDER.argument, '{{ .argument }}');
    writeFileSync(join(folder, 'templates', name), `{{- range .Values.runs }}\n---\n${text}{{- end }}\n`);
  }
}

/** A folder per run, as this project commits them, and one that refers to them all. */
function writeKustomizations(folder: string, files: Files, runs: readonly Substitution[]): void {
  for (const run of runs) {
    mkdirSync(join(folder, run.id), { recursive: true });
    for (const [name, template] of files) writeFileSync(join(folder, run.id, name), substitute(template, run));
    writeFileSync(join(folder, run.id, 'kustomization.yaml'), kustomizationText(files.map(([name]) => name)));
  }
  writeFileSync(join(folder, 'kustomization.yaml'), kustomizationText(runs.map(({ id }) => id)));
}
