import { readdirSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { join } from 'node:path';
import { type EngineIdentity, formatEngineName } from '../client/engine-identity.js';
import type { Exchange } from '../contract/index.js';
import { withFileErrors } from '../recordings/input-error.js';
import { readPaths } from '../recordings/read-paths.js';
import { createRedactor, type Redactor } from '../recordings/redact.js';
import { prepareFolder, writeRecording } from '../recordings/write-recording.js';
import type { StableInterval } from './session-tracker.js';

/** What recordings reveal, for those who share them. */
export const REDACTION_NOTICE = `They keep what the engine says of its images: names of registries, and labels with
whatever is in them, such as passwords, e-mail and IP addresses. Redacted are user
info in URLs, private keys, tokens of well-known formats, home folders, and the names
of this machine, its user and the engine's host. Look through them before you share
them; --redact PATTERN hides more.
`;

/** A folder that gets recordings one by one. Those of earlier runs stay. */
export class RecordingFolder {
  writtenCount = 0;
  readonly #engine: string;
  readonly #redactor: Redactor;
  readonly #files = new Map<string, string>();

  /** @throws InputError if it cannot be written */
  constructor(
    readonly path: string,
    engine: EngineIdentity,
    patterns: readonly string[],
  ) {
    prepareFolder(path, []);
    this.#engine = formatEngineName(engine);
    this.#redactor = createRedactor([...getLocalNames(), engine.host], patterns);
  }

  /** The number after the highest one in the folder. */
  get nextNumber(): number {
    const matches = withFileErrors('write', this.path, () => readdirSync(this.path)).map((file) =>
      /^exchange-(\d{6,15})\./.exec(file),
    );
    return matches.reduce((highest, match) => Math.max(highest, Number(match?.[1] ?? 0)), 0) + 1;
  }

  /** Writes a redacted recording. */
  write(name: string, exchange: Exchange): void {
    const recording = this.#redactor.redactExchange({ ...exchange, engine: this.#engine });
    this.#files.set(name, writeRecording(this.path, name, recording));
    this.writtenCount++;
  }

  /** Adds the session to recordings that are written already: it is known only at the end of an interval. */
  async setSession({ session, responses }: StableInterval): Promise<void> {
    for (const { name } of responses) {
      const file = this.#files.get(name);
      if (file === undefined) continue;
      for await (const { exchange } of readPaths([join(this.path, file)])) {
        writeRecording(this.path, name, { ...exchange, session });
      }
      this.#files.delete(name);
    }
  }
}

/** The names of this machine and its user. A user id in a container may have no name. */
export function getLocalNames(): string[] {
  try {
    return [hostname(), userInfo().username];
  } catch {
    return [hostname()];
  }
}
