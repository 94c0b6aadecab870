import { loadWorkflow } from '../../../language/parse-workflow';
import { findings, workflow } from '../findings-of';

const top = (lines: string) => workflow(`${lines}\ncommands: [{shell: ls}]`);

test('a variable is text, computed, or chosen by a condition', () => {
  const text = `
env:
  VERSION: 1.10
  TOKEN: {secret: true, value: 4711}
  WORKERS: {command: nproc, cache: true}
  NOW: {command: date}
  STAGE: {condition: "\${branch} == 'main'", when_true: production, when_false: 0}
  PRINTED: {command: pass, secret: true}
  CHOSEN: {condition: 'true', when_true: a, when_false: b, secret: true}`;
  expect(top(text).env).toEqual({
    VERSION: { kind: 'text', text: '1.10', secret: false },
    TOKEN: { kind: 'text', text: '4711', secret: true },
    WORKERS: { kind: 'command', command: 'nproc', cache: true, secret: false },
    NOW: { kind: 'command', command: 'date', cache: false, secret: false },
    STAGE: {
      kind: 'conditional',
      condition: "${branch} == 'main'",
      whenTrue: 'production',
      whenFalse: '0',
      secret: false,
    },
    PRINTED: { kind: 'command', command: 'pass', cache: false, secret: true },
    CHOSEN: { kind: 'conditional', condition: 'true', whenTrue: 'a', whenFalse: 'b', secret: true },
  });
});

test('a secret names where its value is', () => {
  const text = `
secrets:
  A: TOKEN_A
  B: "\${env:TOKEN_B}"
  C: {provider: env, key: TOKEN_C}
  D: {provider: file, key: /run/secrets/d}`;
  expect(top(text).secrets).toEqual({
    A: { provider: 'env', variable: 'TOKEN_A' },
    B: { provider: 'env', variable: 'TOKEN_B' },
    C: { provider: 'env', variable: 'TOKEN_C' },
    D: { provider: 'file', path: '/run/secrets/d' },
  });
});

test('a secret value of env that is one reference names where the value is, as secrets do', () => {
  const text = `
env:
  A: {secret: true, value: "\${TOKEN_A}"}
  B: {secret: true, value: "\${env:TOKEN_B}"}
  C: {secret: true, value: "\${C}"}
  D: {secret: true, value: "\${OTHER}"}
  E: {secret: true, value: "\${TOKEN_E}"}
  F: {value: "\${TOKEN_F}"}
secrets:
  OTHER: {provider: file, key: /run/secrets/d}
  E: TOKEN`;
  expect(findings(`${text}\ncommands: [{shell: 'echo $A'}]`)).toEqual([]);
  expect(top(text)).toMatchObject({
    secrets: {
      A: { provider: 'env', variable: 'TOKEN_A' },
      B: { provider: 'env', variable: 'TOKEN_B' },
      C: { provider: 'env', variable: 'C' },
      D: { provider: 'file', path: '/run/secrets/d' },
      E: { provider: 'env', variable: 'TOKEN' },
    },
    env: { F: { kind: 'text', text: '${TOKEN_F}', secret: false } },
  });
  expect(Object.keys(top(text).env)).toEqual(['F']);
});

test('the chosen profile says whether a value is a reference', () => {
  const text = `
env: {A: {secret: true, value: "\${TOKEN}"}, B: plain}
profiles: {dev: {A: plain, B: {secret: true, value: "\${DEV_B}"}}}
commands: [{shell: ls}]`;
  const secretsOf = (profile?: string) => loadWorkflow(text, 'w.yml', { profile }).secrets;
  expect(secretsOf()).toEqual({ A: { provider: 'env', variable: 'TOKEN' } });
  expect(secretsOf('dev')).toEqual({ B: { provider: 'env', variable: 'DEV_B' } });
});

test('files and profiles bring more variables', () => {
  const text = 'env_files: [.env, .env.local]\nprofiles: {dev: {description: for me, DEBUG: true}, ci: {}}';
  expect(top(text)).toMatchObject({
    envFiles: ['.env', '.env.local'],
    profiles: {
      dev: { description: 'for me', env: { DEBUG: { kind: 'text', text: 'true', secret: false } } },
      ci: { description: undefined, env: {} },
    },
  });
});

const FORMS = "'value', 'command', or 'condition' with 'when_true' and 'when_false'";

test.each([
  ['env: {A: {}}', `1:10: a variable as a mapping must have ${FORMS}, got none`],
  ['env: {A: {command: a, value: b}}', `1:10: a variable as a mapping must have ${FORMS}, got value, command`],
  [
    'env: {A: {condition: "true", when_true: b}}',
    `1:10: a variable as a mapping must have ${FORMS}, got condition, when_true`,
  ],
  ['env: {A: [x]}', '1:10: \'A\' must be text, a number, true or false, got ["x"]'],
  ['env: {__proto__: x}', "1:7: a name must not be '__proto__': choose another name"],
  [
    'profiles: {dev: {A-B: x}}',
    "1:18: a name in 'dev' must have only letters, digits and _, and not start with a digit, got 'A-B'",
  ],
  ['secrets: {A: a b}', "1:14: 'A' must be the name of an environment variable, or '${env:NAME}', got \"a b\""],
  [
    'secrets: {A: {provider: vault, key: x}}',
    "1:25: 'provider' must be 'env' or 'file' (a value that Vault or a cloud keeps becomes a Secret of the cluster: name that with --secret), got \"vault\"",
  ],
  ['secrets: {A: {provider: env}}', "1:14: 'key' must be the name of a variable, or the path of a file, got nothing"],
  [
    'secrets: {A: {provider: file, key: x, version: 2}}',
    "1:39: 'version' has no effect here: variables and files have none",
  ],
  [
    'env: {A: {secret: true, value: "Bearer ${TOKEN}"}}',
    "1:32: the secret value of 'A' is used as it is written, '${TOKEN}' included: make it one reference and nothing else, and compose the text in the step",
  ],
  [
    'env: {A: {secret: true, value: "${B}"}, B: x}',
    "1:32: the secret value of 'A' is used as it is written, '${B}' included: a variable of 'env' is not a variable of the machine, write ${env:NAME} for one of those",
  ],
  ['env_files: .env', '1:12: \'env_files\' must be a list of paths, got ".env"'],
])('%s is answered', (text, finding) => {
  expect(findings(`${text}\ncommands: [{shell: ls}]`)).toEqual([finding]);
});
