import { asCliError } from '../../cli/kube-error';

const status = (code: number, message: string) => ({ code, body: JSON.stringify({ message }) });

test.each([
  [status(401, 'Unauthorized'), 3, 'cannot get Job a: the cluster does not accept these credentials'],
  [status(403, 'jobs is forbidden'), 3, 'cannot get Job a: jobs is forbidden: ask for this right'],
  [status(409, 'conflict with "helm"'), 4, 'cannot get Job a: conflict with "helm"'],
  [
    Object.assign(new Error('HTTP-Code: 500\nMessage: x\nHeaders: {}'), { code: 500 }),
    2,
    'cannot get Job a: HTTP status 500',
  ],
  [
    new Error('Unrecognized API version and kind: external-secrets.io/v1 ExternalSecret'),
    2,
    'cannot get Job a: the cluster has no such kind: install what provides it',
  ],
  [
    Object.assign(new Error('HTTP-Code: 503\nMessage: x\nHeaders: {}'), { code: 503 }),
    5,
    'cannot get Job a: the cluster cannot answer now (HTTP status 503): try again later',
  ],
  [
    Object.assign(new Error('The user aborted a request.'), { name: 'AbortError', type: 'aborted' }),
    5,
    'cannot get Job a: the cluster cannot be reached (no answer): check --context',
  ],
  [status(422, 'field is immutable'), 2, 'cannot get Job a: field is immutable'],
  [
    new Error(
      'Failed to fetch resource metadata for v1/Job: request to https://a:1/api failed, reason: connect ECONNREFUSED 1.2.3.4:1',
    ),
    5,
    'cannot get Job a: the cluster cannot be reached (connect ECONNREFUSED 1.2.3.4:1): check --context',
  ],
  [
    Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' }),
    5,
    'cannot get Job a: the cluster cannot be reached (connect ECONNREFUSED): check --context',
  ],
])('an answer %j becomes one sentence and a status', (answer, exit, message) => {
  const error = asCliError('get Job a', answer);
  expect({ exit: error.status, message: error.message }).toEqual({ exit, message });
});
