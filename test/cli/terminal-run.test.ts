import { spawnSync } from 'node:child_process';
import { PROGRAM, Scratch } from './prodigy';

/** Runs a command in a pseudo-terminal of 60 columns, answers its question, and prints all that it wrote there. */
const IN_TERMINAL = `
import fcntl, os, pty, select, struct, sys, termios
answer, argv = sys.argv[1], sys.argv[2:]
# The end of the program stays open here too: of one that nobody holds, what was written last may get lost.
terminal, end = pty.openpty()
fcntl.ioctl(end, termios.TIOCSWINSZ, struct.pack('HHHH', 24, 60, 0, 0))
pid = os.fork()
if pid == 0:
    os.setsid()
    fcntl.ioctl(end, termios.TIOCSCTTY, 0)
    for fd in (0, 1, 2):
        os.dup2(end, fd)
    os.execvp(argv[0], argv)
seen = b''
answered = False
status = None
while True:
    if select.select([terminal], [], [], 0.1)[0]:
        seen += os.read(terminal, 4096)
    elif status is not None:
        break
    if not answered and b'[y/N]' in seen:
        os.write(terminal, answer.encode() + b'\\n')
        answered = True
    if status is None:
        ended, code = os.waitpid(pid, os.WNOHANG)
        status = os.waitstatus_to_exitcode(code) if ended else None
sys.stdout.buffer.write(seen)
sys.exit(status)
`;

const FLOW = `
name: demo
mode: mapreduce
map:
  input: "printf '[1, 2, 3]'"
  max_parallel: 1
  agent_template:
    - shell: "sleep 0.3; git commit -q --allow-empty -m \${item}"
`;

let scratch: Scratch;
beforeEach(() => {
  scratch = new Scratch();
  scratch.write('flow.yaml', FLOW);
  scratch.write('.gitignore', '.home\n');
  scratch.commit();
});
afterEach(() => scratch.remove());

function inTerminal(answer: string, ...args: string[]): { status: number | null; seen: string } {
  const script = scratch.write('.home/terminal.py', IN_TERMINAL);
  const command = [script, answer, process.execPath, PROGRAM, ...args];
  const env = { ...scratch.env, TERM: scratch.env.TERM ?? 'xterm' };
  const { status, stdout, stderr } = spawnSync('python3', command, { cwd: scratch.path, env, encoding: 'utf8' });
  if (stderr !== '') throw new Error(stderr);
  return { status, seen: stdout };
}

/** What is left on the screen: of what was written over in a line, the last. */
const screen = (seen: string): string[] =>
  seen
    .split('\r\n')
    .map((line) => line.split('\r').at(-1)!.replaceAll('\u001b[K', ''))
    .filter((line) => line !== '');

test.each([
  ['y', 'merged into main'],
  ['', 'merge it with: git merge prodigy/mine'],
])('on a terminal a line tells of the run, and the answer %j decides about the merge', (answer, told) => {
  const before = scratch.git('rev-parse', 'main');
  const { status, seen } = inTerminal(answer, 'run', 'flow.yaml', '--run-id', 'mine');
  expect(status).toBe(0);
  const drawn = seen.split('\r').map((line) => line.split('\u001b[K')[0] as string);
  const withRate = /^map: [12] of 3 done, [01] running, [0-9.]+\/(s|min), [0-9]+ s left$/;
  expect(drawn.filter((line) => withRate.test(line))).not.toEqual([]);
  for (const line of drawn.filter((text) => text.startsWith('map: ') && !text.includes('\n')))
    expect(line.length).toBeLessThan(60);
  expect(screen(seen).slice(0, 5)).toEqual([
    '3 items',
    expect.stringMatching(/^result is [0-9a-f]{40} on prodigy\/mine$/),
    `merge prodigy/mine into the current branch? [y/N] ${answer}`,
    told,
    'run mine: complete',
  ]);
  expect(scratch.git('rev-parse', 'main') === before).toBe(answer !== 'y');
  expect(scratch.git('status', '--porcelain', '--ignored')).toBe('!! .home/');
});

test('a terminal that cannot move its cursor gets plain lines', () => {
  scratch.env.TERM = 'dumb';
  const { seen } = inTerminal('n', 'run', 'flow.yaml', '--run-id', 'mine');
  expect(seen).not.toContain('\u001b');
  expect(screen(seen)).toContain('item_0 merged');
});

test('without a terminal and without --yes nothing is merged, and with --quiet nothing is told', () => {
  const before = scratch.git('rev-parse', 'main');
  const { status, stdout, stderr } = scratch.prodigy('run', 'flow.yaml', '--run-id', 'mine', '--quiet', '-o', 'json');
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(JSON.parse(stdout)).toMatchObject({ outcome: 'complete', items: { merged: 3 } });
  expect(scratch.git('rev-parse', 'main')).toBe(before);
  expect(scratch.git('status', '--porcelain', '--ignored')).toBe('!! .home/');
});

test('with --quiet an error is told all the same', () => {
  scratch.write('flow.yaml', '- shell: echo broken >&2; exit 3\n');
  const { status, stderr } = scratch.prodigy('run', 'flow.yaml', '--run-id', 'mine', '--quiet');
  expect({ status, stderr }).toEqual({
    status: 1,
    stderr: "error: commands step 'echo broken >&2; exit 3' (line 1) failed with exit code 3: broken\n",
  });
});
