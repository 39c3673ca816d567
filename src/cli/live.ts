import { messageOf, readBody } from '../contract/answer.js';
import { type Judgement, judge } from '../contract/check.js';
import { collect } from '../contract/finding.js';
import type { Exchange } from '../contract/index.js';
import { interview, questionsFor } from '../interview/questions.js';
import { versionRefused } from '../model/status.js';
import { type Interviewee, why } from './ask.js';
import { type Later, type Notice, type Raw, rawOf, requestLine, unplaced } from './judged.js';
import { counted, type Progress, unwatched } from './progress.js';
import { Sessions } from './sessions.js';

/**
 * Asks an engine all questions of the table and judges each answer at once; a question without a whole answer is a
 * line for `problem`, and the others are still asked. An engine that does not serve the version is asked no further.
 */
export async function* judgeEngine(
  engine: Interviewee,
  problem: (line: string) => void,
  remark: (line: string) => void,
  notice?: Notice,
  progress: Progress = unwatched,
): AsyncGenerator<Raw | Later> {
  const sessions = new Sessions();
  let lists = false;
  const questions = await questionsFor(counted(engine.ask, progress));
  const ask = counted(engine.ask, progress, questions.length);
  for await (const { question, exchange, error } of interview(ask, questions)) {
    if (!exchange) {
      problem(`${question.name}: ${why(error)}`);
      continue;
    }
    const refused = refusesVersion(exchange);
    const judgement = refused ? otherVersion(exchange, engine) : judge(exchange);
    notice?.(exchange, judgement);
    sessions.add('', { name: question.name, index: 0 }, exchange, judgement);
    // Nothing is on disk, so there is no line to point at.
    const findings = judgement.findings.map(unplaced);
    const request = requestLine(exchange, judgement);
    const raw = rawOf({ file: question.name, exchange: 0, request, findings }, exchange, judgement);
    lists ||= raw.images !== undefined;
    yield raw;
    if (refused) return;
  }
  // Of an engine that lists nothing, that is said.
  if (lists) yield* sessions.end((_, why) => remark(`which images the engine lists was not judged: ${why}`));
}

const refusesVersion = ({ response }: Exchange): boolean =>
  response.status === 400 && versionRefused.test(messageOf(readBody(response)));

function otherVersion(exchange: Exchange, { identity, apiVersion }: Interviewee): Judgement {
  const actual = `API versions ${identity.minApiVersion} to ${identity.apiVersion}`;
  const message = `the engine serves ${actual}, not ${apiVersion}: nothing else was asked`;
  const verdict = { rule: 'request/version', message, expected: `API version ${apiVersion}`, actual } as const;
  return { kind: 'not judged', ...collect(exchange.request, undefined, [verdict]) };
}
