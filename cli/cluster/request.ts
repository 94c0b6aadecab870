import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseImages } from '../../stacks/images';
import type { RenderRequest } from '../../stacks/render';
import { CliError } from '../cli-error';
import { type OriginFlags, originOf } from '../origin';
import { givenParameters, namesOf, type ParameterFlags, parametersOf } from '../parameters';
import type { Terminal } from '../terminal';
import { readWorkflow } from '../workflow-file';
import { agents } from './agents';
import { type CredentialFlags, credentialSources } from './credentials';
import { type PlacementFlags, placementOf } from './placement';
import { type PullRequestFlags, pullRequestOf } from './pull-request';
import { type TargetFlags, targetOf } from './target';

/** Flags of every command that renders a run. */
export interface RunFlags
  extends CredentialFlags,
    OriginFlags,
    ParameterFlags,
    PlacementFlags,
    PullRequestFlags,
    TargetFlags {
  readonly cluster: string;
  readonly args?: string;
  readonly minParallel?: string;
  readonly profile?: string;
  readonly runId?: string;
  readonly again?: boolean;
  readonly publish?: string;
  readonly allowHost?: readonly string[];
  readonly image?: string;
  readonly images?: string;
}

/** Convert flags to a render request. All files, and origin by git, are read here and nowhere later. */
export async function renderRequest(file: string, flags: RunFlags, terminal: Terminal): Promise<RenderRequest> {
  const given = await givenParameters(flags);
  const choices = { parameters: namesOf(given), profile: flags.profile };
  const { text, workflow } = await readWorkflow(file, terminal, choices);
  const { facts: cluster } = await targetOf(flags, terminal);
  const repository = await originOf(flags, terminal.cwd);
  return {
    workflow: { text, file },
    cluster,
    images: await readImages(flags.images),
    repository,
    credentials: credentialSources(flags, workflow, repository.url),
    argument: flags.args,
    parameters: parametersOf(given, workflow),
    profile: flags.profile,
    allowHosts: flags.allowHost,
    placement: placementOf(flags),
    agentPod: flags.image === undefined ? undefined : { image: flags.image },
    publish: publish(flags.publish),
    pullRequest: await pullRequestOf(flags),
    agents: agents(flags.maxParallel),
    minAgents: agents(flags.minParallel, '--min-parallel'),
    runId: flags.runId,
  };
}

/** @throws CliError if the lock cannot be read or is invalid. */
export async function readImages(file: string | undefined): Promise<RenderRequest['images']> {
  const path = file ?? join(__dirname, '..', '..', 'images.lock');
  try {
    return parseImages(await readFile(path, 'utf8'), path);
  } catch (error) {
    throw new CliError(`'--images' must name a readable image lock: ${(error as Error).message}`);
  }
}

function publish(where: string | undefined): 'branch' | 'target' | undefined {
  if (where === undefined || where === 'branch' || where === 'target') return where;
  throw new CliError(`'--publish' must be branch or target, got ${where}`);
}
