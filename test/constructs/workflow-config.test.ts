import { WorkflowConfig, type WorkflowConfigProps } from '../../constructs/workflow-config';
import { formatRunConfig, parseRunConfig } from '../../contract/run-config';
import { only, run, runConfig, synthesized } from './synthesized';

const ITEM = { id: 'item_3', data: { path: 'a' } };
const ITEMS_TEXT = '[\n{"id":"item_3","data":{"path":"a"}}\n]\n';

const config = (workflowText: string, settings = runConfig) =>
  synthesized((scope) => {
    const everything: Required<WorkflowConfigProps> = {
      run,
      workflowText,
      config: settings,
      caCertificates: '',
      items: [ITEM],
    };
    new WorkflowConfig(scope, 'Config', everything);
  });

test('pods read the workflow byte for byte, and never another one', () => {
  const text = '# a comment \r\nname: fix-tests\n\tœ';
  const rendered = only(config(text), 'ConfigMap', 'prodigy-workflow-fix-tests-1');
  expect(rendered.data['workflow.yaml']).toBe(text);
  expect(rendered.immutable).toBe(true);
});

test('what pods read of the run is what was configured', () => {
  expect(parseRunConfig(only(config('x'), 'ConfigMap').data['config.env'])).toEqual(runConfig);
  const parameters = { limit: 3, text: 'it\'s\n"${x}"', targets: ['a', { b: null }] };
  const given = only(config('x', { ...runConfig, parameters }), 'ConfigMap').data['config.env'];
  expect(parseRunConfig(given)).toEqual({ ...runConfig, parameters });
  expect(() => parseRunConfig(given.replace('limit', 'PATH'))).toThrow(
    new Error(
      "'PRODIGY_PARAMETERS' must hold parameters, got others: " +
        "'parameters' must leave reserved names alone, got PATH: choose a name of your own",
    ),
  );
});

test('authorities of origin lie beside them where the run names some', () => {
  const caCertificates = 'a certificate\n';
  const rendered = synthesized((scope) => {
    new WorkflowConfig(scope, 'Config', { run, workflowText: 'x', config: runConfig, caCertificates });
    new WorkflowConfig(scope, 'Without', { run, workflowText: 'x', config: runConfig });
  });
  expect(rendered[0]?.data['ca-certificates.pem']).toBe(caCertificates);
  expect(Object.keys(rendered[1]?.data)).not.toContain('ca-certificates.pem');
});

test('items that the run is given lie beside them, and are refused where no ConfigMap can hold them', () => {
  expect(only(config('x'), 'ConfigMap').data['items.json']).toBe(ITEMS_TEXT);
  const room = 921600 - Buffer.byteLength(formatRunConfig(runConfig));
  expect(() => config('x'.repeat(room))).toThrow(
    new Error(
      "the workflow and 'items.json' must have at most 921600 bytes together, got 921640: give the run fewer items",
    ),
  );
});

test('a workflow that no ConfigMap can hold is refused', () => {
  const room = 921600 - Buffer.byteLength(formatRunConfig(runConfig));
  expect(() => config(`œ${'x'.repeat(room - 1)}`)).toThrow(
    new Error(
      "'workflow.yaml' and 'config.env' must have at most 921600 bytes together, got 921601: " +
        'keep large texts and parameters in files of the repository',
    ),
  );
  expect(() => config('x'.repeat(room - ITEMS_TEXT.length))).not.toThrow();
  const parameters = { a: 'x' };
  expect(() => config('x'.repeat(room), { ...runConfig, parameters })).toThrow(
    'must have at most 921600 bytes together',
  );
});
