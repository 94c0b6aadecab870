// The project as it is deployed: its own Pulumi.yaml with the compiled program, run by Pulumi's own engine for
// `prodigy-k8s stack`, with stand-ins for the language host and the Kubernetes plugin.
import { Engine } from './support/engine';
import { Project } from './support/project';

let engine: Engine;
beforeAll(async () => {
  engine = await Engine.start();
});
afterAll(() => engine?.remove());

test('a cluster that is gone is one sentence, and nothing is changed', async () => {
  const project = new Project(engine);
  project.reach('https://127.0.0.1:1');
  const { code, out, told } = await project.stack('preview');
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(told.trimEnd().split('\n').at(-1)).toBe(
    'prodigy-k8s: cannot preview stack edge: the cluster of context edge must answer at https://127.0.0.1:1, ' +
      'got ECONNREFUSED: check the network, or the authentication and context of this stack',
  );
  expect(told).not.toContain('    at ');
});
