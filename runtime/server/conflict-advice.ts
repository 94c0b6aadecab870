import { SecretKey } from '../../contract/paths';
import type { ItemEnd, RunState } from '../engine/run-state';

/** How to let claude merge the conflicting items that it was not asked to merge; undefined if there are none. */
export function conflictAdvice({ outcomes }: RunState): string | undefined {
  const conflicts: ItemEnd[] = [];
  for (const end of outcomes.values()) if (end.failure?.mergeLacks !== undefined) conflicts.push(end);
  if (conflicts.length === 0) return undefined;
  const count = conflicts.length === 1 ? '1 item conflicts' : `${conflicts.length} items conflict`;
  const lacking = conflicts.some(({ failure }) => failure?.mergeLacks === 'key') ? KEY : COMMAND;
  return `${count} with what was merged before, and claude was not asked to merge: ${lacking}`;
}

const KEY = `give it a key (on a cluster ${SecretKey.CLAUDE_API_KEY}, here ANTHROPIC_API_KEY)`;
const COMMAND = 'add the command .claude/commands/prodigy-merge-worktree.md to the repository';
