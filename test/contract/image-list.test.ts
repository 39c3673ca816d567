import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { up } from 'up-fetch';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { assertImageList, ContractError, imageList, isImageList } from '../../src/contract/index.js';

const image = {
  Id: `sha256:${'0'.repeat(64)}`,
  ParentId: '',
  RepoTags: ['a:1'],
  RepoDigests: [],
  Created: 1,
  Size: 0,
  SharedSize: -1,
  Labels: null,
  Containers: -1,
};

/** Values, and the pointers to what is wrong with them. */
const values: [what: string, value: unknown, pointers: string[]][] = [
  ['an empty list', [], []],
  ['an image', [image], []],
  ['a member that is not described', [{ ...image, New: 1 }], []],
  ['null', null, ['']],
  ['a refusal', { message: 'no' }, ['']],
  ['two faults', [image, { ...image, Size: '1', RepoTags: null }], ['/1/Size', '/1/RepoTags']],
  ['a fault beside a member that is not described', [{ ...image, New: 1, Size: '1' }], ['/0/Size']],
];

describe.each(values)('%s', (_, value, pointers) => {
  test('isImageList', () => expect(isImageList(value)).toBe(pointers.length === 0));

  test('assertImageList', () => {
    let found: unknown;
    try {
      assertImageList(value);
    } catch (error) {
      found = error;
    }
    if (pointers.length === 0) expect(found).toBeUndefined();
    else {
      expect(found).toBeInstanceOf(ContractError);
      expect(found).toMatchObject({ pointers });
      for (const pointer of pointers) expect(String(found)).toContain(pointer || '(the body)');
    }
  });

  test('imageList', () => {
    const result = imageList['~standard'].validate(value);
    const paths = pointers.map((pointer) =>
      pointer
        .split('/')
        .slice(1)
        .map((key) => (/^\d+$/.test(key) ? Number(key) : key)),
    );
    expect(result.issues?.map(({ path }) => path) ?? []).toEqual(paths);
    expect('value' in result && result.value).toBe(pointers.length === 0 && value);
  });
});

describe('imageList in a library that takes Standard Schemas', () => {
  const bodies: Readonly<Record<string, unknown>> = { '/good': [image], '/bad': [{ ...image, Labels: 1 }] };
  let server: Server;
  beforeAll(async () => {
    server = createServer(({ url = '' }, response) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(bodies[url])),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });
  afterAll(() => void server.close());

  const ask = (path: string) => {
    const { port } = server.address() as AddressInfo; // it listens on TCP
    return up(fetch, () => ({ baseUrl: `http://127.0.0.1:${port}` }))(path, { schema: imageList });
  };

  test('a right answer is typed', async () => {
    const images = await ask('/good');
    expect(images.map(({ Id, Labels }) => [Id, Labels?.key])).toEqual([[image.Id, undefined]]);
  });

  test('a wrong one is refused, with our words at its place', async () => {
    await expect(ask('/bad')).rejects.toMatchObject({
      issues: [{ path: [0, 'Labels'], message: expect.stringContaining('expected object or null') }],
    });
  });
});
