#!/usr/bin/env node
import module from 'node:module';

// Node 22 and later keep what they have compiled, for the next start; it counts for what is loaded after this.
if ('enableCompileCache' in module && typeof module.enableCompileCache === 'function') module.enableCompileCache();
const [{ command, failed }, { terminalOn }] = await Promise.all([import('./command.js'), import('./terminal.js')]);

const terminal = terminalOn(process.stdout, process.stderr, process.env);

// Whoever reads may stop early, as `head` does: the exit status still says what was found.
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code === 'EPIPE') return;
  terminal.problem(`standard output: ${error.message}`);
  process.exitCode = 2;
});
// There is nowhere left to say it.
process.stderr.on('error', () => {});
process.on('uncaughtException', (error) => process.exit(failed(error, terminal)));

const status = await command(process.argv.slice(2), terminal);
process.exitCode = Math.max(status, Number(process.exitCode ?? 0));
