import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contracts } from '../../generated/constants.js';
import { checkExchange, checkSession, type Finding } from '../../src/contract/index.js';
import { at, type JsonObject } from '../generate/bundle.js';
import { type Honest, isFound, lent, recorded } from './honest.js';
import { addSamples, breakKeywords, type Samples } from './keywords.js';
import type { Score } from './score.js';
import { type Spoiled, type Spoiler, spoilers } from './spoil.js';

/*
 * Recorded answers are broken in one place, by every keyword of every contract's schemas, every header and every rule; the
 * check must find just that, where it stands.
 */

const root = join(import.meta.dirname, '../..');

/** One change, and whether it was noticed. */
interface Outcome {
  readonly name: string;
  readonly words: string;
  readonly noticed: boolean;
}

/** Breaks recorded answers in every way that the contracts describe, and says which faults nothing found. */
export async function answers(): Promise<Score[]> {
  const all = await recorded();
  const outcomes = [...brokenSchemas(all), ...brokenRules(all)];
  return [...new Set(outcomes.map(({ name }) => name))].map((name) => {
    const own = outcomes.filter((outcome) => outcome.name === name);
    const survivors = own.flatMap(({ noticed, words }) => (noticed ? [] : words));
    return { name, changed: own.length, noticed: own.length - survivors.length, survivors };
  });
}

/** What breaks a keyword, at each place of each contract; or what the contract says of a header. */
function* brokenSchemas(all: readonly Honest[]): Generator<Outcome> {
  const samples: Samples = new Map();
  const judged = contracts.map(({ versions }, index) => {
    const bundle = bundleOf(versions[0]);
    const newest = String(versions.at(-1));
    const own = all.filter(({ contract }) => contract.index === index);
    const answers = [...own, ...lent(index, newest, all)];
    addSamples(samples, bundle, answers);
    return { span: versions.length > 1 ? `${versions[0]}-${newest}` : newest, bundle, answers };
  });
  for (const { span, bundle, answers } of judged) {
    for (const { keyword, words, noticed } of breakKeywords(bundle, answers, samples)) {
      const name = keyword === 'properties' ? 'undocumented members' : `keyword ${keyword}`;
      yield { name, words: `${span} ${words}`, noticed };
    }
    for (const { words, noticed } of brokenHeaders(bundle, answers)) {
      yield { name: 'headers', words: `${span} ${words}`, noticed };
    }
  }
}

/** The bundle of the contract that begins with a version. */
function bundleOf(version: string): JsonObject {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return JSON.parse(readFileSync(join(root, exports[`./openapi/v${version}.json`]), 'utf8'));
}

/** Each header of each status, missing and in another form. */
function* brokenHeaders(bundle: JsonObject, answers: readonly Honest[]): Generator<Omit<Outcome, 'name'>> {
  for (const [status, response] of Object.entries(at(bundle, 'paths', '/images/json', 'get', 'responses'))) {
    const honest = answers.find(
      ({ exchange: { response } }) => String(response.status) === status && response.headers?.server !== undefined,
    );
    for (const name of Object.keys(at(response, 'headers'))) {
      const headers = { ...honest?.exchange.response.headers };
      const { [name.toLowerCase()]: _, ...others } = headers;
      const broken = { 'is missing': others, 'has another form': { ...headers, [name.toLowerCase()]: '?' } };
      for (const [how, headers] of Object.entries(broken)) {
        const words = `${status} ${name} ${how}`;
        if (!honest) yield { words: `${words}: there is no such answer`, noticed: false };
        else {
          const { exchange } = honest;
          const found = checkExchange({ ...exchange, response: { ...exchange.response, headers } });
          const isTold = isFound(found, 'response/header', '') && found[0]?.expected.startsWith(name) === true;
          yield { words, noticed: isTold };
        }
      }
    }
  }
}

/** What breaks a rule in each way, once for each engine and version that has what it takes. */
function* brokenRules(all: readonly Honest[]): Generator<Outcome> {
  const interviews = [...new Set(all.map(({ interview }) => interview))].map((name) => ({
    name,
    exchanges: all.filter(({ interview }) => interview === name),
  }));
  for (const [rule, ways] of Object.entries(spoilers)) {
    const name = rule.replace(/\/.*/, ' rules');
    for (const [way, spoil] of Object.entries(ways)) {
      const words = `${rule}: ${way}`;
      let broken = 0;
      for (const { name: interview, exchanges } of interviews) {
        const found = first(exchanges, spoil);
        if (!found) continue;
        broken++;
        yield {
          name,
          words: `${words}: ${interview} ${found.honest.exchange.request.path}`,
          noticed: isTold(rule, found),
        };
      }
      if (broken === 0) yield { name, words: `${words}: there is no such answer`, noticed: false };
    }
  }
}

function first(all: readonly Honest[], spoil: Spoiler): { honest: Honest; spoiled: Spoiled } | undefined {
  for (const honest of all) {
    const spoiled = spoil(honest);
    if (spoiled) return { honest, spoiled };
  }
  return undefined;
}

/** Whether just this is found: in the exchange alone, or only in its session. */
function isTold(rule: string, { honest, spoiled }: { honest: Honest; spoiled: Spoiled }): boolean {
  const { exchange, pointer, inSession } = spoiled;
  const alone = checkExchange(exchange);
  if (!inSession) return isFound(alone, rule, pointer);
  const wholes = honest.wholes().filter((whole) => whole !== honest);
  const session = checkSession([exchange, ...wholes.map((whole) => whole.exchange)]);
  return alone.length === 0 && isFound(session as readonly Finding[], rule, pointer) && session[0]?.exchange === 0;
}
