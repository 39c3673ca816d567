import { bodyOf, headersOf } from '../connection/answer.js';
import { header } from '../contract/answer.js';
import { judge } from '../contract/check.js';
import type { Exchange } from '../contract/index.js';
import { Session } from '../contract/session-judge.js';
import type { Listed } from '../proxy/conversation.js';
import { Sessions, type Stretch } from '../proxy/sessions.js';
import { Problem } from '../recordings/problem.js';
import type { Folder } from './folder.js';
import { type Later, type Raw, rawOf, requestLine, unplaced } from './judged.js';

/** What judging what passes needs, and whom it tells. */
interface Needs {
  /** Where exchanges are written down, if they are. */
  readonly folder: Folder | undefined;
  /** Gets the room of a body back, in bytes. */
  readonly giveBack: (bytes: number) => void;
  /** Gets what went wrong in the judging itself. */
  readonly fault: (reason: string) => void;
  readonly remark: (line: string) => void;
}

/** Judges answers as they come, and those of a session when it has ended. */
export class Overheard {
  #next: number;
  #session: Session | undefined;
  readonly #sessions = new Sessions();

  constructor(readonly needs: Needs) {
    this.#next = needs.folder?.next ?? 1;
  }

  async *judge(answers: AsyncIterable<Listed>): AsyncGenerator<Raw | Later> {
    for await (const answer of answers) {
      yield* await this.#tried(answer);
      this.needs.giveBack(answer.body.length);
    }
    yield* this.#ended();
  }

  async #tried(answer: Listed): Promise<(Raw | Later)[]> {
    const found: (Raw | Later)[] = [];
    try {
      for await (const one of this.#one(answer)) found.push(one);
    } catch (error) {
      this.needs.fault(reasonOf(error));
    }
    return found;
  }

  async *#one(answer: Listed): AsyncGenerator<Raw | Later> {
    const exchange = exchangeOf(answer);
    const encoding = header(exchange.response, 'content-encoding');
    if (encoding !== undefined) {
      const request = requestLine(exchange, { kind: 'not judged' });
      this.needs.remark(`${request}: not judged: its answer is encoded as ${encoding}`);
      return;
    }
    const judgement = judge(exchange);
    const request = requestLine(exchange, judgement);
    const place = this.#next++;
    const file = nameOf(place);
    const findings = judgement.findings.map(unplaced);
    yield rawOf({ file, exchange: 0, request, findings }, exchange, judgement);
    this.needs.folder?.write(file, exchange);
    const later: Later[] = [];
    const passed = { ...answer, place, exchange, judgement, size: answer.body.length };
    const stretch = this.#sessions.add(passed, () => later.push(...this.#ended()));
    yield* later;
    if (stretch) await this.#inSession(stretch);
  }

  async #inSession({ session, passed }: Stretch): Promise<void> {
    this.#session ??= new Session();
    for (const { place, exchange, judgement } of passed) this.#session.add(place, exchange, judgement);
    const names = passed.map(({ place }) => nameOf(place));
    await this.needs.folder?.mark(names, session);
  }

  /** What is found in the session that has ended. */
  #ended(): Later[] {
    const judgement = this.#session?.end();
    this.#session = undefined;
    if (judgement?.notJudged !== undefined) this.needs.remark(`a session was not judged: ${judgement.notJudged}`);
    return [...(judgement?.findings ?? [])].map(([place, { findings, more }]) => ({
      ...({ kind: 'later', file: nameOf(place), exchange: 0, more } as const),
      findings: findings.map(unplaced),
    }));
  }
}

/** The name of an exchange in reports and in a folder; names sort as the exchanges came. */
const nameOf = (number: number): string => `exchange-${String(number).padStart(6, '0')}`;

const exchangeOf = ({ request, status, headers, body }: Listed): Exchange => ({
  request,
  response: { status, headers: headersOf(headers), ...bodyOf(body.toString()) },
});

/** Why an answer was not judged: what is no fault of ours says so itself. */
function reasonOf(error: unknown): string {
  if (error instanceof Problem) return error.message;
  return `a fault of this command, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
}
