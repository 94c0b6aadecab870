/** A stream for `git fast-import` that makes a branch of one commit with these files; equal files, equal commits. */
export function fastImport(branch: string, files: Readonly<Record<string, string>>): string {
  const lines = [`commit refs/heads/${branch}`, 'committer Demo <demo@example.com> 1735689600 +0000', data('Start\n')];
  for (const [path, text] of Object.entries(files)) lines.push(`M 100644 inline ${quoted(path)}`, data(text));
  return `${lines.join('\n')}\n`;
}

const data = (text: string): string => `data ${Buffer.byteLength(text)}\n${text}`;

/** As C writes a string: see "<path>" in git-fast-import(1). */
const quoted = (path: string): string => `"${path.replace(/["\\]/g, '\\$&').replace(/\n/g, '\\n')}"`;
