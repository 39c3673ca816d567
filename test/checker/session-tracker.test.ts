import { expect, test } from 'vitest';
import { SessionTracker } from '../../src/checker/session-tracker.js';
import { runExchangeCheck } from '../../src/contract/check-exchange.js';
import type { Exchange } from '../../src/contract/index.js';
import { type SessionResponse, summarizeForSession } from '../../src/contract/session.js';
import { images } from '../../src/fixtures/index.js';

const [base, other] = images.graphdriver.filter(({ Labels }) => Labels);
if (!base || !other) throw new Error('the fixtures have no such images');
const states = { a: [base], b: [base, other], tagged: [{ ...base, RepoTags: ['contract/new:1'] }] };

/** What passes: which images a list of all images shows, at which version, or `-` for another answer; and when. */
type Passing = readonly [shows: keyof typeof states | '-', begun: number, ended: number, minor?: number];

function summarize(exchange: Exchange): SessionResponse {
  const response = summarizeForSession(exchange, runExchangeCheck(exchange));
  if (!response) throw new Error('expected a request for the list');
  return response;
}

function sessionsOf(all: readonly Passing[]): string[] {
  const sessions = new SessionTracker();
  const names: string[] = all.map(() => '-');
  const seen: string[] = [];
  for (const [place, [shows, begun, ended, minor = 49]] of all.entries()) {
    const path = `/v1.${minor}/images/json?${shows === '-' ? '' : 'all=1'}`;
    const body = shows === '-' ? [] : states[shows];
    const exchange = { request: { method: 'GET', path }, response: { status: 200, body } };
    const one = {
      name: String(place),
      response: summarize(exchange),
      startedAt: begun,
      endedAt: ended,
    };
    const stretch = sessions.add(one);
    if (!stretch) continue;
    if (!seen.includes(stretch.session)) seen.push(stretch.session);
    for (const { name } of stretch.responses) {
      // Nothing is in two.
      expect(names[Number(name)]).toBe('-');
      names[Number(name)] = String(seen.indexOf(stretch.session) + 1);
    }
  }
  return names;
}

test.each<[name: string, all: readonly Passing[], sessions: string]>([
  [
    'two equal lists enclose what is between them',
    [
      ['-', 1, 2],
      ['a', 3, 4],
      ['-', 5, 6],
      ['a', 7, 8],
      ['-', 9, 10],
    ],
    '- 1 1 1 -',
  ],
  [
    'one goes on as long as nothing changes',
    [
      ['a', 1, 2],
      ['-', 3, 4],
      ['a', 5, 6],
      ['-', 7, 8],
      ['a', 9, 10],
    ],
    '1 1 1 1 1',
  ],
  [
    'one list alone is none',
    [
      ['a', 1, 2],
      ['-', 3, 4],
    ],
    '- -',
  ],
  [
    'another image ends it',
    [
      ['a', 1, 2],
      ['a', 3, 4],
      ['-', 5, 6],
      ['b', 7, 8],
      ['-', 9, 10],
      ['b', 11, 12],
    ],
    '1 1 - 2 2 2',
  ],
  [
    'another name ends it',
    [
      ['a', 1, 2],
      ['-', 3, 4],
      ['tagged', 5, 6],
    ],
    '- - -',
  ],
  [
    'the same images once more are another',
    [
      ['a', 1, 2],
      ['a', 3, 4],
      ['b', 5, 6],
      ['a', 7, 8],
      ['a', 9, 10],
    ],
    '1 1 - 2 2',
  ],
  [
    'what overlaps the first list is out',
    [
      ['a', 2, 4],
      ['-', 3, 5],
      ['a', 6, 7],
    ],
    '1 - 1',
  ],
  [
    'what overlaps the last waits for the next',
    [
      ['a', 1, 2],
      ['-', 3, 5],
      ['a', 4, 6],
      ['a', 7, 8],
    ],
    '1 1 1 1',
  ],
  [
    'what overlaps the last is out when none comes',
    [
      ['a', 1, 2],
      ['-', 3, 6],
      ['a', 5, 7],
    ],
    '1 - 1',
  ],
  [
    'at another version a list shows no names',
    [
      ['a', 1, 2],
      ['a', 3, 4, 44],
      ['a', 5, 6],
    ],
    '1 1 1',
  ],
  [
    'but other ids',
    [
      ['a', 1, 2],
      ['b', 3, 4, 44],
      ['a', 5, 6],
    ],
    '- - -',
  ],
])('%s', (_, all, sessions) => {
  // They come as they end.
  const names = sessionsOf([...all].sort((one, two) => one[2] - two[2]));
  expect(names.join(' ')).toBe(sessions);
});
