/** The real engines, the Debian packages that each is made of, and where they live on this machine. */

import { join, resolve } from 'node:path';

/** One engine: a program of a Debian suite with one way of keeping images. */
export interface Engine {
  /** Its name on the command line and in file names. */
  readonly name: string;
  /** The `engine` of its recordings. */
  readonly label: string;
  readonly program: 'docker' | 'podman';
  /** The version that `GET /version` must state. */
  readonly version: string;
  /** The highest API version that it states. Podman serves any. */
  readonly apiVersion: string;
  readonly suite: Suite;
  /** Where images are kept: containerd's own store, or a storage driver of the engine. */
  readonly store: 'containerd' | 'overlay2' | 'overlay';
  /** Whether it refuses cgroup v1. */
  readonly cgroup2?: true;
}

export type Suite = keyof typeof packages;

/** The packages of each suite, whose engines share one tree. `NAME/SUITE` is from a suite on top of its base. */
export const packages = {
  bookworm: ['docker.io', 'podman', 'docker-registry', 'busybox-static', 'ca-certificates'],
  trixie: ['docker.io', 'docker-cli', 'docker-buildx', 'docker-registry', 'busybox-static', 'ca-certificates'],
  forky: [
    ...['docker.io', 'docker-cli', 'docker-buildx', 'podman', 'netavark'],
    ...['docker-registry', 'busybox-static', 'ca-certificates'],
  ],
  experimental: ['podman/experimental', 'netavark', 'runc', 'docker-registry', 'busybox-static', 'ca-certificates'],
} as const;

/** The base of a suite that is incomplete by itself. */
export const bases: Readonly<Partial<Record<Suite, string>>> = { experimental: 'sid' };

const docker28 = { program: 'docker', version: '28.5.2', apiVersion: '1.51', suite: 'forky' } as const;
const docker26 = { program: 'docker', version: '26.1.5', apiVersion: '1.45', suite: 'trixie' } as const;
const docker20 = { program: 'docker', version: '20.10.24', apiVersion: '1.41', suite: 'bookworm' } as const;
const podman6 = {
  program: 'podman',
  version: '6.1.1',
  apiVersion: '1.44',
  suite: 'experimental',
  cgroup2: true,
} as const;
const podman5 = { program: 'podman', version: '5.8.6', apiVersion: '1.44', suite: 'forky' } as const;
const podman4 = { program: 'podman', version: '4.3.1', apiVersion: '1.41', suite: 'bookworm' } as const;

export const engines: readonly Engine[] = [
  { name: 'docker-28.5.2-containerd', label: 'docker 28.5.2 containerd', store: 'containerd', ...docker28 },
  { name: 'docker-28.5.2-overlay2', label: 'docker 28.5.2 overlay2', store: 'overlay2', ...docker28 },
  { name: 'docker-26.1.5-containerd', label: 'docker 26.1.5 containerd', store: 'containerd', ...docker26 },
  { name: 'docker-26.1.5-overlay2', label: 'docker 26.1.5 overlay2', store: 'overlay2', ...docker26 },
  { name: 'docker-20.10.24-overlay2', label: 'docker 20.10.24 overlay2', store: 'overlay2', ...docker20 },
  { name: 'podman-6.1.1', label: 'podman 6.1.1', store: 'overlay', ...podman6 },
  { name: 'podman-5.8.6', label: 'podman 5.8.6', store: 'overlay', ...podman5 },
  { name: 'podman-4.3.1', label: 'podman 4.3.1', store: 'overlay', ...podman4 },
];

/** Trees and images. Needs a real file system: overlay does not stack on overlay. */
export const dataRoot = resolve(process.env.ENGINES_DATA ?? '/var/lib/docker-images-contract');
/** Sockets, pids and logs. The path of a socket has 107 bytes at most. */
export const runRoot = resolve(process.env.ENGINES_RUN ?? '/run/docker-images-contract');

/** The file system of a suite. */
export const treeOf = (suite: Suite): string => join(dataRoot, 'trees', suite);
/** The images of an engine, and of its registry. */
export const dataOf = (engine: Engine): string => join(dataRoot, 'data', engine.name);
export const runOf = (engine: Engine): string => join(runRoot, engine.name);
export const hostOf = (engine: Engine): string => `unix://${join(runOf(engine), 'engine.sock')}`;

/** The last two folders as an engine sees them. */
export const inside = { run: '/run/engine', data: '/var/lib/engine' } as const;
/** The registry of each engine, on the loopback of its own network. */
export const registry = '127.0.0.1:5000';

/** Selects engines by name, all of them without names; throws where there is none of a name. */
export function selectEngines(names: readonly string[]): readonly Engine[] {
  const known = engines.map(({ name }) => name);
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0) throw new Error(`no engine ${unknown.join(', ')}: expected ${known.join(', ')}`);
  return names.length === 0 ? engines : engines.filter(({ name }) => names.includes(name));
}
