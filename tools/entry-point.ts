/** Run an entry point: the returned number is the exit code; an error becomes one line on stderr and exit code 1. */
export function entryPoint(main: () => Promise<number>): void {
  main().then(
    (code) => process.exit(code),
    (error: unknown) => {
      process.stderr.write(`${error instanceof Error ? error.message : error}\n`);
      process.exit(1);
    },
  );
}
