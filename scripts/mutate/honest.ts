import { apiVersion, contentTypes } from '../../generated/constants.js';
import { judge } from '../../src/contract/check.js';
import type { Exchange, Finding } from '../../src/contract/index.js';
import type { Contract } from '../../src/contract/version.js';
import { type Asked, isWhole } from '../../src/model/asked.js';
import type { AnyImage } from '../../src/model/image.js';
import { minorOf } from '../../src/values/version.js';
import { interviews } from '../errata/recordings.js';

/** A recorded exchange in which nothing is found, with what else its engine answered. */
export interface Honest {
  /** The folder of its engine, and the API version that it was asked at. */
  readonly interview: string;
  readonly exchange: Exchange;
  readonly asked: Asked;
  readonly contract: Contract;
  /** What it lists; nothing where it is a refusal. */
  readonly images: readonly AnyImage[];
  /** Two lists of all images of the same engine: one of the same version, and one of the newest. */
  readonly wholes: () => readonly Honest[];
}

/** An exchange in which nothing is found; `undefined` of any other. */
function honestOf(interview: string, exchange: Exchange, wholes: Honest['wholes']): Honest | undefined {
  const { asked, contract, findings } = judge(exchange);
  if (!asked || !contract || findings.length > 0) return undefined;
  const { status, body } = exchange.response;
  const images = status === 200 ? (body as AnyImage[]) : []; // as nothing was found in it
  return { interview, exchange, asked, contract, images, wholes };
}

/** An exchange with something in it changed, where nothing is found in it then. */
export const changed = ({ interview, wholes }: Honest, exchange: Exchange): Honest | undefined =>
  honestOf(interview, exchange, wholes);

/** Every honest exchange with a Docker engine at every API version, those of one engine and version side by side. */
export async function recorded(): Promise<Honest[]> {
  const sessions = new Map<string, Honest[]>();
  return (await interviews()).flatMap(({ engine, version, exchanges }) => {
    // What was recorded at the version of record has its own folder, and its own images.
    const session = version === apiVersion ? `${engine} ${version}` : engine;
    const known = sessions.get(session) ?? [];
    sessions.set(session, known);
    const own = [...exchanges.values()].flatMap((exchange) => {
      const wholes = (): Honest[] =>
        [known.find(({ asked }) => asked.minor === minorOf(version)) ?? [], known.at(-1) ?? []].flat();
      return honestOf(`${engine} ${version}`, exchange, wholes) ?? [];
    });
    known.push(...own.filter(({ exchange, asked }) => exchange.response.status === 200 && isWhole(asked)));
    return own;
  });
}

/**
 * What stands in for recordings that a contract has not: the lists of the contract before it as answers to its own version,
 * and for each status that no engine was brought to send, a recorded refusal with that status.
 */
export function lent(index: number, version: string, all: readonly Honest[]): Honest[] {
  const lists = all.flatMap((honest) => {
    const { request, response } = honest.exchange;
    if (honest.contract.index !== index - 1 || response.status !== 200) return [];
    const path = request.path.replace(/^\/v[\d.]+/, `/v${version}`);
    const headers = { ...response.headers, 'api-version': version };
    return (
      changed(honest, { ...honest.exchange, request: { ...request, path }, response: { ...response, headers } }) ?? []
    );
  });
  const own = all.filter(({ contract }) => contract.index === index);
  const refusal = own.find(({ exchange }) => exchange.response.status >= 400 && exchange.response.body !== undefined);
  const refusals = Object.keys(contentTypes)
    .map(Number)
    .map((status) => {
      if (!refusal || own.some(({ exchange }) => exchange.response.status === status)) return undefined;
      return changed(refusal, { ...refusal.exchange, response: { ...refusal.exchange.response, status } });
    });
  return [...lists, ...refusals.flatMap((honest) => honest ?? [])];
}

/** An exchange with another body. */
export const answering = ({ exchange }: Honest, body: unknown): Exchange => ({
  ...exchange,
  response: { ...exchange.response, body },
});

/** Whether one thing was found, and it is this. */
export const isFound = (findings: readonly Finding[], rule: string, pointer: string): boolean =>
  findings.length === 1 && findings[0]?.rule === rule && findings[0].pointer === pointer;
