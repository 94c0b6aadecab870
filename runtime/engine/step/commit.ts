import { interpolate } from '../../../language/interpolate';
import { checked } from '../../../language/parsed';
import { compileGlob } from '../../../language/patterns/glob';
import { compilePattern } from '../../../language/patterns/linear-pattern';
import type { CommitConfig, Step } from '../../../language/workflow';
import { CheckoutBroken, type CommitRequest } from '../../ports/workspace';
import type { Setting } from '../setting';
import { since } from './changes';
import { environmentOf, textScope } from './environment';

/**
 * Do what `auto_commit` and `commit_config` ask for after a step's command has succeeded: commit the matching
 * uncommitted files (including those that earlier steps left, but none that git ignores); squash the step's commits;
 * check that each message matches. Having nothing to commit is not a failure. These commits run no git hooks.
 * @param start commit before the step.
 * @throws Error that completes "the step …".
 */
export async function commitWork(step: Step, start: string, around: Setting): Promise<void> {
  const { autoCommit, commit = {} as Partial<CommitConfig> } = step;
  if (!autoCommit && step.commit === undefined) return;
  const setting = since(start, around);
  if (autoCommit) await commitRest(step, commit, setting);
  if (commit.squash === true) await squash(step, commit, start, setting);
  if (commit.messagePattern === undefined) return;
  const { commits } = await setting.checkout.changes(start, 'head');
  for (const { message } of commits) mustMatch(commit, message);
}

/** Git's own variables, so that `author` and `sign` also apply to commits that the command itself makes. */
export function commitEnvironment({ commit }: Step): Record<string, string> {
  const { author, sign = false } = commit ?? {};
  const { name, email } = authorOf(author) ?? {};
  return {
    ...(name === undefined ? {} : { GIT_AUTHOR_NAME: name, GIT_AUTHOR_EMAIL: email as string }),
    ...(sign ? { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'commit.gpgSign', GIT_CONFIG_VALUE_0: 'true' } : {}),
  };
}

async function commitRest(step: Step, config: Partial<CommitConfig>, setting: Setting): Promise<void> {
  const { checkout, log } = setting;
  const { added, modified, deleted } = await checkout.changes(await checkout.head(), 'worktree');
  const { includeFiles = [], excludeFiles = [] } = config;
  const included = includeFiles.length === 0 ? () => true : matching(includeFiles);
  const excluded = matching(excludeFiles);
  const files = [...added, ...modified, ...deleted].filter((file) => included(file) && !excluded(file));
  if (files.length === 0) return;
  const message = await messageFor(step, config.messageTemplate ?? DEFAULT_MESSAGE, setting);
  mustMatch(config, message);
  await orComplain(checkout.commit(files, requestFor(message, config)));
  log.info(`committed ${files.length} ${files.length === 1 ? 'file' : 'files'}`);
}

/** The message is the template's, otherwise those of the commits, one after the other. */
async function squash(step: Step, config: Partial<CommitConfig>, start: string, setting: Setting): Promise<void> {
  const { commits } = await setting.checkout.changes(start, 'head');
  if (commits.length < 2) return;
  const { messageTemplate } = config;
  const own = commits.map(({ message }) => message).join('\n\n');
  const message = messageTemplate === undefined ? own : await messageFor(step, messageTemplate, setting);
  mustMatch(config, message);
  await orComplain(setting.checkout.squash(start, requestFor(message, config)));
  setting.log.info(`made one commit of ${commits.length}`);
}

const orComplain = (act: Promise<void>): Promise<void> =>
  act.catch((error: Error) => {
    throw error instanceof CheckoutBroken ? error : new Error(`cannot commit: ${error.message}`);
  });

const DEFAULT_MESSAGE = 'Auto-commit: ${step.name}';

/** A template may refer to everything that the step may, and to the step itself as `step.name`. */
async function messageFor(step: Step, template: string, setting: Setting): Promise<string> {
  const environment = await environmentOf(setting);
  const label = interpolate(step.label, textScope(environment, setting));
  const values = { ...setting.values, 'step.name': label };
  return interpolate(template, textScope(environment, { ...setting, values }));
}

function mustMatch({ messagePattern }: Partial<CommitConfig>, message: string): void {
  if (messagePattern === undefined) return;
  if (checked('message_pattern', compilePattern(messagePattern)).foundIn(message)) return;
  const first = message.split('\n', 1)[0] as string;
  throw new Error(`must have commit messages that match '${messagePattern}', got '${first}'`);
}

const requestFor = (message: string, { author, sign = false }: Partial<CommitConfig>): CommitRequest => ({
  message,
  author: authorOf(author),
  sign,
});

function authorOf(author: string | undefined): CommitRequest['author'] {
  const [, name, email] = /^(.*) <(.*)>$/.exec(author ?? '') ?? [];
  return name === undefined ? undefined : { name, email: email as string };
}

function matching(globs: readonly string[]): (path: string) => boolean {
  const patterns = globs.map((glob) => checked('glob', compileGlob(glob)));
  return (path) => patterns.some((pattern) => pattern.foundIn(path));
}
