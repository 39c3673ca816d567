import type { CollectedFindings } from '../contract/collect-findings.js';
import { SessionChecker, type SessionResponse } from '../contract/session.js';
import { InputError } from '../recordings/input-error.js';
import { type RecordingFile, STANDARD_INPUT } from '../recordings/list-files.js';
import { locateFindings } from '../recordings/locate-findings.js';
import { readRecordings } from '../recordings/read-file.js';
import { previewValue } from '../values/format-value.js';
import { type SessionResult, withoutLocation } from './results.js';
import { SessionTracker, type StableInterval, type TrackedResponse } from './session-tracker.js';

const createSessionResult = (
  file: string,
  exchange: number,
  { findings, omitted }: CollectedFindings,
): SessionResult => ({ kind: 'session', file, exchange, findings: findings.map(withoutLocation), omitted });

/** Checks the sessions that an engine's responses show as they come. */
export class TrackedSessions {
  readonly #tracker = new SessionTracker();
  #session = '';
  #checker = new SessionChecker();
  #names: string[] = [];
  /** How many sessions were checked. */
  checkedCount = 0;

  /** Takes in a response. Returns the interval that it ends, and the findings of the session before it if that has ended. */
  add(tracked: TrackedResponse): { readonly interval: StableInterval | undefined; readonly ended: SessionResult[] } {
    const interval = this.#tracker.add(tracked);
    const ended = interval && interval.session !== this.#session ? this.end() : [];
    this.#session = interval?.session ?? this.#session;
    for (const { name, response } of interval?.responses ?? []) this.#checker.add(this.#names.push(name) - 1, response);
    return { interval, ended };
  }

  /** Returns the findings of the last session. */
  end(): SessionResult[] {
    if (this.#names.length > 0) this.checkedCount++;
    const results = [...this.#checker.finish()].map(([number, collected]) =>
      createSessionResult(this.#names[number] ?? '', 0, collected),
    );
    this.#checker = new SessionChecker();
    this.#names = [];
    return results;
  }
}

/** Where an exchange was read. */
interface ExchangeSource {
  readonly file: RecordingFile;
  readonly index: number;
}

/** The sessions that files name. */
export class FileSessions {
  readonly #checkers = new Map<string, SessionChecker>();
  readonly #sources: ExchangeSource[] = [];

  get count(): number {
    return this.#checkers.size;
  }

  /** Adds the response of an exchange, with its index in the file, to a session. */
  add(session: string, file: RecordingFile, index: number, response: SessionResponse | undefined): void {
    const checker = this.#checkers.get(session) ?? new SessionChecker();
    this.#checkers.set(session, checker);
    checker.add(this.#sources.push({ file, index }) - 1, response);
  }

  /**
   * Yields the findings of all sessions, by exchange.
   *
   * @param onSession gets the name of each session, and the reason if it is not checked
   */
  async *end(onSession: (name: string, notChecked: string | undefined) => void): AsyncGenerator<SessionResult> {
    const resultsByFile = new Map<RecordingFile, Map<number, SessionResult>>();
    for (const [name, checker] of this.#checkers) {
      onSession(previewValue(name), checker.findObstacle());
      for (const [number, collected] of checker.finish()) {
        const { file, index } = this.#sources[number] as ExchangeSource; // each number is an index of sources
        const results = resultsByFile.get(file) ?? new Map<number, SessionResult>();
        resultsByFile.set(file, results.set(index, createSessionResult(file.name, index, collected)));
      }
    }
    for (const [file, results] of resultsByFile) yield* locateSessionFindings(file, results);
  }
}

/** Adds positions to findings. Texts are not kept until a session ends, so a file with findings is read once more. */
async function* locateSessionFindings(
  file: RecordingFile,
  results: Map<number, SessionResult>,
): AsyncGenerator<SessionResult> {
  const records = file.path === STANDARD_INPUT ? [] : readRecordings(file);
  for await (const recorded of records) {
    // What cannot be read was reported when the file was checked.
    const result = recorded instanceof InputError ? undefined : results.get(recorded.index);
    if (!result || recorded instanceof InputError) continue;
    results.delete(recorded.index);
    yield { ...result, findings: await locateFindings(recorded, result.findings) };
  }
  // An exchange that has vanished from the file since then has no lines.
  yield* results.values();
}
