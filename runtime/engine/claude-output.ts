/**
 * The answer in what `claude --output-format stream-json` prints: one JSON record per line, the last of type `result`
 * with the text. Where there is no such record the output itself.
 */
export function claudeAnswer(stdout: string): string {
  const lines = stdout.split('\n').filter((line) => line.startsWith('{'));
  for (const line of lines.reverse()) {
    const record = recordIn(line);
    if (record?.type === 'result' && typeof record.result === 'string') return record.result;
  }
  return stdout;
}

function recordIn(line: string): { type?: unknown; result?: unknown } | undefined {
  try {
    return JSON.parse(line) as { type?: unknown; result?: unknown };
  } catch {
    return undefined;
  }
}
