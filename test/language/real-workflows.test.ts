import { formatFinding } from '../../language/finding';
import { parseWorkflow } from '../../language/parse-workflow';
import { realWorkflow } from '../../tools/prodigy-crate';

interface Answer {
  readonly ok: boolean;
  /** What is told, errors and warnings, as `line:column: message`. */
  readonly told: readonly string[];
}

async function answerTo(name: string): Promise<Answer> {
  const result = parseWorkflow(await realWorkflow(name), 'w.yml');
  const told = [...(result.ok ? [] : result.errors), ...result.warnings];
  return { ok: result.ok, told: told.map((finding) => formatFinding(finding).replace(/^w\.yml:/, '')) };
}

const ANALYZE = "'analyze' is no step any more since Prodigy 0.3: remove it, or call your own analysis with 'shell'";
const NO_KEY = 'the format has no such key here';

const ALLOW = "unknown key 'allow_failure' is ignored: write 'on_failure: true' to go on after a failure";
const COLON =
  "not valid YAML: Nested mappings are not allowed in compact mappings: put a text that holds ': ' into quotes, or write it below '|'";

// Three are refused: two have a step that Prodigy itself took away, one is no YAML.
test.each<[string, Answer]>([
  ['examples/capture-conditional-flow.yml', { told: [`12:5: ${ALLOW}`, `18:5: ${ALLOW}`], ok: true }],
  [
    'examples/capture-json-processing.yml',
    {
      told: [expect.stringMatching(/^57:44: '\$\{final_summary\|length:100\}' stays as it is written/)],
      ok: true,
    },
  ],
  ['examples/mapreduce-json-input.yml', { told: [`30:14: ${COLON}`, `48:12: ${COLON}`, `48:30: ${COLON}`], ok: false }],
  ['workflows/complex-build-pipeline.yml', { told: [], ok: true }],
  ['workflows/coverage.yml', { told: [`21:3: ${ANALYZE}`], ok: false }],
  ['workflows/debtmap-reduce.yml', { told: [], ok: true }],
  ['workflows/debtmap.yml', { told: [], ok: true }],
  ['workflows/documentation-drift-mapreduce.yml', { told: [], ok: true }],
  [
    'workflows/environment-example.yml',
    {
      told: [
        `60:5: unknown key 'temporary' is ignored: ${NO_KEY}`,
        expect.stringMatching(/^64:19: '\$\{env\.DEPLOY_DIR\}' is not set here/),
        `68:5: unknown key 'clear_env' is ignored: ${NO_KEY}`,
      ],
      ok: true,
    },
  ],
  ['workflows/fix-files-mapreduce.yml', { told: [], ok: true }],
  ['workflows/implement.yml', { told: [], ok: true }],
  ['workflows/mapreduce-env-example.yml', { told: [], ok: true }],
  ['workflows/mapreduce-example.yml', { told: [], ok: true }],
  ['workflows/tests/minimal-mapreduce.yml', { told: [], ok: true }],
  ['workflows/spec.yml', { told: [], ok: true }],
  ['workflows/tech-debt.yml', { told: [`3:3: ${ANALYZE}`], ok: false }],
  ['workflows/test-mapreduce-context.yml', { told: [], ok: true }],
  ['workflows/tests/test-sequential-resume.yml', { told: [], ok: true }],
])('%s is read as its author meant it, or refused for a reason', async (name, answer) => {
  expect(await answerTo(name)).toEqual(answer);
});
