import { isMapping } from '../check/check-keys';
import { MAX_FINDINGS } from '../check/report';
import { byPosition, type Finding, formatFinding } from '../finding';
import { checkWorkflow, nameOfFile, type ParseResult, parseWorkflow, type RunChoices } from '../parse-workflow';
import { COMPOSITION } from '../schema/composition';
import { readYaml } from '../yaml/read-yaml';
import { canonicalText } from './canonical-text';
import { composedSource } from './composed-source';
import { Composer } from './composer';
import { Piece } from './piece';
import type { SourceFiles } from './source-files';

/** A workflow read with all the files that it refers to, or the errors that prevent it. */
export type ComposeResult = ParseResult & {
  /** The complete workflow as one file: the original bytes if it refers to no others, else all of them combined. */
  readonly text: string;
  /** Text of every file that was read, by its name in findings. */
  readonly texts: ReadonlyMap<string, string>;
};

/**
 * Read and check a workflow with the files that `imports`, `extends` and `template` refer to. Never throws; each
 * finding has its position in the file concerned. Reads files only through `files`.
 *
 * @param text Content of the file.
 * @param file Its name, for messages.
 * @param files Its path and access to the files around it.
 */
export function composeWorkflow(
  text: string,
  file: string,
  files: SourceFiles,
  choices: RunChoices = {},
): ComposeResult {
  return composed(text, file, files, choices, [files.path]);
}

/**
 * The text of {@link composeWorkflow} for `loadWorkflow`; warnings are dropped.
 * @throws Error with every error, one per line, as `file:line:column: message`.
 */
export function composedText(text: string, file: string, files: SourceFiles, choices: RunChoices = {}): string {
  // Most files refer to no others; they are checked when loaded, which is enough.
  if (!COMPOSITION.some((key) => text.includes(key))) return text;
  const result = composeWorkflow(text, file, files, choices);
  if (result.ok) return result.text;
  throw new Error(result.errors.map(formatFinding).join('\n'));
}

/** @param visited paths of the workflows being checked. */
function composed(
  text: string,
  file: string,
  files: SourceFiles,
  choices: RunChoices,
  visited: readonly string[],
): ComposeResult {
  const yaml = readYaml(text, file);
  const namesFiles = yaml.ok && isMapping(yaml.source.value) && yaml.source.value.mode !== 'mapreduce';
  const value = namesFiles ? (yaml.source.value as Record<string, unknown>) : {};
  const isComposed = COMPOSITION.some((key) => Object.hasOwn(value, key));
  if (!yaml.ok || !(isComposed || Object.hasOwn(value, 'workflows')))
    return { ...parseWorkflow(text, file, choices), text, texts: new Map([[file, text]]) };
  const composer = new Composer(files);
  composer.reader.texts.set(file, text);
  const root = named(composer.compose(yaml.source, [files.path]), file);
  const broken = composer.report.findings.some(({ severity }) => severity === 'error');
  const source = isComposed ? composedSource(file, root) : yaml.source;
  const result = broken ? undefined : checkWorkflow(source, file, choices);
  const others = broken ? [] : subWorkflowFindings(root, composer, files, visited);
  const findings = [...yaml.warnings, ...composer.report.findings, ...others, ...findingsOf(result)];
  return {
    ...concluded(result, findings),
    text: isComposed ? canonicalText(root.with('workflows', undefined), composer.parts) : text,
    texts: composer.reader.texts,
  };
}

/** The file has a different name in a pod, so the workflow needs a name of its own. */
const named = (root: Piece, file: string): Piece =>
  root.child('name') === undefined
    ? Piece.mapping([['name', Piece.literal(nameOfFile(file), root)], ...root.entries], root)
    : root;

const findingsOf = (result: ParseResult | undefined): readonly Finding[] =>
  result === undefined ? [] : [...(result.ok ? [] : result.errors), ...result.warnings];

/** Findings of a file that is referred to twice are reported once. */
function concluded(result: ParseResult | undefined, all: readonly Finding[]): ParseResult {
  const findings = [...new Map(all.map((finding) => [formatFinding(finding), finding])).values()].sort(byPosition);
  const warnings = findings.filter(({ severity }) => severity === 'warning').slice(0, MAX_FINDINGS);
  const errors = findings.filter(({ severity }) => severity === 'error').slice(0, MAX_FINDINGS);
  return result?.ok && errors.length === 0 ? { ...result, warnings } : { ok: false, errors, warnings };
}

/** Sub-workflows never run, but must exist and be valid. */
function subWorkflowFindings(
  root: Piece,
  composer: Composer,
  files: SourceFiles,
  visited: readonly string[],
): readonly Finding[] {
  const sources = (root.child('workflows')?.entries ?? []).map(([, entry]) => entry.child('source'));
  return sources.flatMap((source) => {
    const found =
      source && typeof source.value === 'string'
        ? composer.reader.find({ key: 'source', piece: source, byName: false })
        : undefined;
    if (found === undefined || visited.includes(found.path)) return [];
    const file = files.nameOf?.(found.path) ?? found.path;
    const result = composed(found.text, file, { ...files, path: found.path }, {}, [...visited, found.path]);
    for (const [name, text] of result.texts) composer.reader.texts.set(name, text);
    return findingsOf(result);
  });
}
