import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Image, Images } from '../contract/images';
import { REGISTRY_ADDRESSES, REGISTRY_HOST } from './addresses';
import { agentImage } from './agent-image';
import { redisImage } from './cluster-images';
import type { BuiltImage } from './image-build';
import { runInside } from './network-namespace';
import { AUTHORITY_CERTIFICATE, PROJECT, STATE } from './paths';

/** Push a run's images to the registry. Returns their images.lock entries. */
export async function pushRunImages(): Promise<Images> {
  const lock: Images = JSON.parse(await readFile(join(PROJECT, 'images.lock'), 'utf8'));
  const reference = ({ repository, tag }: Image) => `${repository}:${tag}`;
  return {
    agent: await pushed('agent', lock.agent.tag, await agentImage(reference(lock.agent))),
    redis: await pushed('redis', lock.redis.tag, await redisImage(reference(lock.redis))),
  };
}

async function pushed(name: string, tag: string, { archive }: BuiltImage): Promise<Image> {
  const repository = `prodigy/${name}`;
  const digestFile = join(STATE, 'registry', `${name}.digest`);
  const target = `docker://${REGISTRY_ADDRESSES[REGISTRY_HOST]}/${repository}:${tag}`;
  // The archive's layers are not compressed, and time matters more than space here.
  const how = ['--insecure-policy', 'copy', '--quiet', '--dest-compress-level', '1', '--digestfile', digestFile];
  const trust = ['env', `SSL_CERT_FILE=${AUTHORITY_CERTIFICATE}`];
  await runInside([...trust, 'skopeo', ...how, `docker-archive:${archive}`, target]);
  const digest = (await readFile(digestFile, 'utf8')).trim();
  return { repository: `${REGISTRY_HOST}/${repository}`, tag, digest };
}
