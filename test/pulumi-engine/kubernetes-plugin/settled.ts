import { setTimeout as pause } from 'node:timers/promises';
import { ApiError, type ApiServer, type LiveObject } from './api-server';
import { isProperties, type Value } from './secrets';

const PAUSE = 100;
/** Milliseconds until nothing more is expected; the plugin's own limit. */
const PATIENCE = 600_000;

/** Kinds that the plugin waits for in ways of its own: they must say that nobody waits, or what for. */
const NEEDS_WORD = ['Job', 'StatefulSet', 'Service', 'Deployment'];

/** Wait until an object that was made is as its annotations want it; a claim without them until it may be used. */
export async function untilReady(api: ApiServer, object: LiveObject, timeout: number): Promise<LiveObject> {
  const annotations = (object.metadata.annotations ?? {}) as Record<string, string>;
  if (annotations['pulumi.com/skipAwait'] === 'true') return object;
  const wanted = annotations['pulumi.com/waitFor'];
  if (wanted) return until(api, object, timeout, fieldIn(wanted));
  if (NEEDS_WORD.includes(object.kind))
    throw new Error(`this stand-in waits for no ${object.kind}, got one without skipAwait or waitFor`);
  if (object.kind !== 'PersistentVolumeClaim' || (await bindsLate(api, object))) return object;
  return until(api, object, timeout, ({ status }) => isProperties(status) && status.phase === 'Bound');
}

/** Wait until an object is gone; one of that name that came later is another. */
export async function untilGone(api: ApiServer, object: LiveObject): Promise<void> {
  for (const end = Date.now() + PATIENCE; Date.now() < end; await pause(PAUSE)) {
    const live = await api.get(object).catch(ifMissing);
    if (!live || live.metadata.uid !== object.metadata.uid) return;
  }
  throw new Error(`${object.kind} ${object.metadata.name} must go within 10 minutes, got it still there`);
}

/** Nothing where an object is missing. */
export function ifMissing(error: unknown): undefined {
  if (!(error instanceof ApiError) || error.status !== 404) throw error;
}

async function until(
  api: ApiServer,
  object: LiveObject,
  timeout: number,
  ready: (object: LiveObject) => boolean,
): Promise<LiveObject> {
  for (const end = Date.now() + (timeout * 1000 || PATIENCE); Date.now() < end; await pause(PAUSE)) {
    const live = await api.get(object);
    if (ready(live)) return live;
  }
  throw new Error(`${object.kind} ${object.metadata.name} was not ready in time`);
}

/** `jsonpath={.status.startTime}` */
function fieldIn(expression: string): (object: LiveObject) => boolean {
  const path = /^jsonpath=\{\.([A-Za-z.]+)\}$/.exec(expression)?.[1]?.split('.');
  if (!path) throw new Error(`this stand-in knows plain fields, got ${expression}`);
  return (object) =>
    path.reduce<Value | undefined>((value, step) => (isProperties(value) ? value[step] : undefined), object) !==
    undefined;
}

async function bindsLate(api: ApiServer, { spec }: LiveObject): Promise<boolean> {
  const name = isProperties(spec) ? spec.storageClassName : undefined;
  return typeof name === 'string' && (await api.storageClass(name)).volumeBindingMode === 'WaitForFirstConsumer';
}
