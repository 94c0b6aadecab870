import { OriginServer } from '../../test/cluster/support/origin-server';

/** A service with some years of history: 2000 files of 16 KiB, each commit changes one. The data is incompressible. */
export interface TypicalRepository {
  readonly files: number;
  readonly commits: number;
}

export const FILE_BYTES = 16 * 1024;
const NAME = 'bench/typical';

/** Start a server and create such a repository on it. */
export async function serveTypicalRepository({ files, commits }: TypicalRepository): Promise<OriginServer> {
  const server = await OriginServer.start();
  const script = 'git init -q --bare -b main "$0"; node -e "$1" "$2" "$3" "$4" | git -C "$0" fast-import --quiet';
  const numbers = [files, commits, FILE_BYTES].map(String);
  await server.shell(script, [`/repositories/${NAME}.git`, HISTORY, ...numbers]);
  return server;
}

/** A run's settings for it. */
export const typicalRepository = (server: OriginServer) => ({
  url: server.url(NAME),
  revision: 'main',
  caCertificates: server.certificate,
});

/** Writes a stream for `git fast-import`. */
const HISTORY = `
const [files, commits, bytes] = process.argv.slice(1).map(Number);
const data = (content) => process.stdout.write(Buffer.concat([Buffer.from('data ' + content.length + '\\n'), content, Buffer.from('\\n')]));
const file = (index) => {
  process.stdout.write('M 100644 inline folder-' + (index % 40) + '/file-' + index + '.bin\\n');
  data(require('node:crypto').randomBytes(bytes));
};
for (let commit = 0; commit < commits; commit += 1) {
  process.stdout.write('commit refs/heads/main\\ncommitter Demo <demo@example.com> ' + (1735689600 + commit) + ' +0000\\n');
  data(Buffer.from('Change'));
  if (commit > 0) file(commit % files);
  else for (let index = 0; index < files; index += 1) file(index);
}
`;
