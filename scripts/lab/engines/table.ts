/** The real engines, the Debian packages that each is made of, and where they live on this machine. */

import { join, resolve } from 'node:path';

/** One engine: a program of a Debian suite with one way of keeping images. */
export interface Engine {
  /** Its name on the command line and in file names; with blanks, the `engine` of its recordings. */
  readonly name: string;
  readonly program: 'docker' | 'podman';
  /** The version that `GET /version` must state. */
  readonly version: string;
  /** The highest API version that it states. Podman serves any. */
  readonly apiVersion: string;
  readonly suite: Suite;
  /** Where images are kept: containerd's own store, or a storage driver of the engine. */
  readonly store: 'containerd' | 'overlay2' | 'overlay';
}

export type Suite = keyof typeof packages;

const common = ['docker-registry', 'busybox-static', 'ca-certificates'] as const;

/** The packages of each suite, whose engines share one tree. `NAME/SUITE` is from a suite on top of its base. */
export const packages = {
  bookworm: ['docker.io', 'podman', ...common],
  trixie: ['docker.io', 'docker-cli', 'docker-buildx', ...common],
  forky: ['docker.io', 'docker-cli', 'docker-buildx', 'podman', 'netavark', ...common],
  experimental: ['podman/experimental', 'netavark', 'runc', ...common],
} as const;

/** The base of a suite that is incomplete by itself. */
export const bases: Readonly<Partial<Record<Suite, string>>> = { experimental: 'sid' };

const docker = (version: string, apiVersion: string, suite: Suite, store: Engine['store']): Engine => ({
  name: `docker-${version}-${store}`,
  ...{ program: 'docker', version, apiVersion, suite, store },
});
const podman = (version: string, apiVersion: string, suite: Suite): Engine => ({
  name: `podman-${version}`,
  ...{ program: 'podman', version, apiVersion, suite, store: 'overlay' },
});

export const engines: readonly Engine[] = [
  docker('28.5.2', '1.51', 'forky', 'containerd'),
  docker('28.5.2', '1.51', 'forky', 'overlay2'),
  docker('26.1.5', '1.45', 'trixie', 'containerd'),
  docker('26.1.5', '1.45', 'trixie', 'overlay2'),
  docker('20.10.24', '1.41', 'bookworm', 'overlay2'),
  podman('6.1.1', '1.44', 'experimental'),
  podman('5.8.6', '1.44', 'forky'),
  podman('4.3.1', '1.41', 'bookworm'),
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
