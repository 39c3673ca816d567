/**
 * Runs engines as processes: each in namespaces of its own, with nothing but the loopback for a network. The engine is pid 1
 * in there, so whatever it started ends with it.
 */

import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, existsSync, mkdirSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataOf, type Engine, hostOf, inside, registry, runOf } from './table.js';
import { ensureTree } from './tree.js';

/**
 * The script between the host and the engine: it makes the tree the root of the new namespaces. The pid is the host's, read
 * while the host's `/proc` is still there. Its file appears when the root is ready, and only one of two scripts can make it.
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

const innerHost = `unix://${inside.run}/engine.sock`;

/** The environment inside. Engines share a tree, so HOME is in the engine's own `/run`. */
const environment = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  HOME: '/run',
  CONTAINERS_CONF: `${inside.run}/containers.conf`,
  CONTAINERS_REGISTRIES_CONF: `${inside.run}/registries.conf`,
  DOCKER_HOST: innerHost,
};

/** The engine has no way out of its network, so it needs no firewall. */
const dockerConfig = ({ store }: Engine) => ({
  hosts: [innerHost],
  'data-root': `${inside.data}/docker`,
  'insecure-registries': [registry],
  'log-level': 'warn',
  ...{ iptables: false, ip6tables: false, 'ip-forward': false, 'userland-proxy': false },
  ...(store === 'containerd' ? { features: { 'containerd-snapshotter': true } } : { 'storage-driver': store }),
});

const podmanConfig = {
  // A controller of cgroup v1 on the host is missing in cgroup v2.
  'containers.conf': '[containers]\npids_limit = 0\n',
  'registries.conf': `unqualified-search-registries = []
[[registry]]
location = "${registry}"
insecure = true
[[registry]]
location = "docker.io"
blocked = true
`,
};

/** The registry reads YAML, and so JSON. */
const registryConfig = {
  version: 0.1,
  log: { level: 'warn' },
  storage: { filesystem: { rootdirectory: `${inside.data}/registry` } },
  http: { addr: registry },
};

// Neither systemd nor cgroup v2 may be there. runc takes what there is, crun does not.
const podmanCommand = [
  ...['podman', '--cgroup-manager=cgroupfs', '--runtime=runc', '--root', `${inside.data}/podman`],
  ...['--runroot', '/run/podman', 'system', 'service', '--time=0', innerHost],
];

/** Starts an engine unless it runs, and returns its host. */
export async function startEngine(engine: Engine): Promise<string> {
  requireRoot();
  const tree = ensureTree(engine.suite);
  if (!readPid(engine)) await launch(engine, tree);
  let version = await getVersion(engine);
  for (let tries = 0; version === undefined; tries++) {
    if (tries === 600 || !readPid(engine)) {
      throw new Error(`${engine.name} does not respond; its log is ${join(runOf(engine), 'log')}`);
    }
    await sleep(100);
    version = await getVersion(engine);
  }
  if (version.startsWith(engine.version)) return hostOf(engine);
  throw new Error(
    `${engine.name} states version ${version}, expected ${engine.version}: the suite ${engine.suite} has changed. ` +
      'Update scripts/lab/engines/table.ts.',
  );
}

/** Stops an engine. Its images stay. */
export async function stopEngine(engine: Engine): Promise<void> {
  requireRoot();
  const pid = readPid(engine);
  if (pid) await endProcess(pid);
  removeRunFiles(engine);
}

/** Stops an engine, and deletes its images, containers and registry. Its tree stays. */
export async function wipeEngine(engine: Engine): Promise<void> {
  await stopEngine(engine);
  for (const folder of [dataOf(engine), runOf(engine)]) rmSync(folder, { recursive: true, force: true });
}

/** Gets the version that an engine states; `undefined` while it is down. */
export async function getVersion(engine: Engine): Promise<string | undefined> {
  const response = await requestEngine(engine, 'GET', '/version', { timeout: 2000 }).catch(() => undefined);
  return response?.status === 200 ? JSON.parse(response.text).Version : undefined;
}

/** Sends one request over the engine's socket. */
export async function requestEngine(
  engine: Engine,
  method: 'GET' | 'POST',
  path: string,
  options: { readonly body?: Buffer | string; readonly type?: string; readonly timeout?: number } = {},
): Promise<{ status: number; text: string }> {
  const { body, type = 'application/json', timeout = 120_000 } = options;
  const headers = body === undefined ? {} : { 'Content-Type': type, 'Content-Length': Buffer.byteLength(body) };
  const socketPath = join(runOf(engine), 'engine.sock');
  const sent = httpRequest({ socketPath, path, method, headers, signal: AbortSignal.timeout(timeout) }).end(body);
  const [response]: IncomingMessage[] = await once(sent, 'response');
  if (!response) throw new Error(`${method} ${path}: no response of ${engine.name}`);
  return { status: response.statusCode ?? 0, text: await text(response) };
}

/** Makes the command line that runs a command inside a running engine. */
export function wrapCommand(engine: Engine, command: readonly string[]): [string, ...string[]] {
  const pid = readPid(engine);
  if (!pid) throw new Error(`${engine.name} is down: start it first`);
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--root', '--wd'];
  return ['nsenter', '-t', String(pid), ...namespaces, 'env', '-i', ...variables, ...command];
}

async function launch(engine: Engine, tree: string): Promise<void> {
  const [run, data] = [runOf(engine), dataOf(engine)];
  const socket = join(run, 'engine.sock');
  if (Buffer.byteLength(socket) > 107) throw new Error(`too long for a socket: ${socket}; shorten ENGINES_RUN`);
  for (const folder of [run, data]) mkdirSync(folder, { recursive: true });
  removeRunFiles(engine);
  const isDocker = engine.program === 'docker';
  const files: Readonly<Record<string, string>> = {
    'registry.json': JSON.stringify(registryConfig),
    ...(isDocker ? { 'daemon.json': JSON.stringify(dockerConfig(engine)) } : podmanConfig),
  };
  for (const [name, content] of Object.entries(files)) writeFileSync(join(run, name), content);
  const command = isDocker ? ['dockerd', '--config-file', `${inside.run}/daemon.json`] : podmanCommand;
  const log = openSync(join(run, 'log'), 'w');
  const namespaces = ['--mount', '--pid', '--net', '--uts', '--ipc', '--fork', '--propagation', 'private'];
  const child = spawn('unshare', [...namespaces, '/bin/sh', '-c', enter, 'engine', ...command], {
    detached: true,
    stdio: ['ignore', log, log],
    env: { ...environment, TREE: tree, RUN: run, DATA: data, CGROUP2: needsCgroup2(engine) ? 'yes' : '' },
  });
  closeSync(log);
  child.unref();
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
  while (!existsSync(join(run, 'pid')) && !hasEnded()) await sleep(20);
}

/** Podman 6 refuses cgroup v1. */
const needsCgroup2 = ({ program, version }: Engine): boolean =>
  program === 'podman' && Number.parseInt(version, 10) >= 6;

/** Removes the files of a former run, which would make it seem to run. */
function removeRunFiles(engine: Engine): void {
  for (const file of ['pid', 'engine.sock']) rmSync(join(runOf(engine), file), { force: true });
}

/** Reads the pid on the host, if that process is this engine: it must see the engine's run folder as its own. */
function readPid(engine: Engine): number | undefined {
  try {
    const pid = Number(readFileSync(join(runOf(engine), 'pid'), 'utf8'));
    const [own, seen] = [runOf(engine), `/proc/${pid}/root${inside.run}`].map((path) => statSync(path));
    return own && seen && own.ino === seen.ino && own.dev === seen.dev ? pid : undefined;
  } catch {
    return undefined;
  }
}

/** Ends a process, and waits until the kernel has ended all that it started. */
async function endProcess(pid: number): Promise<void> {
  for (const [signal, seconds] of Object.entries({ SIGTERM: 20, SIGKILL: 5 })) {
    process.kill(pid, signal);
    for (let waited = 0; waited < seconds; waited += 0.05) {
      if (!existsSync(`/proc/${pid}`)) return;
      await sleep(50);
    }
  }
  throw new Error(`process ${pid} does not end, not even by SIGKILL`);
}

function requireRoot(): void {
  const isRoot = process.platform === 'linux' && process.getuid?.() === 0;
  const missing = ['unshare', 'nsenter', 'pivot_root', 'mount'].filter((tool) => spawnSync(tool, ['--version']).error);
  if (isRoot && missing.length === 0) return;
  throw new Error(`engines run in namespaces of their own: run this as root, on Debian with util-linux and mount`);
}
