import { runCli } from './run-cli.ts';

// Whoever reads may stop early, as `head` does.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));

process.exitCode = await runCli(process.argv.slice(2), {
  env: process.env,
  isTerminal: process.stdout.isTTY,
  print: (text) => process.stdout.write(`${text}\n`),
  note: (text) => process.stderr.write(`${text}\n`),
  // Back to the beginning of the line, and clear it.
  ...(process.stderr.isTTY && { redraw: (line: string) => process.stderr.write(`\r\x1b[2K${line}`) }),
});
