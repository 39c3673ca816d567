import { join } from 'node:path';
import type { Exchange } from '../../../src/contract/index.js';
import { FOLDERS, recorded, writeLines } from '../inputs.js';
import type { Part, Side } from '../part.js';
import { load } from '../peers.js';
import { cli, root } from '../program.js';

const [ALONE, TOGETHER] = ['each alone', 'as a session'];
const [CALLS, COMMAND] = ['200 exchanges, in code', '200 exchanges, by the command'];

export const session: Part = {
  name: 'session',
  title: 'A session',
  text: 'The same 200 answers of one engine, parsed already, by `checkExchange` each and by `checkSession`, which also compares their lists with that of all images; and as lines of a file by `check`, without a session and with one.',
  rows: [{ name: CALLS }, { name: COMMAND }],
  columns: [ALONE, TOGETHER],
  comparisons: [{ by: 'time', ours: TOGETHER, theirs: ALONE }],
  run: async ({ name }, { folder }) => {
    const all = recorded(FOLDERS[0]);
    const exchanges = [...all, ...all].slice(0, 200);
    return { sides: name === CALLS ? await calls(exchanges) : commands(folder, exchanges) };
  },
};

async function calls(exchanges: readonly Exchange[]): Promise<Record<string, Side>> {
  const { checkExchange, checkSession } = await load<typeof import('../../../src/contract/index.js')>(
    root,
    'docker-images-contract/contract',
  );
  const { notJudged } = checkSession(exchanges);
  if (notJudged !== undefined) throw new Error(`bench: the session is not judged: ${notJudged}`);
  return {
    [ALONE]: () => exchanges.map((one) => checkExchange(one)),
    [TOGETHER]: () => checkSession(exchanges),
  };
}

function commands(folder: string, exchanges: readonly Exchange[]): Record<string, Side> {
  const [alone, together] = [join(folder, 'alone.ndjson'), join(folder, 'together.ndjson')];
  writeLines(alone, exchanges);
  writeLines(
    together,
    exchanges.map((one) => ({ ...one, session: 'bench' })),
  );
  return { [ALONE]: cli('check', alone), [TOGETHER]: cli('check', together) };
}
