import { checkImageList, runExchangeCheck } from '../contract/check-exchange.js';
import { summarizeForSession } from '../contract/session.js';
import { InputError } from '../recordings/input-error.js';
import { listFiles } from '../recordings/list-files.js';
import { locateFindings } from '../recordings/locate-findings.js';
import { tryReadPaths } from '../recordings/read-paths.js';
import { formatCount, previewValue } from '../values/format-value.js';
import {
  createExchangeResult,
  type ExchangeResult,
  formatRequestLine,
  type OnChecked,
  type SessionResult,
} from './results.js';
import { FileSessions } from './sessions.js';

/** How files are checked. */
interface CheckFilesOptions {
  /** The API version of exchanges that do not say theirs. */
  readonly apiVersion?: string | undefined;
  /** Whether all exchanges are one session, whatever their `session` is. */
  readonly session?: boolean;
  readonly onRemark?: (line: string) => void;
  /** Is called for each session, with a line if it was not checked. */
  readonly onSession?: (remark?: string) => void;
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
  { apiVersion, session, onRemark = () => {}, onSession = () => {} }: CheckFilesOptions = {},
): AsyncGenerator<ExchangeResult | SessionResult> {
  const sessions = new FileSessions();
  const skippedNames: string[] = [];
  for await (const recorded of tryReadPaths(paths, (name) => void skippedNames.push(name))) {
    if (recorded instanceof InputError) {
      onError(recorded.message);
      continue;
    }
    const { exchange, file, index, isImageList, fractionPointers } = recorded;
    try {
      const check = isImageList ? checkImageList : runExchangeCheck;
      const checkResult = check(exchange, apiVersion, fractionPointers);
      onChecked?.(exchange, checkResult);
      const sessionName = session ? '' : exchange.session;
      if (sessionName !== undefined) sessions.add(sessionName, file, index, summarizeForSession(exchange, checkResult));
      const findings = await locateFindings(recorded, checkResult.findings);
      const request = isImageList ? undefined : formatRequestLine(exchange, checkResult);
      yield createExchangeResult({ file: file.name, exchange: index, request, findings }, exchange, checkResult);
    } catch (error) {
      // The others are checked all the same.
      const reason = error instanceof Error ? error.message : String(error);
      onError(`${file.name}: exchange ${index} was not checked, a fault of this command, please report it: ${reason}`);
    }
  }
  if (skippedNames.length > 0) onRemark(describeSkippedFiles(skippedNames));
  if (session && sessions.count === 0) onSession('the session was not checked: there is nothing in it');
  yield* sessions.end((name, reason) =>
    onSession(reason && `${session ? 'the session' : `session ${name}`} was not checked: ${reason}`),
  );
}

/** How many skipped files a remark names. */
const MAX_NAMED_FILES = 5;

function describeSkippedFiles(names: readonly string[]): string {
  const more = names.length > MAX_NAMED_FILES ? ` and ${names.length - MAX_NAMED_FILES} more` : '';
  const listed = names.slice(0, MAX_NAMED_FILES).map((name) => previewValue(name));
  return `skipped in folders: ${formatCount(names.length, 'file')} without a recording: ${listed.join(', ')}${more}`;
}

/** Counts the files to check, without those that cannot be looked at. */
export function countFiles(paths: readonly string[]): number {
  const seen = new Set<string>();
  return paths.flatMap((path) => [...listFiles(path, seen)]).filter((file) => !(file instanceof InputError)).length;
}
