import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import type { Parameters } from '../../../contract/parameters';
import { runStep } from '../../../runtime/engine/run-step';
import { StepFolder } from './step-setting';

/** What a value would run if any of it were shell text. */
const CANARY = 'touch canary';

/** Printed by the programs of a step behind each thing they received; no value holds it. */
const END = '<received>';

/** Notation that means something to a shell, to the language, or to a program that reads options. */
const NOTATION = [
  `$(${CANARY})`,
  `\`${CANARY}\``,
  `'; ${CANARY}; '`,
  `"; ${CANARY}; "`,
  `\nEOF\n${CANARY}\n`,
  `\n\tEOF\n`,
  `a[$(${CANARY})]`,
  '${item.value}',
  '${PRODIGY_VALUE_1}',
  '$ARG $1 $$',
  '\\',
  '\\n\\0',
  "'",
  '"',
  '%s%n%',
  '*',
  '/*',
  '?[a-z]',
  '~',
  '!!',
  '#',
  '-n',
  '--help',
  '=',
  '\n',
  '\r\n',
  '\t ',
  '\u0001\u001b[31m\u007f',
  'é🦀\u202e\ufeff',
];

const value = fc
  .array(fc.oneof(fc.constantFrom(...NOTATION), fc.string({ unit: 'binary', maxLength: 12 })), { maxLength: 6 })
  .map((parts) => parts.join('').replaceAll('\0', '').replaceAll(END, ''));

interface Place {
  readonly name: string;
  /** Shell text that hands the reference over. */
  readonly text: (reference: string) => string;
  /** What is received, once for each argument. */
  readonly received: (value: string) => readonly string[];
}

const exact = (text: string) => [text];
/** A substitution takes the last line ends away. */
const substituted = (text: string) => [text.replace(/\n+$/, '')];
/** Everything but the names of files: that is what the shell makes of an unquoted value. */
const words = (text: string) => text.split(/[ \t\n]+/).filter((word) => word !== '');

const PLACES: readonly Place[] = [
  { name: 'unquoted', text: (ref) => `receive ${ref}`, received: words },
  { name: 'single-quoted', text: (ref) => `receive '${ref}'`, received: exact },
  { name: 'double-quoted', text: (ref) => `receive "${ref}"`, received: exact },
  {
    name: 'between other text',
    text: (ref) => `receive "a ${ref}"' b ${ref}'`,
    received: (text) => [`a ${text} b ${text}`],
  },
  { name: 'here-document', text: (ref) => `read_all <<EOF\n${ref}\nEOF`, received: (text) => [`${text}\n`] },
  {
    name: 'here-document with a quoted delimiter',
    text: (ref) => `read_all <<'EOF'\n$HOME ${ref}\nEOF`,
    received: (text) => [`$HOME ${text}\n`],
  },
  {
    name: 'here-document without leading tabs',
    text: (ref) => `read_all <<-EOF\n\t${ref}\n\tEOF`,
    received: (text) => [`${text}\n`],
  },
  {
    name: 'command substitution',
    text: (ref) => `receive "$(printf %s "${ref}")"`,
    received: substituted,
  },
  { name: 'backquotes', text: (ref) => `x=\`printf %s '${ref}'\`; receive "$x"`, received: substituted },
  {
    name: 'here-document in a substitution in double quotes',
    text: (ref) => `receive "$(cat <<'EOF'\n${ref}\nEOF\n)"`,
    received: substituted,
  },
  {
    name: 'substitution in a substitution in a here-document',
    text: (ref) => `read_all <<EOF\n$(printf %s "$(printf %s '${ref}')")\nEOF`,
    received: (text) => [`${substituted(text)[0]}\n`],
  },
  {
    name: 'argument of awk beside its own fields',
    text: (ref) => `receive "$(echo 'k v' | awk '{ printf "%s:%s.", $2, ARGV[2] }' - "${ref}")"`,
    // Awk would take the last argument for a file, were it not that the program ends before.
    received: (text) => [`v:${text}.`],
  },
  {
    name: 'environment of awk',
    text: (ref) => `receive "$(VALUE='${ref}' awk 'BEGIN { printf "%s.", ENVIRON["VALUE"] }')"`,
    received: (text) => [`${text}.`],
  },
  {
    name: 'input of awk',
    text: (ref) => `receive "$(printf '%s' "${ref}" | awk -v ORS= '{ print $0 "\\n" } END { print "." }')"`,
    received: (text) => [text === '' ? '.' : `${text.replace(/\n$/, '')}\n.`],
  },
  {
    name: 'loop in a pipe in a subshell',
    text: (ref) => `(for i in 1; do printf %s '${ref}' | cat; done) | read_all`,
    received: exact,
  },
];

/** Programs of the step: they tell what they were given, as arguments or as input. */
const RECEIVE = `receive() { for one; do printf '%s${END}' "$one"; done >> "$to"; }
read_all() { { cat; printf '${END}'; } >> "$to"; }
mkdir .got
`;

/** A step that hands each of the references over in each of the places. */
const stepFor = (references: readonly string[]): string =>
  RECEIVE +
  references
    .flatMap((reference, of) => PLACES.map((place, at) => `to=.got/${of}-${at}; : > "$to"; ${place.text(reference)}\n`))
    .join('');

let folder: StepFolder;
beforeEach(() => {
  folder = new StepFolder();
});
afterEach(() => folder.remove());

const flow = (script: string): string => JSON.stringify([{ shell: script }]);

function mustHaveArrived(values: readonly string[]): void {
  values.forEach((text, of) => {
    PLACES.forEach(({ name, received }, at) => {
      const got = folder.read(`.got/${of}-${at}`).split(END).slice(0, -1);
      if (name === 'unquoted' && /[*?[]/.test(text)) return; // The shell looks for files of that name.
      expect({ name, got }).toEqual({ name, got: received(text) });
    });
  });
  expect(existsSync(join(folder.path, 'canary'))).toBe(false);
}

/** Values that are certain to be tried, and as many again by chance; the seed is printed where one fails. */
const many = (count: number): fc.Arbitrary<string[]> =>
  fc.array(value, { minLength: count, maxLength: count }).map((some) => [...NOTATION, ...some]);

const holds = async (count: number, run: (values: readonly string[]) => Promise<unknown>): Promise<void> =>
  fc.assert(
    fc
      .asyncProperty(many(count), async (values) => {
        await run(values);
        mustHaveArrived(values);
      })
      .beforeEach(() => {
        folder.remove();
        folder = new StepFolder();
      }),
    { numRuns: 1, endOnFailure: true },
  );

test('values of an item reach the programs of a step as they are, wherever they stand, and are never run', () =>
  holds(30, (values) => {
    const references = values.map((_, index) => `\${item.values[${index}]}`);
    return folder.run(flow(stepFor(references)), { item: { values } });
  }));

test('captured values reach the programs of a later step as they are', () =>
  holds(30, async (values) => {
    folder.write('values.json', JSON.stringify(values));
    const captured = await folder.run(
      JSON.stringify([{ shell: 'cat values.json', capture_output: 'found', capture_format: 'json' }]),
    );
    await folder.run(flow(stepFor(values.map((_, index) => `\${found[${index}]}`))), captured);
  }));

test('an output reaches the programs of the next step as it is, without its last line ends', async () => {
  for (const text of fc.sample(value, 8)) {
    folder.remove();
    folder = new StepFolder();
    folder.write('output', text);
    const captured = await folder.run(JSON.stringify([{ shell: 'cat output', capture_output: true }]));
    await folder.run(flow(stepFor(['${shell.output}'])), captured);
    mustHaveArrived(substituted(text));
  }
});

test('what a model answers reaches the programs of the next step as it is', async () => {
  for (const text of fc.sample(value, 8)) {
    folder.remove();
    folder = new StepFolder();
    folder.write(
      'answer',
      `${JSON.stringify({ type: 'result', subtype: 'success', is_error: false, result: text })}\n`,
    );
    folder.claude('cat answer');
    const captured = await folder.run(
      JSON.stringify([{ claude: '/answer', capture_output: true, commit_required: false }]),
    );
    await folder.run(flow(stepFor(['${claude.output}'])), captured);
    mustHaveArrived(substituted(text));
  }
});

test('the argument and the parameters of a run reach the programs of a step as they are', () =>
  holds(12, async (values) => {
    const parameters: Parameters = Object.fromEntries(values.map((text, index) => [`p${index}`, text]));
    const script = stepFor([...values.keys()].map((index) => (index === 0 ? '$ARG' : `\${p${index}}`)));
    const { step, setting } = folder.step(flow(script), {}, values[0], parameters);
    await runStep(step, setting);
  }));

test('an unquoted value is looked up as a pattern of file names by the shell, and of nothing else', async () => {
  folder.write('a.txt', '');
  const [reference, values] = ['${item.x}', { item: { x: `*.txt $(${CANARY}) ~ \${HOME}` } }];
  await folder.run(flow(`${RECEIVE}to=.got/0; receive ${reference}`), values);
  expect(folder.read('.got/0').split(END)).toEqual(['a.txt', '$(touch', 'canary)', '~', '${HOME}', '']);
  expect(readdirSync(folder.path)).not.toContain('canary');
});
