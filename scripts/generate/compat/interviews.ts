import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Json } from '../bundle.js';
import { minorOf } from '../contracts.js';
import { readRecording } from '../recording.js';

/** What an engine answered to one question. */
export interface Answer {
  /** Its file name below test/recordings. */
  readonly recording: string;
  readonly path: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Json | undefined;
  readonly bodyText: string | undefined;
}

/** What one version of an engine answered at one API version. */
export interface Interview {
  /** The key of the engine, such as `docker-containerd`. */
  readonly engine: string;
  readonly version: string;
  readonly apiVersion: string;
  /** By question. */
  readonly answers: ReadonlyMap<string, Answer>;
}

/** Names of engines, and of their stores where they have more than one, as folders are named by. */
const FOLDER = /^(docker|podman)-([\d.]+)(?:-(containerd|overlay2))?(?:-[a-z]+)?$/;
const stores: Readonly<Record<string, string>> = { containerd: '-containerd', overlay2: '-graphdriver' };

/**
 * All interviews, as far as these questions go; the oldest engine version first, then the oldest API version.
 *
 * @param folder test/recordings, where engines were asked at the version of record, those in `versions/` at others
 */
export function interviewsIn(folder: string, record: string, questions: ReadonlySet<string>): Interview[] {
  const places = [
    ...readdirSync(folder).map((engine) => ({ engine, apiVersion: record, place: engine })),
    ...readdirSync(join(folder, 'versions')).flatMap((engine) =>
      // Beside the folders stands a text about them.
      FOLDER.test(engine)
        ? readdirSync(join(folder, 'versions', engine)).map((version) => ({
            ...{ engine, apiVersion: version.slice(1), place: `versions/${engine}/${version}` },
          }))
        : [],
    ),
  ];
  return places
    .flatMap(({ engine, apiVersion, place }) => {
      const [, name = '', version = '', store = ''] = FOLDER.exec(engine) ?? [];
      const answers = name && answersIn(folder, place, questions);
      return answers ? [{ engine: name + (stores[store] ?? ''), version, apiVersion, answers }] : [];
    })
    .sort((a, b) => compareVersions(a.version, b.version) || minorOf(a.apiVersion) - minorOf(b.apiVersion));
}

function answersIn(folder: string, place: string, questions: ReadonlySet<string>): Map<string, Answer> {
  const found = new Map<string, Answer>();
  for (const question of questions) {
    const recording = [`${place}/${question}.json`, `${place}/${question}.json.gz`].find((name) =>
      existsSync(join(folder, name)),
    );
    if (recording === undefined) continue;
    const { request, response } = readRecording(join(folder, recording));
    const { status, headers = {}, body, bodyText } = response;
    found.set(question, { recording, path: request.path, status, headers, body, bodyText });
  }
  return found;
}

/** Which of two versions of an engine is older, as a function of sort says it; `≤` is passed over. */
export function compareVersions(a: string, b: string): number {
  const [left = [], right = []] = [a, b].map((version) => version.replace('≤', '').split('.').map(Number));
  // No version has more than three parts.
  const differences = [0, 1, 2].map((place) => (left[place] ?? 0) - (right[place] ?? 0));
  return differences.find((difference) => difference !== 0) ?? 0;
}
