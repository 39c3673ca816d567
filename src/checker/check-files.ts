import { checkImageList, runExchangeCheck } from '../contract/check-exchange.js';
import { InputError } from '../recordings/input-error.js';
import { listFiles } from '../recordings/list-files.js';
import { locateFindings } from '../recordings/locate-findings.js';
import { tryReadPaths } from '../recordings/read-paths.js';
import {
  createExchangeResult,
  type ExchangeResult,
  formatRequestLine,
  type OnChecked,
  type SessionResult,
} from './results.js';
import type { SessionChecks } from './sessions.js';

/** How files are checked. */
interface CheckFilesOptions {
  /** The API version of exchanges that do not say theirs. */
  readonly apiVersion?: string | undefined;
  /** Whether all exchanges are one session, whatever their `session` is. */
  readonly session?: boolean;
  /** Gets a line for each session that was not checked. */
  readonly onRemark?: (line: string) => void;
}

/**
 * Checks all exchanges of files and folders, and those of each session together.
 *
 * @param onError gets a line for each part that cannot be read, while the rest is
 */
export async function* checkFiles(
  paths: readonly string[],
  onError: (line: string) => void,
  onChecked?: OnChecked,
  { apiVersion, session, onRemark = () => {} }: CheckFilesOptions = {},
): AsyncGenerator<ExchangeResult | SessionResult> {
  let sessions: SessionChecks | undefined;
  for await (const result of tryReadPaths(paths)) {
    if (result instanceof InputError) {
      onError(result.message);
      continue;
    }
    const { exchange, file, index, isImageList } = result;
    const checkResult = isImageList ? checkImageList(exchange, apiVersion) : runExchangeCheck(exchange, apiVersion);
    onChecked?.(exchange, checkResult);
    const sessionName = session ? '' : exchange.session;
    if (sessionName !== undefined) {
      // The session checks are loaded when there is a session.
      sessions ??= new (await import('./sessions.js')).SessionChecks();
      sessions.add(sessionName, { sessionName: file.name, index, file }, exchange, checkResult);
    }
    const findings = await locateFindings(result, checkResult.findings);
    const request = isImageList ? undefined : formatRequestLine(exchange, checkResult);
    yield createExchangeResult({ file: file.name, exchange: index, request, findings }, exchange, checkResult);
  }
  if (sessions) {
    yield* sessions.end((sessionName, reason) =>
      onRemark(`${session ? 'the session' : `session ${sessionName}`} was not judged: ${reason}`),
    );
  } else if (session) onRemark('the session was not judged: there is nothing in it');
}

/** Counts the files to check, without those that cannot be looked at. */
export function countFiles(paths: readonly string[]): number {
  const seen = new Set<string>();
  return paths.flatMap((path) => [...listFiles(path, seen)]).filter((file) => !(file instanceof InputError)).length;
}
