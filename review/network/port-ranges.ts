/** `TCP/443`, or each port of a range, as policies' rules name them. */
export function portsBetween(protocol: string, port: number | string, endPort?: number): string[] {
  const first = Number(port);
  if (!Number.isInteger(first)) return [`${protocol}/${port}`];
  const size = Math.max((endPort ?? first) - first, 0) + 1;
  return Array.from({ length: size }, (_, index) => `${protocol}/${first + index}`);
}

/** Readable ports: consecutive ones are joined as `TCP/8000-8999`. */
export function portRanges(ports: Iterable<string>): string[] {
  const split = [...ports].map((text) => ({ text, protocol: text.split('/')[0], port: Number(text.split('/')[1]) }));
  const others = split.filter(({ port }) => Number.isNaN(port)).map(({ text }) => text);
  const numbered = split.filter(({ port }) => !Number.isNaN(port)).sort((a, b) => a.port - b.port);
  const protocols = [...new Set(numbered.map(({ protocol }) => protocol))];
  const ranges = protocols.flatMap((name) => {
    const runs: [first: number, last: number][] = [];
    for (const { port } of numbered.filter(({ protocol }) => protocol === name)) {
      const run = runs.at(-1);
      if (run?.[1] === port - 1) run[1] = port;
      else runs.push([port, port]);
    }
    return runs.map(([first, last]) => `${name}/${first === last ? first : `${first}-${last}`}`);
  });
  return [...others, ...ranges];
}
