/** Files of a repository that both bundled workflows have something to do in: odd names, white space, history. */
export function projectFiles(entries: number): Record<string, string> {
  const files: Record<string, string> = {
    'README.md': 'Two blanks end this line  \nand must stay\n',
    'clean.txt': 'nothing to do\n',
    "it's; touch pwned $(touch pwned) `touch pwned`.txt": 'hostile name \n',
  };
  for (let entry = 0; entry < entries; entry += 1)
    for (const name of ['a.txt', 'b c.txt', 'deep/d.sh'])
      files[`part-${String(entry).padStart(2, '0')}/${name}`] = `line ${entry} \t\nno newline at the end`;
  return files;
}

/** What tidying must make of {@link projectFiles}. */
export function tidied(files: Record<string, string>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(files).map(([path, text]) => {
      if (path.endsWith('.md')) return [path, text];
      const lines = text.replace(/[ \t]+$/gm, '');
      return [path, lines.endsWith('\n') ? lines : `${lines}\n`];
    }),
  );
}
