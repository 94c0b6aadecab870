import { formatFinding } from '../../language/finding';
import { parseWorkflow } from '../../language/parse-workflow';
import { notYetRun } from '../../runtime/engine/not-yet';
import { realWorkflow } from '../../tools/prodigy-crate';

interface Answer {
  /** What is told, errors and warnings, as `line:column: message`. */
  readonly told: readonly string[];
  /** Keys that the engine does not run yet; undefined where the file is refused. */
  readonly missing: readonly string[] | undefined;
}

async function answerTo(name: string): Promise<Answer> {
  const result = parseWorkflow(await realWorkflow(name), 'w.yml');
  const told = [...(result.ok ? [] : result.errors), ...result.warnings];
  const keys = result.ok ? notYetRun(result.workflow).map(({ message }) => /^'([^']*)'/.exec(message)![1]!) : undefined;
  return {
    told: told.map((finding) => formatFinding(finding).replace(/^w\.yml:/, '')),
    missing: keys && [...new Set(keys)],
  };
}

const ANALYZE = "'analyze' is no step any more since Prodigy 0.3: remove it, or call your own analysis with 'shell'";
const NO_KEY = 'the format has no such key here';

/*
 * The workflows of the published package; its examples (capture-conditional-flow, capture-json-processing,
 * mapreduce-json-input) are no part of what is unpacked. Two are refused: they have a step that Prodigy itself took away.
 */
test.each<[string, Answer]>([
  ['complex-build-pipeline.yml', { told: [], missing: ['on_success', 'on_exit_code'] }],
  ['coverage.yml', { told: [`21:3: ${ANALYZE}`], missing: undefined }],
  ['debtmap-reduce.yml', { told: [], missing: ['setup.timeout', 'validate', 'write_file'] }],
  ['debtmap.yml', { told: [], missing: ['validate'] }],
  ['documentation-drift-mapreduce.yml', { told: [], missing: [] }],
  [
    'environment-example.yml',
    {
      told: [
        `60:5: unknown key 'temporary' is ignored: ${NO_KEY}`,
        expect.stringMatching(/^64:19: '\$\{env\.DEPLOY_DIR\}' is set by nothing here/),
        `68:5: unknown key 'clear_env' is ignored: ${NO_KEY}`,
      ],
      missing: ['env', 'secrets', 'env_files', 'profiles', 'working_dir'],
    },
  ],
  ['fix-files-mapreduce.yml', { told: [], missing: [] }],
  ['implement.yml', { told: [], missing: ['validate'] }],
  ['mapreduce-env-example.yml', { told: [], missing: ['env', 'profiles'] }],
  ['mapreduce-example.yml', { told: [], missing: [] }],
  ['tests/minimal-mapreduce.yml', { told: [], missing: [] }],
  ['spec.yml', { told: [], missing: ['validate'] }],
  ['tech-debt.yml', { told: [`3:3: ${ANALYZE}`], missing: undefined }],
  ['test-mapreduce-context.yml', { told: [], missing: [] }],
  ['tests/test-sequential-resume.yml', { told: [], missing: [] }],
])('%s is read as its author meant it, or refused for a reason', async (name, answer) => {
  expect(await answerTo(name)).toEqual(answer);
});
