import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { contracts } from '../../../generated/constants.js';
import { checkExchange, checkSession } from '../../../src/contract/index.js';
import { at, type JsonObject } from '../../generate/bundle.js';
import { type CorruptedExchange, corruptions } from './corruptions.js';
import { breakKeywords, collectSamples, type Samples } from './keywords.js';
import type { Outcome } from './scores.js';
import { isOnlyFinding, makeMissingExchanges, readValidExchanges, type ValidExchange } from './valid-exchanges.js';

/*
 * Recorded responses are corrupted in one place each: for every keyword of every schema of every contract, for every
 * header, and for every rule. The check must find exactly that, at its place.
 */

/** Corrupts recorded responses, and says which corruptions the check notices. */
export function corruptResponses(root: string): Outcome[] {
  const all = readValidExchanges();
  return [...violateContracts(root, all), ...violateRules(all)];
}

/** Violates every keyword and header of every contract. */
function* violateContracts(root: string, all: readonly ValidExchange[]): Generator<Outcome> {
  const { exports } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  const samples: Samples = new Map();
  const prepared = contracts.map(({ versions }, index) => {
    const oldest = versions[0];
    const newest = String(versions.at(-1));
    const bundle: JsonObject = JSON.parse(readFileSync(join(root, exports[`./openapi/v${oldest}.json`]), 'utf8'));
    const recorded = all.filter(({ contract }) => contract.index === index);
    const exchanges = [...recorded, ...makeMissingExchanges(index, newest, all)];
    collectSamples(samples, bundle, exchanges);
    return { span: versions.length > 1 ? `${oldest}-${newest}` : newest, bundle, exchanges };
  });
  for (const { span, bundle, exchanges } of prepared) {
    for (const outcome of [...breakKeywords(bundle, exchanges, samples), ...breakHeaders(bundle, exchanges)]) {
      yield { ...outcome, change: `${span} ${outcome.change}` };
    }
  }
}

/** Removes each header of each status, and gives it an invalid value. */
function* breakHeaders(bundle: JsonObject, exchanges: readonly ValidExchange[]): Generator<Outcome> {
  for (const [status, response] of Object.entries(at(bundle, 'paths', '/images/json', 'get', 'responses'))) {
    const exchange = exchanges
      .map((valid) => valid.exchange)
      .find(({ response }) => String(response.status) === status && response.headers?.server !== undefined);
    for (const name of Object.keys(at(response, 'headers'))) {
      const headers = { ...exchange?.response.headers };
      const { [name.toLowerCase()]: _, ...others } = headers;
      const broken = { 'is missing': others, 'is invalid': { ...headers, [name.toLowerCase()]: '?' } };
      for (const [how, headers] of Object.entries(broken)) {
        const change = `${status} ${name} ${how}`;
        if (!exchange) {
          yield { name: 'headers', change: `${change}: not recorded`, noticed: false };
          continue;
        }
        const findings = checkExchange({ ...exchange, response: { ...exchange.response, headers } });
        const isReported = isOnlyFinding(findings, 'response/header', '');
        yield { name: 'headers', change, noticed: isReported && findings[0]?.expected.startsWith(name) === true };
      }
    }
  }
}

/** Breaks every rule in every way, once for each engine and API version that has a suitable exchange. */
function* violateRules(all: readonly ValidExchange[]): Generator<Outcome> {
  const bySource = new Map<string, ValidExchange[]>();
  for (const valid of all) bySource.set(valid.source, [...(bySource.get(valid.source) ?? []), valid]);
  for (const [rule, ways] of Object.entries(corruptions)) {
    const name = rule.replace(/\/.*/, ' rules');
    for (const [way, corrupt] of Object.entries(ways)) {
      let isRecorded = false;
      for (const [source, exchanges] of bySource) {
        for (const valid of exchanges) {
          const corrupted = corrupt(valid);
          if (!corrupted) continue;
          isRecorded = true;
          const change = `${rule}: ${way}: ${source} ${valid.exchange.request.path}`;
          yield { name, change, noticed: isReported(rule, valid, corrupted) };
          break;
        }
      }
      if (!isRecorded) yield { name, change: `${rule}: ${way}: not recorded`, noticed: false };
    }
  }
}

/** Whether the check reports the corruption and nothing else: for the exchange alone, or only in its session. */
function isReported(
  rule: string,
  valid: ValidExchange,
  { exchange, pointer, onlyInSession }: CorruptedExchange,
): boolean {
  const findings = checkExchange(exchange);
  if (!onlyInSession) return isOnlyFinding(findings, rule, pointer);
  const listings = valid.fullListings().filter((listing) => listing !== valid);
  const inSession = checkSession([exchange, ...listings.map((listing) => listing.exchange)]);
  const reported = isOnlyFinding(inSession, rule, pointer) && inSession[0]?.exchange === 0;
  return findings.length === 0 && reported;
}
