// node project.cjs ROOT COUNT: renders COUNT runs as the project does and prints their manifests.
import { writeSync } from 'node:fs';
import { manifestFiles } from '../../../stacks/manifest-files';
import { renderer } from '../requests';

const [root, count] = process.argv.slice(2) as [string, string];
const render = renderer(root);
for (let number = 0; number < Number(count); number++)
  print([...manifestFiles(render(number).objects).values()].map((text) => `---\n${text}`).join(''));

function print(text: string): void {
  writeSync(1, text);
}
