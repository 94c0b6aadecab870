import { join } from 'node:path';
import { parse } from 'yaml';
import type { CheckedResource } from '../../policy/rule';
import { rules } from '../../policy/rules';
import { KUSTOMIZATION } from '../../stacks/kustomization';
import { readProject } from '../../stacks/project';
import { objectOptions } from '../../stacks/pulumi/object-options';
import { renderRun, renderTenant } from '../../stacks/render';
import { optionRuns, optionTenants, plain } from '../stacks/every-option';
import { deployedAs } from './resources';

const { committed } = readProject(join(__dirname, '../..'));
const manifests = [...committed].filter(([path]) => !path.endsWith(KUSTOMIZATION)).map(([, text]) => parse(text));
const options = [
  ...optionRuns.flatMap(([, request]) => renderRun(request).objects),
  ...optionTenants.flatMap(([, cluster]) => renderTenant(cluster, plain.images)),
];
const resources = (protect: boolean): CheckedResource[] =>
  [...manifests, ...options].map((object) =>
    deployedAs(object, objectOptions(object, { claims: protect ? 'protect' : 'retain' })),
  );

/** Rules that our own objects break, and with what. */
const broken = (all: readonly CheckedResource[]) =>
  rules.filter((rule) => all.some((resource) => rule.violations(resource, all).length > 0)).map(({ name }) => name);

test('what we render breaks no rule but that its images have no digest yet, and that claims are kept, not protected', () => {
  expect(broken(resources(false))).toEqual(['image-digests', 'protected-claims']);
  expect(broken(resources(true))).toEqual(['image-digests']);
});

test('what we render may break advisory rules alone', () => {
  const mandatory = rules.filter(({ enforcement }) => enforcement === 'mandatory').map(({ name }) => name);
  expect(mandatory).toEqual(['namespace-quota', 'no-clear-secrets', 'no-rendered-yaml', 'restricted-pods']);
});
