// node floor.cjs OBJECTS RUNS COUNT: the lower bound for any cdk8s program: prints the same objects, given as data,
// from an App and a Chart per run with plain ApiObjects, as text from cdk8s' own writer.
import { readFileSync, writeSync } from 'node:fs';
import { ApiObject, type ApiObjectProps, App, Chart, Yaml } from 'cdk8s';
import { type Substitution, substitute } from '../template';

const [objectsFile, runsFile, count] = process.argv.slice(2) as [string, string, string];
const template = readFileSync(objectsFile, 'utf8');
const runs = JSON.parse(readFileSync(runsFile, 'utf8')) as Substitution[];
for (const run of runs.slice(0, Number(count))) {
  const chart = new Chart(new App({ recordConstructMetadata: false }), 'Chart', { disableResourceNameHashes: true });
  const objects = JSON.parse(substitute(template, run)) as ApiObjectProps[];
  for (const [index, object] of objects.entries()) new ApiObject(chart, `Object${index}`, object);
  writeSync(1, `---\n${Yaml.stringify(...chart.toJson())}`);
}
