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

const ALLOW = "unknown key 'allow_failure' is ignored: write 'on_failure: true' to go on after a failure";
const COLON =
  "not valid YAML: Nested mappings are not allowed in compact mappings: put a text that holds ': ' into quotes, or write it below '|'";

// Three are refused: two have a step that Prodigy itself took away, one is no YAML.
test.each<[string, Answer]>([
  ['examples/capture-conditional-flow.yml', { told: [`12:5: ${ALLOW}`, `18:5: ${ALLOW}`], missing: [] }],
  [
    'examples/capture-json-processing.yml',
    {
      told: [expect.stringMatching(/^57:44: '\$\{final_summary\|length:100\}' stays as it is written/)],
      missing: [],
    },
  ],
  [
    'examples/mapreduce-json-input.yml',
    { told: [`30:14: ${COLON}`, `48:12: ${COLON}`, `48:30: ${COLON}`], missing: undefined },
  ],
  ['workflows/complex-build-pipeline.yml', { told: [], missing: [] }],
  ['workflows/coverage.yml', { told: [`21:3: ${ANALYZE}`], missing: undefined }],
  ['workflows/debtmap-reduce.yml', { told: [], missing: [] }],
  ['workflows/debtmap.yml', { told: [], missing: [] }],
  ['workflows/documentation-drift-mapreduce.yml', { told: [], missing: [] }],
  [
    'workflows/environment-example.yml',
    {
      told: [
        `60:5: unknown key 'temporary' is ignored: ${NO_KEY}`,
        expect.stringMatching(/^64:19: '\$\{env\.DEPLOY_DIR\}' is set by nothing here/),
        `68:5: unknown key 'clear_env' is ignored: ${NO_KEY}`,
      ],
      missing: [],
    },
  ],
  ['workflows/fix-files-mapreduce.yml', { told: [], missing: [] }],
  ['workflows/implement.yml', { told: [], missing: [] }],
  ['workflows/mapreduce-env-example.yml', { told: [], missing: [] }],
  ['workflows/mapreduce-example.yml', { told: [], missing: [] }],
  ['workflows/tests/minimal-mapreduce.yml', { told: [], missing: [] }],
  ['workflows/spec.yml', { told: [], missing: [] }],
  ['workflows/tech-debt.yml', { told: [`3:3: ${ANALYZE}`], missing: undefined }],
  ['workflows/test-mapreduce-context.yml', { told: [], missing: [] }],
  ['workflows/tests/test-sequential-resume.yml', { told: [], missing: [] }],
])('%s is read as its author meant it, or refused for a reason', async (name, answer) => {
  expect(await answerTo(name)).toEqual(answer);
});
