import fc from 'fast-check';
import { expect, test } from 'vitest';
import { checkExchange, checkSession, rules } from '../../src/contract/index.js';
import { getAtPointer } from '../../src/values/pointer.js';
import { exchanges } from '../arbitraries.js';

const names = new Set<string>(rules.map(({ name }) => name));

test('every exchange has findings of known rules, each at a value of its body', () => {
  fc.assert(
    fc.property(exchanges, (exchange) => {
      const copy = structuredClone(exchange);
      const findings = checkExchange(exchange);
      for (const { rule, pointer } of findings) {
        expect(names).toContain(rule);
        if (pointer !== '') expect(getAtPointer(exchange.response.body, pointer)).toBeDefined();
      }
      // Checking changes nothing, and says the same again.
      expect(exchange).toEqual(copy);
      expect(checkExchange(exchange)).toEqual(findings);
    }),
    { seed: 1, numRuns: 500 },
  );
});

test('a session of any exchanges has findings of these exchanges', () => {
  fc.assert(
    fc.property(fc.array(exchanges, { maxLength: 4 }), (session) => {
      for (const { rule, exchange } of checkSession(session)) {
        expect(names).toContain(rule);
        expect(session[exchange]).toBeDefined();
      }
    }),
    { seed: 1, numRuns: 300 },
  );
});
