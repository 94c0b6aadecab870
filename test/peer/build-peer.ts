// Before any test: the real Prodigy, built once into the cache.
import { fetchRealWorkflows } from '../../tools/prodigy-crate';
import { prodigyProgram } from '../../tools/prodigy-program';
import { ensurePrograms } from '../../tools/programs';

export default async function buildPeer(): Promise<void> {
  await ensurePrograms(['git']);
  await fetchRealWorkflows();
  await prodigyProgram();
}
