import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type EngineIdentity, engineName } from '../connection/identity.js';
import type { Exchange } from '../contract/index.js';
import { type Redactor, redactor } from '../interview/redact.js';
import { recordingsIn } from '../recordings/recordings.js';
import { prepare, write, writing } from '../recordings/write.js';
import { placesHere } from './record.js';

/** A folder that gets recordings as they come; those of earlier runs stay. */
export class Folder {
  /** How many were written. */
  written = 0;
  readonly #engine: string;
  readonly #redactor: Redactor;
  readonly #files = new Map<string, string>();

  /** @throws Problem when nothing can be written there */
  constructor(
    readonly path: string,
    engine: EngineIdentity,
    patterns: readonly string[],
  ) {
    prepare(path, []);
    this.#engine = engineName(engine);
    this.#redactor = redactor([...placesHere(), engine.host], patterns);
  }

  /** The number behind those that are there already. */
  get next(): number {
    const numbers = writing(this.path, () => readdirSync(this.path)).map((file) => /^exchange-(\d{6,15})\./.exec(file));
    return numbers.reduce((most, found) => Math.max(most, Number(found?.[1] ?? 0)), 0) + 1;
  }

  /** Writes an exchange down, redacted. */
  write(name: string, exchange: Exchange): void {
    const recording = this.#redactor.exchange({ ...exchange, engine: this.#engine });
    this.#files.set(name, write(this.path, name, recording));
    this.written++;
  }

  /** Says of recordings that they are of one session. Which one is known only when all of it was answered. */
  async mark(names: readonly string[], session: string): Promise<void> {
    for (const name of names) {
      const file = this.#files.get(name);
      if (file === undefined) continue;
      for await (const { exchange } of recordingsIn([join(this.path, file)])) {
        write(this.path, name, { ...exchange, session });
      }
      this.#files.delete(name);
    }
  }
}
