import { spawn, spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const main = `${root}dist/cli/main.js`;

/** What a run of the built command left behind. */
export interface Run {
  readonly status: number | null;
  readonly out: string;
  readonly problems: readonly string[];
}

/** Runs the built command as a child process, from the root of the project unless told otherwise. */
export function run(
  words: readonly string[],
  {
    cwd = root,
    env = {},
    input = '',
    uid = process.getuid?.() ?? 0,
  }: { cwd?: string; env?: object; input?: string; uid?: number } = {},
): Run {
  const child = spawnSync(process.execPath, [main, ...words], {
    cwd,
    input,
    ...(uid === process.getuid?.() ? {} : { uid, gid: uid }),
    env: { ...process.env, ...env },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
  return { status: child.status, out: child.stdout, problems: child.stderr.split('\n').filter(Boolean) };
}

/** The same without keeping this process from answering, for a command that asks a server of the test's. */
export const runBeside = (words: readonly string[], { env = {} } = {}): Promise<Run> =>
  new Promise((resolve) => {
    const child = spawn(process.execPath, [main, ...words], { cwd: root, env: { ...process.env, ...env } });
    let [out, problems] = ['', ''];
    child.stdout.on('data', (chunk) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      problems += chunk;
    });
    child.on('close', (status) => resolve({ status, out, problems: problems.split('\n').filter(Boolean) }));
  });
