import { WriteStream } from 'node:tty';
import { expect, test } from 'vitest';
import { createTerminal } from '../../src/cli/terminal.js';

/** What is written to two streams, both terminals or none, whose colours Node tells from the environment. */
function on(env: NodeJS.ProcessEnv, { isTTY = true, columns = 120 } = {}) {
  const written = { out: '', err: '' };
  const stream = (name: keyof typeof written) => ({
    isTTY,
    columns,
    // As a stream of Node's has it, which cannot be made without a terminal.
    hasColors: (given?: object) => WriteStream.prototype.getColorDepth.call(null, given) > 1,
    write: (text: string | Uint8Array): boolean => {
      written[name] += text;
      return true;
    },
  });
  const terminal = createTerminal(stream('out'), stream('err'), env);
  return { ...terminal, written };
}

const RED = '\u001b[31merror:\u001b[39m';

test.each([
  [{ TERM: 'xterm' }, true, RED],
  [{ TERM: 'xterm', NO_COLOR: '1' }, true, 'error:'],
  [{ TERM: 'dumb' }, true, 'error:'],
  [{ TERM: 'dumb', FORCE_COLOR: '1' }, true, RED],
  [{ TERM: 'xterm', FORCE_COLOR: '1' }, false, undefined],
])('in %j, on a terminal %s, an error line has the label %j', (env, isTTY, label) => {
  const { printError, written, colour } = on(env, { isTTY });
  printError('x: \u001b[2J');
  printError('y', 'remark');
  const words = label === undefined ? '' : `${label} `;
  expect(written.err).toBe(`docker-images-contract: ${words}x: \\u001b[2J\ndocker-images-contract: y\n`);
  expect(colour).toBe(label === RED);
});

test.each([
  [true, 120, 120],
  [true, 0, 80],
  [true, 10, 40],
  [false, 120, undefined],
])('on a terminal %s of %d columns lines are broken at %s', (isTTY, columns, expected) => {
  expect(on({}, { isTTY, columns }).columns).toBe(expected);
});
