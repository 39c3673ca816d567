import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { Json } from './bundle.js';
import { minorOf } from './contracts.js';

/** An exchange as its recording holds it. */
export interface JsonExchange {
  readonly request: { readonly method: string; readonly path: string };
  readonly response: {
    readonly status: number;
    readonly headers?: Readonly<Record<string, string>>;
    readonly body?: Json;
    readonly bodyText?: string;
  };
}

/** A recording, by its path below test/recordings. */
export interface Recording {
  /** The path: `docker-28.5.2-overlay2/plain.json.gz`, `versions/docker-28.5.2-overlay2/v1.44/plain.json.gz`. */
  readonly name: string;
  /** The folder of the engine: `docker-28.5.2-overlay2`. */
  readonly engine: string;
  readonly apiVersion: string;
  /** The name of the probe: `plain`. */
  readonly probe: string;
  /** Reads the file, once. */
  readonly exchange: JsonExchange;
}

/** The responses of one engine to the probes at one API version. */
export interface EngineRecordings {
  readonly engine: string;
  readonly apiVersion: string;
  readonly byProbe: ReadonlyMap<string, Recording>;
}

/** Recordings at the version of record have no folder for it. */
const PATH = /^(?:versions\/)?((?:docker|podman)-[^/]+)\/(?:v(1\.\d+)\/)?([^/]+)\.json(?:\.gz)?$/;

/** The version of record. The recordings at it stand at the top of test/recordings. */
export const RECORD_VERSION = '1.49';

/** Splits the path of a recording; throws where it is none. */
export function parseRecordingName(name: string): Omit<Recording, 'exchange'> {
  const [, engine, apiVersion = RECORD_VERSION, probe] = PATH.exec(name) ?? [];
  if (!engine || !probe) throw new Error(`expected the path of a recording, found ${name}`);
  return { name, engine, apiVersion, probe };
}

/** The image store of the engine that a folder is named by. */
export const storeOf = (engine: string): 'containerd' | 'graphdriver' =>
  engine.endsWith('-containerd') ? 'containerd' : 'graphdriver';

const defaultRoot = join(import.meta.dirname, '../../test/recordings');

/** Lists the recordings of all engines, in the order of their paths. */
export function listRecordings(root = defaultRoot): Recording[] {
  const names = readdirSync(root, { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/'));
  return names
    .filter((name) => PATH.test(name))
    .sort()
    .map((name) => {
      let exchange: JsonExchange | undefined;
      return {
        ...parseRecordingName(name),
        get exchange() {
          exchange ??= readJson(join(root, name));
          return exchange;
        },
      };
    });
}

/** Not by src/recordings, which imports what is generated. */
function readJson(path: string): JsonExchange {
  const bytes = readFileSync(path);
  return JSON.parse((path.endsWith('.gz') ? gunzipSync(bytes) : bytes).toString());
}

/** Groups recordings by engine and API version, the oldest API version first. */
export function groupRecordings(recordings: readonly Recording[]): EngineRecordings[] {
  const groups = new Map<string, EngineRecordings & { readonly byProbe: Map<string, Recording> }>();
  for (const recording of recordings) {
    const { engine, apiVersion, probe } = recording;
    const key = `${engine} ${apiVersion}`;
    const group = groups.get(key) ?? { engine, apiVersion, byProbe: new Map() };
    groups.set(key, group);
    group.byProbe.set(probe, recording);
  }
  return [...groups.values()].sort((a, b) => minorOf(a.apiVersion) - minorOf(b.apiVersion));
}
