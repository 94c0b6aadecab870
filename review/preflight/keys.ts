import { SecretKey } from '../../contract/paths';
import type { RunConfig } from '../../contract/run-config';
import { usesClaude } from '../../language/uses-claude';
import { type Pods, podsOf } from '../pods';
import type { Check, Complaint, Subject } from './check';
import { type RunFiles, runFilesIn } from './run-files';

const SOURCE = 'contract/paths.ts';

/** The key that each authentication method for origin needs. */
const ORIGIN_KEY: { readonly [Auth in RunConfig['gitAuth']]: string | undefined } = {
  'ssh-key': SecretKey.GIT_SSH_KEY,
  token: SecretKey.GIT_TOKEN,
  'github-app': SecretKey.GITHUB_APP_KEY,
  anonymous: undefined,
};

/** Whether every key that a run uses is mounted where it is needed. */
export const keys: Check = {
  name: 'keys',
  complaints: (subject) => {
    const run = runFilesIn(subject.objects);
    return run ? [...agentKeys(run, subject), ...originKey(run, subject)] : [];
  },
};

function agentKeys({ workflow }: RunFiles, { objects }: Subject): Complaint[] {
  const agents = podsOf(objects).find(({ owner }) => owner.kind === 'Job');
  const wanted = [...(usesClaude(workflow) ? [SecretKey.CLAUDE_API_KEY] : []), ...Object.keys(workflow.secrets)];
  return agents ? wanted.filter((key) => !mounts(agents, key)).map((key) => missing(agents, key)) : [];
}

function originKey({ owner, config }: RunFiles, { objects }: Subject): Complaint[] {
  const key = ORIGIN_KEY[config.gitAuth];
  if (key === undefined)
    return [
      {
        severity: 'warning',
        about: owner,
        message: "'credentials' must provide a key for origin to push the result, got none",
        wayOut: `name the Secret that holds ${SecretKey.GIT_TOKEN} or ${SecretKey.GIT_SSH_KEY}`,
        reason: 'origin would reject the anonymous push, so the result would stay on the claim, unpublished',
        source: SOURCE,
      },
    ];
  const servers = podsOf(objects).filter(({ owner: set }) => set.kind === 'StatefulSet');
  const [server] = servers;
  return server && !servers.some((pods) => mounts(pods, key)) ? [missing(server, key)] : [];
}

/** What the Secrets Store driver mounts is known only on the cluster. */
const mounts = ({ spec }: Pods, key: string): boolean =>
  (spec.volumes ?? []).some(({ csi, secret, projected }) => {
    const items = [
      ...(secret?.items ?? []),
      ...(projected?.sources ?? []).flatMap((source) => source.secret?.items ?? []),
    ];
    return csi !== undefined || items.some(({ path }) => path === key);
  });

const missing = ({ owner }: Pods, key: string): Complaint => ({
  severity: 'error',
  about: owner,
  message: `'credentials' must provide the key ${key}, got none`,
  wayOut: `name its source with --credential ${key}=…`,
  reason: 'the steps that need it would fail on every attempt',
  source: SOURCE,
});
