import type { ExchangeCheckResult } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/index.js';
import { SessionChecker } from '../contract/session.js';
import { InputError } from '../recordings/input-error.js';
import { type RecordingFile, STANDARD_INPUT } from '../recordings/list-files.js';
import { locateFindings } from '../recordings/locate-findings.js';
import { readRecordings } from '../recordings/read-file.js';
import { previewValue } from '../values/format-value.js';
import { type SessionResult, withoutLocation } from './results.js';

/** Where an exchange came from; without a file when it is a response to a probe. */
interface ExchangeSource {
  readonly sessionName: string;
  readonly index: number;
  readonly file?: RecordingFile;
}

/** The sessions of a run by their names. The exchanges of each are checked together. */
export class SessionChecks {
  readonly #sessions = new Map<string, SessionChecker>();
  readonly #sources: ExchangeSource[] = [];

  /** Adds an exchange to its session. */
  add(session: string, source: ExchangeSource, exchange: Exchange, checkResult: ExchangeCheckResult): void {
    const found = this.#sessions.get(session) ?? new SessionChecker();
    this.#sessions.set(session, found);
    found.add(this.#sources.push(source) - 1, exchange, checkResult);
  }

  /**
   * Yields the findings of all sessions, by exchange.
   *
   * @param onNotChecked gets the name of each session that is not checked, and the reason
   */
  async *end(onNotChecked: (name: string, reason: string) => void): AsyncGenerator<SessionResult> {
    const withoutFile: SessionResult[] = [];
    const resultsByFile = new Map<RecordingFile, Map<number, SessionResult>>();
    for (const [name, session] of this.#sessions) {
      const { findings, notChecked } = session.finish();
      if (notChecked !== undefined) onNotChecked(previewValue(name), notChecked);
      for (const [sourceIndex, { findings: found, omitted }] of findings) {
        const { sessionName: file, index, file: source } = this.#sources[sourceIndex] as ExchangeSource; // each index is one of sources
        const result: SessionResult = {
          kind: 'session',
          file,
          exchange: index,
          findings: found.map(withoutLocation),
          omitted,
        };
        if (!source || source.path === STANDARD_INPUT) withoutFile.push(result);
        else resultsByFile.set(source, (resultsByFile.get(source) ?? new Map()).set(index, result));
      }
    }
    yield* withoutFile;
    for (const [file, results] of resultsByFile) yield* locateSessionFindings(file, results);
  }
}

/** Adds positions to findings. Texts are not kept until a session ends, so a file with findings is read once more. */
async function* locateSessionFindings(
  file: RecordingFile,
  results: Map<number, SessionResult>,
): AsyncGenerator<SessionResult> {
  for await (const recorded of readRecordings(file)) {
    // What cannot be read was reported when the file was checked.
    const result = recorded instanceof InputError ? undefined : results.get(recorded.index);
    if (!result || recorded instanceof InputError) continue;
    results.delete(recorded.index);
    yield { ...result, findings: await locateFindings(recorded, result.findings) };
  }
  // An exchange that has vanished from the file since then has no lines.
  yield* results.values();
}
