/**
 * An engine as processes: started in namespaces of its own, with nothing but the loopback for a network, and
 * stopped by its pid. The engine is pid 1 in there, so whatever it started ends with it.
 */

import { spawn, spawnSync } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { commandOf, configOf } from './config.js';
import { ask } from './http.js';
import { dataOf, hostOf, inside, logOf, runOf, socketOf } from './paths.js';
import { EngineProblem, lastLines } from './problem.js';
import type { Engine } from './table.js';
import { ensureTree } from './tree.js';

/**
 * What runs between the host and the engine: it makes the tree the root of the new namespaces. The pid is the host's,
 * read while the host's `/proc` is still there; the file appears when the root stands, and only one of two can win it.
 */
const enter = `set -e
read -r pid _ </proc/self/stat
mount --bind "$TREE" "$TREE"; cd "$TREE"
mount -t proc proc proc; mount --rbind /sys sys; mount --rbind /dev dev
[ -z "$CGROUP2" ] || mount -t cgroup2 cgroup2 sys/fs/cgroup
mount -t tmpfs tmpfs run; mkdir run/engine; mount --bind "$RUN" run/engine; mount --bind "$DATA" var/lib/engine
pivot_root . .; cd /; umount -l .
set -C; echo "$pid" >/run/engine/pid; set +C
busybox hostname engine; busybox ip link set lo up
docker-registry serve /run/engine/registry.json >/run/engine/registry.log 2>&1 &
exec "$@"`;

/** The environment of everything that runs inside; the tree is shared, so home is the engine's own `/run`. */
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/run',
  CONTAINERS_CONF: `${inside.run}/containers.conf`,
  CONTAINERS_REGISTRIES_CONF: `${inside.run}/registries.conf`,
  DOCKER_HOST: `unix://${inside.run}/engine.sock`,
};

/** Starts an engine unless it runs; gives its `unix://` host once it answers. */
export async function startEngine(engine: Engine): Promise<string> {
  requireRoot();
  const tree = ensureTree(engine.suite);
  if (!pidOf(engine)) await launch(engine, tree);
  await untilItAnswers(engine);
  await requireVersion(engine);
  return hostOf(engine);
}

/** Stops an engine; its images stay. */
export async function stopEngine(engine: Engine): Promise<void> {
  requireRoot();
  const pid = pidOf(engine);
  if (pid) await end(pid);
  forget(engine);
}

/** Stops an engine and deletes its images, containers and registry; its tree stays. */
export async function wipeEngine(engine: Engine): Promise<void> {
  await stopEngine(engine);
  for (const folder of [dataOf(engine), runOf(engine)]) rmSync(folder, { recursive: true, force: true });
}

/** What an engine says of itself, or undefined when it is down. */
export async function engineVersion(engine: Engine): Promise<{ version: string; apiVersion: string } | undefined> {
  requireRoot();
  if (!(await answers(engine))) return undefined;
  const { text } = await ask(socketOf(engine), '/version');
  // The shape is Docker's own, and both programs keep to it.
  const { Version, ApiVersion } = JSON.parse(text) as { Version: string; ApiVersion: string };
  return { version: Version, apiVersion: ApiVersion };
}

/** The command line that runs a command inside a running engine. */
export function insideEngine(engine: Engine, command: readonly string[]): [string, ...string[]] {
  const pid = pidOf(engine);
  if (!pid) throw new EngineProblem(`${engine.name} is down: start it first`);
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--root', '--wd'];
  return ['nsenter', '-t', String(pid), ...namespaces, 'env', '-i', ...variables, ...command];
}

async function launch(engine: Engine, tree: string): Promise<void> {
  const [run, data, socket] = [runOf(engine), dataOf(engine), socketOf(engine)];
  if (Buffer.byteLength(socket) > 107) throw new EngineProblem(`too long for a socket: ${socket}; shorten ENGINES_RUN`);
  for (const folder of [run, data]) mkdirSync(folder, { recursive: true });
  forget(engine);
  for (const [name, text] of Object.entries(configOf(engine))) writeFileSync(join(run, name), text);
  const log = openSync(logOf(engine), 'w');
  const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', '--propagation', 'private'];
  const child = spawn('unshare', [...namespaces, '/bin/sh', '-c', enter, 'engine', ...commandOf(engine)], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...environment, TREE: tree, RUN: run, DATA: data, CGROUP2: engine.cgroup2 ? 'yes' : '' },
  });
  closeSync(log);
  child.unref();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (!existsSync(join(run, 'pid')) && !hasEnded()) await sleep(20);
}

/** Removes what a former run left, which would pass for a running one. */
function forget(engine: Engine): void {
  for (const file of ['pid', 'engine.sock']) rmSync(join(runOf(engine), file), { force: true });
}

async function untilItAnswers(engine: Engine, seconds = 60): Promise<void> {
  for (let waited = 0; waited < seconds; waited += 0.1) {
    if (await answers(engine)) return;
    if (!pidOf(engine)) break;
    await sleep(100);
  }
  const fate = pidOf(engine) ? `does not answer after ${seconds} s` : 'ended while starting';
  const log = logOf(engine);
  const tail = existsSync(log) ? lastLines(readFileSync(log, 'utf8')) : '(no log)';
  throw new EngineProblem(`${engine.name} ${fate}. Its log ${log} ends:\n${tail}`);
}

async function answers(engine: Engine): Promise<boolean> {
  try {
    return (await ask(socketOf(engine), '/_ping', { timeout: 2000 })).text === 'OK';
  } catch {
    return false;
  }
}

/** The pid on the host, if that process is this very engine: it must see the engine's run folder as its own. */
function pidOf(engine: Engine): number | undefined {
  try {
    const pid = Number(readFileSync(join(runOf(engine), 'pid'), 'utf8'));
    const [mine, theirs] = [runOf(engine), `/proc/${pid}/root${inside.run}`].map((path) => statSync(path));
    return mine && theirs && mine.ino === theirs.ino && mine.dev === theirs.dev ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Ends the process and waits until the kernel has let go of it, and so of all that it started. */
async function end(pid: number): Promise<void> {
  const patience = { SIGTERM: 20, SIGKILL: 5 } as const;
  for (const [signal, seconds] of Object.entries(patience)) {
    process.kill(pid, signal);
    for (let waited = 0; waited < seconds; waited += 0.05) {
      if (!existsSync(`/proc/${pid}`)) return;
      await sleep(50);
    }
  }
  throw new EngineProblem(`process ${pid} does not end, not even by SIGKILL`);
}

async function requireVersion(engine: Engine): Promise<void> {
  const found = await engineVersion(engine);
  if (found?.version.startsWith(engine.version)) return;
  throw new EngineProblem(
    `${engine.name} answers as version ${found?.version}, expected ${engine.version}: ` +
      `the suite ${engine.suite} has moved on. Bring scripts/lab/engines/table.ts up to date.`,
  );
}

function requireRoot(): void {
  if (process.platform !== 'linux' || process.getuid?.() !== 0) {
    throw new EngineProblem('engines live in namespaces of their own: run this as root, on Debian');
  }
  const tools = ['unshare', 'nsenter', 'pivot_root', 'mount'];
  const missing = tools.filter((tool) => spawnSync(tool, ['--version']).error);
  if (missing.length)
    throw new EngineProblem(`missing here: ${missing.join(', ')}; Debian's util-linux and mount have them`);
}
