import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { compareOutputs, findClients, kindOf, readRecordedOutputs } from '../../scripts/lab/engines/clients.js';
import { type MockServer, mockEngine, serve } from '../../src/mock/index.js';

const here = findClients();
const kinds = ['docker 20.10', 'docker 28.2', 'docker 28.5', 'python3-docker 7.1'];

/** The recorded output is what these clients printed for the same command lines with the real engine. */
describe.each(['docker-28.5.2-containerd', 'docker-28.5.2-overlay2'])('in the place of %s', (engine) => {
  const { images, said } = readRecordedOutputs(engine);
  let standing: MockServer;
  beforeAll(async () => {
    standing = await serve(mockEngine({ images }), 'tcp://127.0.0.1:0');
  });
  afterAll(() => standing.close());

  test.each(kinds)('a recording of %s tells of filters and names', (kind) => {
    const mine = said.filter(({ clients }) => clients.includes(kind));
    expect(mine.length).toBeGreaterThan(10);
    expect(mine.filter(({ said }) => said.status === 0 && said.out.length > 2).length).toBeGreaterThan(8);
  });

  describe.each(kinds)('%s', (kind) => {
    const clients = here.filter((client) => kindOf(client) === kind);
    const name = 'prints what it printed of the engine, but for what a list of images does not tell';
    const skipped = clients.length > 0 ? '' : ` (skipped: no ${kind} is installed here)`;
    test.skipIf(skipped)(name + skipped, async () => {
      const expected = said.flatMap(({ clients, said }) => (clients.includes(kind) ? said : []));
      for (const { run } of clients) {
        const lines = expected.map(({ line }) => line);
        const found = compareOutputs(expected, await run(lines, standing.host))
          .map(named)
          .join('\n');
        await expect(`${found}\n`).toMatchFileSnapshot(`clients/${engine}.${kind.replace(' ', '-')}.txt`);
      }
    });
  });

  /** A difference with the names of images in place of their rows. */
  const named = (difference: string): string => {
    const [line, ...rows] = difference.split('\n  ');
    const names = rows.map((row) => {
      const image = images.find(({ Id }) => row.includes(Id.slice(7, 19)));
      return image ? `${row.slice(0, 2)}${image.RepoTags[0] ?? image.Id.slice(7, 19)}` : row;
    });
    return [line, ...new Set(names)].join('\n  ');
  };
});
