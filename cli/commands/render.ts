import { manifestText } from '../../stacks/manifest-files';
import { preflightRun } from '../../stacks/preflight';
import { renderRun } from '../../stacks/render';
import { CliError } from '../cli-error';
import { type RunFlags, renderRequest } from '../cluster/request';
import { tellFindings } from '../preflight-text';
import type { Terminal } from '../terminal';

/** Print every object of a run as one YAML stream, for `kubectl apply --server-side -f -` or inspection. */
export async function renderFile(file: string, flags: RunFlags, terminal: Terminal): Promise<void> {
  const request = await renderRequest(file, flags, terminal);
  const run = rendered(request);
  const { objects, secret } = run;
  if (secret)
    terminal.progress(`not rendered: Secret ${secret.metadata.name} with ${Object.keys(secret.sources).join(', ')}\n`);
  tellFindings(preflightRun(request, run), terminal);
  terminal.out(objects.map(manifestText).join('---\n'));
}

/** Render; an error from a construct becomes the user's error. */
export function rendered(request: Parameters<typeof renderRun>[0]): ReturnType<typeof renderRun> {
  try {
    return renderRun(request);
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
