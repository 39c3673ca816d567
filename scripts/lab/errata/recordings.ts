import { join } from 'node:path';
import { apiVersion } from '../../../generated/constants.js';
import { findContract } from '../../../src/contract/contract-version.js';
import type { Exchange } from '../../../src/contract/index.js';
import { readPaths } from '../../../src/recordings/read-paths.js';

const root = join(import.meta.dirname, '../../../test/recordings');

/** Folders of recordings that judge the published description of the version of record. */
const judges = ['docker-28.5.2-containerd', 'docker-28.5.2-overlay2'];

export type Store = 'containerd' | 'graphdriver';

/** The image store of the engine that a folder of recordings is named by. */
export const storeOf = (engine: string): Store => (engine.endsWith('-containerd') ? 'containerd' : 'graphdriver');

/** Exchanges by file name below test/recordings, in the order of engines and names. */
export type Recordings = ReadonlyMap<string, Exchange>;

/** Recordings of their own, with images or questions that the others do not have. */
const others = ['versions/docker-28.5.2-containerd-odd', 'versions/docker-28.5.2-overlay2-undated'];

export const recordings = (): Promise<Recordings> => recordingsBelow([...judges, ...others]);

async function recordingsBelow(folders: readonly string[]): Promise<Recordings> {
  const found = new Map<string, Exchange>();
  const paths = folders.map((folder) => join(root, folder));
  for await (const { exchange, file } of readPaths(paths)) found.set(file.name.slice(root.length + 1), exchange);
  return found;
}

/** Below test/recordings: the engine's folder, in `versions/` with one for each API version, else of that of record. */
const PLACE = /^(?:versions\/)?(docker-[^/]+)\/(?:v(1\.\d+)\/)?([^/]+)\.json(?:\.gz)?$/;

function placeOf(name: string): { engine: string; version: string; question: string } {
  const [, engine = '', version = apiVersion, question = name] = PLACE.exec(name) ?? [];
  return { engine, version, question };
}

/** The folder of the engine that a recording is of. */
export const folderOf = (name: string): string => placeOf(name).engine || name.slice(0, name.indexOf('/'));

/** The question of a recording's file name. */
export const questionOf = (name: string): string => placeOf(name).question;

/**
 * The recordings that a description of an API version is judged by, and the versions that they are of: its own, else those
 * of its contract, else that of record.
 */
export async function recordingsOf(version: string | undefined): Promise<{ versions: string[]; recorded: Recordings }> {
  const all = [...(await recordingsBelow([...judges, 'versions']))];
  const contract = findContract(version);
  const choices: ((own: string) => boolean)[] = [
    (own) => own === version,
    (own) => contract !== undefined && findContract(own) === contract,
    (own) => own === apiVersion,
  ];
  const found = choices.map((fits) => all.filter(([name]) => fits(placeOf(name).version)));
  const recorded = found.find((some) => some.length > 0) ?? [];
  return {
    versions: [...new Set(recorded.map(([name]) => placeOf(name).version))].sort(),
    recorded: new Map(recorded),
  };
}

/** What one engine answered at one API version. */
export interface Interview {
  readonly engine: string;
  readonly version: string;
  /** By question. */
  readonly exchanges: ReadonlyMap<string, Exchange>;
}

/** All that Docker engines were recorded to answer, oldest API version first. */
export const interviews = async (): Promise<Interview[]> =>
  interviewsOf(await recordingsBelow([...judges, 'versions']));

/** The same of recordings that were read; those of other engines are passed over. */
export function interviewsOf(recordings: Recordings): Interview[] {
  const found = new Map<string, Interview & { readonly exchanges: Map<string, Exchange> }>();
  for (const [name, exchange] of recordings) {
    const { engine, version, question } = placeOf(name);
    if (engine === '') continue;
    const key = `${engine} ${version}`;
    const interview = found.get(key) ?? { engine, version, exchanges: new Map() };
    found.set(key, interview);
    interview.exchanges.set(question, exchange);
  }
  return [...found.values()].sort((a, b) => (a.version < b.version ? -1 : Number(a.version > b.version)));
}
