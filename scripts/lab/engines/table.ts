/** The real engines: which they are, and of which Debian packages each is made. Data only. */

/** One engine: a program of a Debian suite with one way of keeping images. */
export interface Engine {
  /** What it is called on the command line and in file names. */
  readonly name: string;
  /** What a recording says under `engine`. */
  readonly label: string;
  readonly program: 'docker' | 'podman';
  /** What `GET /version` must answer: the name of an engine is a promise. */
  readonly version: string;
  /** The highest API version that it serves; podman's is what it says, it takes any. */
  readonly apiVersion: string;
  readonly suite: Suite;
  /** Where images are kept: containerd's own store, or a storage driver of the engine. */
  readonly store: 'containerd' | 'overlay2' | 'overlay';
  /** Whether it refuses cgroup v1, which the host may still have. */
  readonly cgroup2?: true;
}

export type Suite = keyof typeof packages;

/** The packages of each suite; its engines share one tree. `NAME/SUITE` is from a suite that lies on top. */
export const packages = {
  bookworm: ['docker.io', 'podman', 'docker-registry', 'busybox-static', 'ca-certificates'],
  trixie: ['docker.io', 'docker-cli', 'docker-buildx', 'docker-registry', 'busybox-static', 'ca-certificates'],
  forky: [
    ...['docker.io', 'docker-cli', 'docker-buildx', 'podman', 'netavark'],
    ...['docker-registry', 'busybox-static', 'ca-certificates'],
  ],
  experimental: ['podman/experimental', 'netavark', 'runc', 'docker-registry', 'busybox-static', 'ca-certificates'],
} as const;

/** What a suite that is not whole by itself lies on top of. */
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
