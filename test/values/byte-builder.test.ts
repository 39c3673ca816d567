import { expect, test } from 'vitest';
import { ByteBuilder } from '../../src/values/byte-builder.js';

test('joins chunks up to the limit, and begins anew', () => {
  const builder = new ByteBuilder(5);
  expect([builder.add(Buffer.from('ab')), builder.add(Buffer.from('cde')), builder.add(Buffer.from('f'))]).toEqual([
    true,
    true,
    false,
  ]);
  expect([builder.size, builder.at(1), builder.at(9)]).toEqual([5, 0x62, 0]);
  expect(builder.take().toString()).toBe('abcde');
  expect(builder.add(Buffer.from('x'))).toBe(true);
  expect(builder.take().toString()).toBe('x');
  expect(builder.take().toString()).toBe('');
});
