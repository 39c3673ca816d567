import type { EngineIdentity } from '../connection/identity.js';
import { messageOf, readBody } from '../contract/check.js';
import { finding } from '../contract/finding.js';
import { apiVersion, checkExchange, type Exchange, type Finding } from '../contract/index.js';
import { versionRefused } from '../contract/status.js';
import { interview, questionsFor } from '../interview/questions.js';
import type { Judged } from '../report/report.js';
import { type Interviewee, why } from './ask.js';
import type { Notice } from './files.js';

/**
 * Asks an engine all questions of the table and judges each answer at once; a question without a whole answer is a
 * line for `problem`, and the others are still asked. An engine that does not serve the version is asked no further.
 */
export async function* judgeEngine(
  { ask, identity }: Interviewee,
  problem: (line: string) => void,
  notice?: Notice,
): AsyncGenerator<Judged> {
  for await (const { question, exchange, error } of interview(ask, await questionsFor(ask))) {
    if (!exchange) {
      problem(`${question.name}: ${why(error)}`);
      continue;
    }
    const refused = refusesVersion(exchange);
    const findings = refused ? [otherVersion(exchange, identity)] : checkExchange(exchange);
    notice?.(exchange, findings);
    // Nothing is on disk, so there is no line to point at.
    const placed = findings.map((found) => ({ ...found, line: 0, column: 0 }));
    yield { file: question.name, exchange: 0, judged: true, findings: placed };
    if (refused) return;
  }
}

const refusesVersion = ({ response }: Exchange): boolean =>
  response.status === 400 && versionRefused.test(messageOf(readBody(response)));

function otherVersion(exchange: Exchange, identity: EngineIdentity): Finding {
  const actual = `API versions ${identity.minApiVersion} to ${identity.apiVersion}`;
  return finding(exchange, {
    rule: 'request/version',
    message: `the engine serves ${actual}, not ${apiVersion}: nothing else was asked`,
    expected: `API version ${apiVersion}`,
    actual,
  });
}
