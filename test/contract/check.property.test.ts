import fc from 'fast-check';
import { expect, test } from 'vitest';
import { apiVersions, checkExchange, checkSession, isImageList, rules } from '../../src/contract/index.js';
import { getAtPointer } from '../../src/values/pointer.js';
import { exchanges } from '../arbitraries.js';
import { image } from '../image.js';

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

/** A list with one image of which some properties are anything, down to the properties of its manifests. */
const bodies = fc
  .record(
    {
      image: fc.dictionary(
        fc.constantFrom(...Object.keys(image), 'Manifests', 'Descriptor', 'VirtualSize'),
        fc.jsonValue(),
      ),
      manifest: fc.dictionary(
        fc.constantFrom('ID', 'Descriptor', 'Available', 'Size', 'Kind', 'ImageData', 'AttestationData'),
        fc.oneof(fc.jsonValue(), fc.constantFrom('image', 'attestation', 'unknown')),
      ),
    },
    { requiredKeys: ['image'] },
  )
  .map(({ image: changed, manifest }) => [
    { ...image, ...changed, ...(manifest && { Manifests: [manifest, null, 1] }) },
  ]);

test.each(apiVersions)('any body is checked at API %s, and never throws', (apiVersion) => {
  fc.assert(
    fc.property(fc.oneof(bodies, fc.jsonValue()), fc.boolean(), (body, manifests) => {
      const path = `/v${apiVersion}/images/json${manifests ? '?manifests=1' : ''}`;
      const findings = checkExchange({ request: { method: 'GET', path }, response: { status: 200, body } });
      for (const { rule } of findings) expect(names).toContain(rule);
      expect([true, false]).toContain(isImageList(body, { apiVersion }));
    }),
    { seed: 1, numRuns: 200 },
  );
});
