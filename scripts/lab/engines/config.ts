/** What each engine is told, as its own configuration files. */

import { inside, registry } from './paths.js';
import type { Engine } from './table.js';

const socket = `unix://${inside.run}/engine.sock`;

/** The files that an engine reads from its run folder, by name. */
export function configOf(engine: Engine): Readonly<Record<string, string>> {
  return {
    'registry.json': JSON.stringify(registryConfig),
    ...(engine.program === 'docker' ? { 'daemon.json': JSON.stringify(dockerConfig(engine)) } : podmanConfig),
  };
}

/** What runs as the engine, with its arguments. */
export function commandOf(engine: Engine): readonly string[] {
  if (engine.program === 'docker') return ['dockerd', '--config-file', `${inside.run}/daemon.json`];
  const folders = ['--root', `${inside.data}/podman`, '--runroot', '/run/podman'];
  // Neither systemd nor cgroup v2 can be counted on: runc takes what is there, crun does not.
  return ['podman', '--cgroup-manager=cgroupfs', '--runtime=runc', ...folders, 'system', 'service', '--time=0', socket];
}

// The engine has no way out of its network, and needs no rules to hold anyone off.
const dockerConfig = (engine: Engine) => ({
  hosts: [socket],
  'data-root': `${inside.data}/docker`,
  'insecure-registries': [registry],
  'log-level': 'warn',
  iptables: false,
  ip6tables: false,
  'ip-forward': false,
  'userland-proxy': false,
  ...(engine.store === 'containerd'
    ? { features: { 'containerd-snapshotter': true } }
    : { 'storage-driver': engine.store }),
});

const podmanConfig = {
  // A controller that cgroup v1 has on the host is not there for cgroup v2.
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

// JSON is YAML, which is what the registry reads.
const registryConfig = {
  version: 0.1,
  log: { level: 'warn' },
  storage: { filesystem: { rootdirectory: `${inside.data}/registry` } },
  http: { addr: registry },
};
