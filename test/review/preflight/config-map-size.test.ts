import { configMapSize } from '../../../review/preflight/config-map-size';
import { complaints, object } from '../subjects';

const KIB = 1024;
const configMap = (data: object, field = 'data') => object('ConfigMap', 'config', { [field]: data });
const ofSize = (bytes: number) => complaints(configMapSize, [configMap({ 'workflow.yaml': 'x'.repeat(bytes) })]);

test('above 256 KiB a ConfigMap is a warning, above 900 KiB an error', () => {
  expect(ofSize(256 * KIB)).toEqual([]);
  expect(ofSize(256 * KIB + 1)).toEqual([
    {
      about: 'config',
      severity: 'warning',
      text: "'data' must have at most 262144 bytes, got 262145: move long prompts and scripts to files in the repository, and name these in the workflow",
      reason: 'etcd and every client that watches ConfigMaps hold all of it',
    },
  ]);
  expect(ofSize(900 * KIB)[0]?.severity).toBe('warning');
  expect(ofSize(900 * KIB + 1)).toEqual([
    {
      about: 'config',
      severity: 'error',
      text: "'data' must have at most 921600 bytes, got 921601: move long prompts and scripts to files in the repository, and name these in the workflow",
      reason: 'the API server accepts at most 1 MiB, so nothing of the run would be applied',
    },
  ]);
});

test('bytes count, not characters, and all values together', () => {
  const found = complaints(configMapSize, [configMap({ a: 'ü'.repeat(100 * KIB), b: 'x'.repeat(57 * KIB) })]);
  expect(found[0]?.text).toContain('got 263168: ');
});

test('binary values count without their base64', () => {
  const binary = Buffer.alloc(257 * KIB).toString('base64');
  expect(complaints(configMapSize, [configMap({ a: binary }, 'binaryData')])[0]?.text).toContain('got 263168: ');
});
