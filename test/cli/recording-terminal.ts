import type { Terminal } from '../../cli/terminal';

/** What a command said, and the status that it set. */
export interface Said {
  out: string;
  progress: string;
  status: number;
}

export const nothingSaid = (): Said => ({ out: '', progress: '', status: 0 });

/**
 * A terminal that nobody sits at.
 * @param said where what a command says is added; asked each time, so that a test may begin anew.
 * @param home its home and working folder.
 */
export const recordingTerminal = (said: () => Said, home: string, env: Terminal['env'] = {}): Terminal => ({
  out: (text) => {
    said().out += text;
  },
  progress: (text) => {
    said().progress += text;
  },
  interactive: false,
  columns: () => 80,
  env,
  cwd: home,
  home,
  setStatus: (status) => {
    said().status = status;
  },
});
