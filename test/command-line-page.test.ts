import { readFileSync } from 'node:fs';
import { commandReference, REFERENCE } from '../tools/command-reference';

test('the page of the command line is what npm run reference makes of the program', () => {
  expect(readFileSync(REFERENCE, 'utf8')).toBe(commandReference());
});

test('every command of the page says what it does', () => {
  const sections = commandReference().split('\n## ').slice(2);
  expect(sections.length).toBeGreaterThan(30);
  for (const section of sections) expect(section).toMatch(/^prodigy-k8s [-a-z ]+\n\n[A-Z].{15,}\.\n/);
});
