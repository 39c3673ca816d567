import { judge, judgeList } from '../contract/check.js';
import { filesOf } from '../recordings/files.js';
import { layouts } from '../recordings/layout.js';
import { place } from '../recordings/place.js';
import { refused } from '../recordings/problem.js';
import { recordingsIn } from '../recordings/recordings.js';
import { type Later, type Notice, type Raw, rawOf, requestLine } from './judged.js';
import type { Sessions } from './sessions.js';

/** How files are judged. */
interface FilesOptions {
  /** The API version of exchanges that say none. */
  readonly apiVersion?: string | undefined;
  /** Whether all exchanges are one session, whatever they say. */
  readonly session?: boolean;
  /** Gets what is to be said and is no problem. */
  readonly remark?: (line: string) => void;
}

/**
 * Judges all exchanges of files and folders, and those of each session together; what cannot be read is a
 * line for `problem`, and the rest goes on.
 */
export async function* judgeFiles(
  paths: readonly string[],
  problem: (line: string) => void,
  notice?: Notice,
  { apiVersion, session, remark = () => {} }: FilesOptions = {},
): AsyncGenerator<Raw | Later> {
  let sessions: Sessions | undefined;
  for await (const recorded of recordingsIn(paths, ({ message }) => problem(message))) {
    const { exchange, file, index } = recorded;
    const isList = recorded.layout === layouts.list;
    const judgement = isList ? judgeList(exchange, apiVersion) : judge(exchange, apiVersion);
    notice?.(exchange, judgement);
    const name = session ? '' : exchange.session;
    if (name !== undefined) {
      // The model is loaded when there is a session to judge.
      sessions ??= new (await import('./sessions.js')).Sessions();
      sessions.add(name, { name: file.name, index, file }, exchange, judgement);
    }
    const findings = await place(recorded, judgement.findings);
    const request = isList ? undefined : requestLine(exchange, judgement);
    yield rawOf({ file: file.name, exchange: index, request, findings }, exchange, judgement);
  }
  if (sessions) {
    yield* sessions.end((name, why) => remark(`${session ? 'the session' : `session ${name}`} was not judged: ${why}`));
  } else if (session) remark('the session was not judged: there is nothing in it');
}

/** How many files there are to judge. What cannot be looked at is none here, and is said where it is judged. */
export function countFiles(paths: readonly string[]): number {
  const seen = new Set<string>();
  const none = (): void => {};
  return paths.reduce((sum, path) => {
    try {
      return sum + filesOf(path, none, seen).length;
    } catch (error) {
      refused(error, none);
      return sum;
    }
  }, 0);
}
