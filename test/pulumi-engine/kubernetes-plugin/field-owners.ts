import type { ApiServer, LiveObject } from './api-server';

interface Owner {
  readonly manager: string;
  readonly operation: 'Apply' | 'Update';
  readonly subresource?: string;
}

/** Whose fields the plugin takes over before it applies: its own from when it made the object, and kubectl's applies. */
const TAKEN_OVER = ['kubectl', 'before-first-apply'];

/**
 * Make the plugin the one that applied what it created, so that what it no longer names goes: an object is made by
 * POST, and to server-side apply that is another owner.
 */
export async function ownFields(api: ApiServer, live: LiveObject, manager: string): Promise<LiveObject> {
  const owners = (live.metadata.managedFields ?? []) as unknown as readonly Owner[];
  const operations = owners.flatMap((owner, index) => {
    const created = owner.manager === manager && owner.operation === 'Update';
    if (owner.subresource || !(created || TAKEN_OVER.includes(owner.manager))) return [];
    const path = `/metadata/managedFields/${index}`;
    return [{ op: 'replace', path, value: { ...owner, manager, operation: 'Apply' } }];
  });
  const known = owners.some((owner) => owner.manager === manager && owner.operation === 'Apply');
  // Two entries of one owner are not valid: the rest stays with who has it.
  const chosen = known ? [] : operations.slice(0, 1);
  if (chosen.length === 0) return live;
  const version = { op: 'test', path: '/metadata/resourceVersion', value: live.metadata.resourceVersion };
  return api.patch(live, [version, ...chosen]);
}
