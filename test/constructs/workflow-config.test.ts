import { WorkflowConfig, type WorkflowConfigProps } from '../../constructs/workflow-config';
import { parseRunConfig } from '../../contract/run-config';
import { only, run, runConfig, synthesized } from './synthesized';

const config = (workflowText: string) =>
  synthesized((scope) => {
    const everything: Required<WorkflowConfigProps> = { run, workflowText, config: runConfig };
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
});

test('a workflow that no ConfigMap can hold is refused', () => {
  expect(() => config('œ'.repeat(460801))).toThrow(
    new Error(
      "'workflow.yaml' must have at most 921600 bytes, got 921602: keep large texts in files of the repository",
    ),
  );
  expect(() => config('x'.repeat(921600))).not.toThrow();
});
