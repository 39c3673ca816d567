import type { ExchangeCheckResult } from '../contract/check-exchange.js';
import type { Exchange } from '../contract/index.js';
import { SessionChecker } from '../contract/session.js';
import { type RecordingFile, STANDARD_INPUT } from '../recordings/list-files.js';
import { locateFindings } from '../recordings/locate-findings.js';
import { readRecordings } from '../recordings/read-file.js';
import { previewValue } from '../values/format-value.js';
import { type SessionResult, withoutLocation } from './results.js';

/** Where an exchange came from; without a file when an engine was asked. */
interface ExchangeSource {
  readonly sessionName: string;
  readonly index: number;
  readonly file?: RecordingFile;
}

/** The sessions of a run, each by its name: exchanges with the same one are judged together. */
export class SessionChecks {
  readonly #sessions = new Map<string, SessionChecker>();
  readonly #sources: ExchangeSource[] = [];

  /** Takes in an exchange of a session. */
  add(session: string, source: ExchangeSource, exchange: Exchange, checkResult: ExchangeCheckResult): void {
    const found = this.#sessions.get(session) ?? new SessionChecker();
    this.#sessions.set(session, found);
    found.add(this.#sources.push(source) - 1, exchange, checkResult);
  }

  /**
   * What is found in all sessions, by exchange.
   *
   * @param onNotChecked gets a line for each session that is not judged, with its name
   */
  async *end(onNotChecked: (name: string, reason: string) => void): AsyncGenerator<SessionResult> {
    const withoutFile: SessionResult[] = [];
    const resultsByFile = new Map<RecordingFile, Map<number, SessionResult>>();
    for (const [name, session] of this.#sessions) {
      const { findings, notChecked } = session.finish();
      if (notChecked !== undefined) onNotChecked(previewValue(name), notChecked);
      for (const [sourceIndex, { findings: found, omitted }] of findings) {
        const { sessionName: file, index, file: source } = this.#sources[sourceIndex] as ExchangeSource; // each place is an index of sources
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

/** Findings with their places. Texts are not kept until a session ends, so a file with findings is read once more. */
async function* locateSessionFindings(
  file: RecordingFile,
  results: Map<number, SessionResult>,
): AsyncGenerator<SessionResult> {
  // What cannot be read has been said; what has gone since then has no lines.
  for await (const recordedExchange of readRecordings(file, () => {})) {
    const result = results.get(recordedExchange.index);
    if (!result) continue;
    results.delete(recordedExchange.index);
    yield { ...result, findings: await locateFindings(recordedExchange, result.findings) };
  }
  yield* results.values();
}
