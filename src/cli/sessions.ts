import type { Judgement } from '../contract/check.js';
import type { Exchange } from '../contract/index.js';
import { Session } from '../contract/session-judge.js';
import { type RecordingFile, STANDARD_INPUT } from '../recordings/files.js';
import { place } from '../recordings/place.js';
import { read } from '../recordings/read.js';
import { show } from '../values/show.js';
import { type Later, unplaced } from './judged.js';

/** Where an exchange came from; without a file when an engine was asked. */
interface Source {
  readonly name: string;
  readonly index: number;
  readonly file?: RecordingFile;
}

/** The sessions of a run, each by its name: exchanges with the same one are judged together. */
export class Sessions {
  readonly #sessions = new Map<string, Session>();
  readonly #sources: Source[] = [];

  /** Takes in an exchange of a session. */
  add(session: string, source: Source, exchange: Exchange, judgement: Judgement): void {
    const found = this.#sessions.get(session) ?? new Session();
    this.#sessions.set(session, found);
    found.add(this.#sources.push(source) - 1, exchange, judgement);
  }

  /**
   * What is found in all sessions, by exchange.
   *
   * @param say gets a line for each session that is not judged, with its name
   */
  async *end(say: (name: string, why: string) => void): AsyncGenerator<Later> {
    const later: Later[] = [];
    const files = new Map<RecordingFile, Map<number, Later>>();
    for (const [name, session] of this.#sessions) {
      const { findings, notJudged } = session.end();
      if (notJudged !== undefined) say(show(name), notJudged);
      for (const [at, { findings: found, more }] of findings) {
        const { name: file, index, file: source } = this.#sources[at] as Source; // each place is an index of sources
        const one: Later = { kind: 'later', file, exchange: index, findings: found.map(unplaced), more };
        if (!source || source.path === STANDARD_INPUT) later.push(one);
        else files.set(source, (files.get(source) ?? new Map()).set(index, one));
      }
    }
    yield* later;
    for (const [file, ones] of files) yield* placed(file, ones);
  }
}

/** Findings with their places. Texts are not kept until a session ends, so a file with findings is read once more. */
async function* placed(file: RecordingFile, ones: Map<number, Later>): AsyncGenerator<Later> {
  // What cannot be read has been said; what has gone since then has no lines.
  for await (const recorded of read(file, () => {})) {
    const one = ones.get(recorded.index);
    if (!one) continue;
    ones.delete(recorded.index);
    yield { ...one, findings: await place(recorded, one.findings) };
  }
  yield* ones.values();
}
