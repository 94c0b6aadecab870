import { manifestText } from '../../stacks/manifest-files';
import { renderTenant } from '../../stacks/render';
import { CliError } from '../cli-error';
import { readImages } from '../cluster/request';
import { type TargetFlags, targetOf } from '../cluster/target';
import type { Terminal } from '../terminal';

/** Print a namespace's shared objects as one YAML stream, for its owner's `kubectl apply --server-side -f -`. */
export async function renderTenantOf(
  flags: TargetFlags & { readonly images?: string },
  terminal: Terminal,
): Promise<void> {
  const { facts } = await targetOf(flags, terminal);
  const images = await readImages(flags.images);
  try {
    terminal.out(renderTenant(facts, images).map(manifestText).join('---\n'));
  } catch (error) {
    throw new CliError((error as Error).message);
  }
}
