import { checkImageList, runExchangeCheck } from '../contract/check-exchange.js';
import { fieldPathsByFormat } from '../recordings/field-paths.js';
import { handleInputError } from '../recordings/input-error.js';
import { listFiles } from '../recordings/list-files.js';
import { locateFindings } from '../recordings/locate-findings.js';
import { readPaths } from '../recordings/read-paths.js';
import {
  createExchangeResult,
  type ExchangeResult,
  formatRequestLine,
  type OnChecked,
  type SessionResult,
} from './results.js';
import type { SessionChecks } from './sessions.js';

/** How files are judged. */
interface CheckFilesOptions {
  /** The API version of exchanges that say none. */
  readonly apiVersion?: string | undefined;
  /** Whether all exchanges are one session, whatever they say. */
  readonly session?: boolean;
  /** Gets what is to be said and is no problem. */
  readonly onRemark?: (line: string) => void;
}

/**
 * Judges all exchanges of files and folders, and those of each session together; what cannot be read is a
 * line for `problem`, and the rest goes on.
 */
export async function* checkFiles(
  paths: readonly string[],
  onError: (line: string) => void,
  onChecked?: OnChecked,
  { apiVersion, session, onRemark = () => {} }: CheckFilesOptions = {},
): AsyncGenerator<ExchangeResult | SessionResult> {
  let sessions: SessionChecks | undefined;
  for await (const recordedExchange of readPaths(paths, ({ message }) => onError(message))) {
    const { exchange, file, index } = recordedExchange;
    const isList = recordedExchange.fieldPaths === fieldPathsByFormat.bareList;
    const checkResult = isList ? checkImageList(exchange, apiVersion) : runExchangeCheck(exchange, apiVersion);
    onChecked?.(exchange, checkResult);
    const sessionName = session ? '' : exchange.session;
    if (sessionName !== undefined) {
      // The model is loaded when there is a session to judge.
      sessions ??= new (await import('./sessions.js')).SessionChecks();
      sessions.add(sessionName, { sessionName: file.name, index, file }, exchange, checkResult);
    }
    const findings = await locateFindings(recordedExchange, checkResult.findings);
    const request = isList ? undefined : formatRequestLine(exchange, checkResult);
    yield createExchangeResult({ file: file.name, exchange: index, request, findings }, exchange, checkResult);
  }
  if (sessions) {
    yield* sessions.end((sessionName, reason) =>
      onRemark(`${session ? 'the session' : `session ${sessionName}`} was not judged: ${reason}`),
    );
  } else if (session) onRemark('the session was not judged: there is nothing in it');
}

/** How many files there are to judge. What cannot be looked at is none here, and is said where it is judged. */
export function countFiles(paths: readonly string[]): number {
  const seen = new Set<string>();
  const ignore = (): void => {};
  return paths.reduce((sum, path) => {
    try {
      return sum + listFiles(path, ignore, seen).length;
    } catch (error) {
      handleInputError(error, ignore);
      return sum;
    }
  }, 0);
}
