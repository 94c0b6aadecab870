import fc from 'fast-check';
import { MAX_RUN_ID_LENGTH, RUN_ID_PATTERN } from '../../contract/names';
import { MAX_SLUG_LENGTH, workflowSlug } from '../../language/slug';

test.each([
  ['fix-tests', 'fix-tests'],
  ['Fix  Tests!', 'fix-tests'],
  ['Prüfe_Ärger', 'prufe-arger'],
  ['2nd try', 'w-2nd-try'],
  ['日本', 'workflow'],
  ['debtmap-parallel-elimination', 'debtmap-parallel-elimin'],
  ['a-name-cut-at-a-dash-xy-z', 'a-name-cut-at-a-dash-xy'],
  ['--a--', 'a'],
])('%s becomes %s', (name, slug) => {
  expect(workflowSlug(name)).toBe(slug);
});

test('any name leaves room for a run id', () => {
  expect(MAX_SLUG_LENGTH).toBe(MAX_RUN_ID_LENGTH - '-0123abcd-2'.length);
  const holds = (name: string) => {
    const slug = workflowSlug(name);
    expect(slug).toMatch(RUN_ID_PATTERN);
    expect(slug.length).toBeLessThanOrEqual(MAX_SLUG_LENGTH);
  };
  fc.assert(fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.stringMatching(/^[-a-z0-9 ]{20,30}$/)), holds));
});
