/** Run an entry point: its number is the exit code, an error is one line on stderr and exit 1. */
export function entryPoint(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exit(1);
    },
  );
}
