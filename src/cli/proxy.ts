import { rmSync } from 'node:fs';
import { ask } from '../connection/ask.js';
import { defaultMaxBody } from '../connection/call.js';
import { type Engine, findEngine } from '../connection/engine.js';
import { EngineError, failure } from '../connection/error.js';
import { type EngineIdentity, identify } from '../connection/identity.js';
import { apiVersion, type Severity } from '../contract/index.js';
import { weakly } from '../contract/version.js';
import { type Listener, Shared } from '../proxy/conversation.js';
import { type Listening, listenAt, whereToListen } from '../proxy/listen.js';
import { passTo } from '../proxy/pipe.js';
import { Problem } from '../recordings/problem.js';
import { json } from '../report/json.js';
import { jsonLine, type Line, prettyLine } from '../report/line.js';
import { pretty } from '../report/pretty.js';
import { type Format, type Report, reportOf } from '../report/report.js';
import { summaryText } from '../report/text.js';
import { count } from '../values/show.js';
import { why } from './ask.js';
import { Beside, overhearing } from './beside.js';
import { bounded, type Later, type Raw, settled } from './judged.js';
import { limitsOf } from './limits.js';
import { type CheckOptions, changedBy, reportsOf } from './options.js';
import { nothingJudged, remarks, statusFor, writeTo } from './outcome.js';
import { packageVersion } from './package.js';
import { KEPT, patternsOf } from './record.js';
import { listening, stopped } from './serve.js';
import type { Terminal } from './terminal.js';
import { oneOf, optionsOnly, UsageError, wordsOf } from './usage.js';

/** How many exchanges a report speaks of: more would only fill the memory. */
const MOST_REPORTED = 100_000;

/** What `proxy` is asked to do. */
interface ProxyOptions extends Pick<CheckOptions, 'host' | 'limits' | 'reports' | 'failOn' | 'changed'> {
  readonly listen: string;
  readonly out: string | undefined;
  readonly redact: readonly string[];
  readonly allowPublic: boolean;
}

/** @throws UsageError on words that it does not know */
function proxyOptions(words: string[]): ProxyOptions {
  const { values, positionals } = wordsOf('proxy', words, {
    listen: { type: 'string' },
    host: { type: 'string' },
    out: { type: 'string' },
    redact: { type: 'string', multiple: true, default: [] },
    'allow-public': { type: 'boolean', default: false },
    format: { type: 'string', multiple: true, default: ['pretty'] },
    output: { type: 'string' },
    'fail-on': { type: 'string', default: 'error' },
    rule: { type: 'string', multiple: true, default: [] },
    'max-body': { type: 'string' },
  });
  const { listen, host, out } = values;
  if (!listen) throw new UsageError('proxy: expected --listen URL, found none');
  optionsOnly('proxy', positionals);
  return {
    ...{ listen, host, out },
    redact: patternsOf('proxy', values.redact),
    allowPublic: values['allow-public'],
    limits: limitsOf('proxy', values),
    reports: reportsOf('proxy', values.format, values.output),
    failOn: oneOf<Severity>('proxy: --fail-on', values['fail-on'], ['error', 'warning']),
    changed: changedBy('proxy', values.rule),
  };
}

/**
 * The command `proxy`: passes on and judges until it is told to stop; gives the exit status.
 *
 * @param end when that is
 * @param thread what judges
 */
export async function proxy(
  words: string[],
  terminal: Terminal,
  end = stopped,
  thread: string | URL = overhearing,
): Promise<number> {
  const options = proxyOptions(words);
  let problems = 0;
  const problem = (line: string): void => {
    problems++;
    terminal.problem(line);
  };
  const remark = (line: string): void => terminal.problem(line, 'remark');
  const { engine, identity, where } = await ends(options);
  const shared = new Shared(options.limits.maxBody ?? defaultMaxBody);
  const judge = new Beside(
    thread,
    { out: options.out, engine: identity, redact: options.redact },
    {
      giveBack: (bytes) => shared.giveBack(bytes),
      fault: (reason) => problem(`an answer was not judged: ${reason}`),
      remark,
    },
  );
  await judge.ready();
  let skipped = 0;
  const listener: Listener = {
    answered: ({ body, ...answer }) => {
      if (body) judge.answered({ ...answer, body });
      else skipped++;
    },
    notJudged: (why, request) =>
      remark(`${request ? `${request.method} ${request.path}` : 'a connection'} was not judged: ${why}`),
  };
  const passing = passTo(engine, listener, shared, (error) => {
    remark(failure(error, engine.host, undefined).message);
  });
  const told = end();
  const host = await listening(listenAt(passing.server, where, engine), options.listen).catch((error: unknown) => {
    judge.end();
    throw error;
  });
  const left = removing(where);
  for (const line of opened(host, where, engine)) remark(line);
  const judged = bounded(telling(judge.found(), options, terminal), options.changed);

  await told;
  await passing.close();
  left();
  judge.end();
  const contract = { name: 'docker-images-contract', version: packageVersion(), apiVersion };
  const found = reportOf(contract, identity, await judged, weakly);
  const report = { ...found, summary: { ...found.summary, skipped } };
  atTheEnd(report, options, terminal, problem);
  if (options.out !== undefined)
    remark(`${count(judge.written, 'recording')} in ${options.out}. ${KEPT.replace(/\s+/g, ' ').trim()}`);
  for (const line of nothingJudged(report)) problem(line);
  for (const line of remarks(report)) remark(line);
  return problems > 0 ? 2 : statusFor(report, options.failOn);
}

/** Both ends: the engine, which has to answer, and where to listen for it. */
async function ends({ host, listen, allowPublic }: ProxyOptions): Promise<{
  readonly engine: Engine;
  readonly identity: EngineIdentity;
  readonly where: Listening;
}> {
  try {
    const where = await whereToListen(listen, allowPublic);
    const engine = findEngine({ host });
    if (engine.prefix !== '') {
      const hint =
        'Requests pass as they are: name the engine without it, and let DOCKER_HOST of the client end in it.';
      throw new EngineError(`${engine.host}: expected a host without a path, found ${engine.prefix}`, { hint });
    }
    return { engine, where, identity: await identify((path) => ask(engine, path)) };
  } catch (error) {
    throw new Problem(why(error));
  }
}

/** What to say when it listens. */
function opened(host: string, { at }: Listening, { address }: Engine): string[] {
  const open = `passes on from ${host}; end with Ctrl-C`;
  if (!('port' in at) || !('socketPath' in address)) return [open];
  return [
    open,
    'whoever reaches this port can do anything with the engine; unix://PATH has the permissions of its socket',
  ];
}

/** Takes the socket away also when the process ends otherwise; gives what to call when it has gone as it should. */
function removing({ at }: Listening): () => void {
  const remove = (): void => {
    if ('path' in at) rmSync(at.path, { force: true });
  };
  process.once('exit', remove);
  return () => void process.off('exit', remove);
}

/** The formats that say a finding when it is found, and what they say at the end. */
const asTheyCome = new Map<Format, { readonly line: Line; readonly last: (report: Report) => string }>([
  [pretty, { line: prettyLine, last: (report) => `${summaryText(report)}\n` }],
  [json, { line: jsonLine, last: () => '' }],
]);

/** All that is judged, of which each finding is told on the way. */
async function* telling(
  judging: AsyncIterable<Raw | Later>,
  { reports, changed }: ProxyOptions,
  { out, colour, problem }: Terminal,
): AsyncGenerator<Raw | Later> {
  const format = reports.find(({ file }) => file === undefined)?.format;
  const line = format && asTheyCome.get(format)?.line;
  let judged = 0;
  for await (const one of judging) {
    const { file, exchange } = one;
    const request = one.kind === 'later' || one.request === undefined ? {} : { request: one.request };
    for (const finding of settled(one, changed, Number.POSITIVE_INFINITY).listed) {
      if (line) out(line({ ...finding, file, exchange, ...request }, { colour }));
    }
    if (one.kind !== 'later') judged++;
    if (judged <= MOST_REPORTED) yield one;
    else if (one.kind !== 'later' && judged === MOST_REPORTED + 1) {
      problem(
        `the report is of the first ${MOST_REPORTED} exchanges; what is found in others is said as it comes`,
        'remark',
      );
    }
  }
}

/** Writes the reports; on standard output, those of which nothing has been said yet. */
function atTheEnd(
  report: Report,
  { reports }: ProxyOptions,
  terminal: Terminal,
  problem: (line: string) => void,
): void {
  for (const { format, file } of reports) {
    if (file === undefined) terminal.out((asTheyCome.get(format)?.last ?? format)(report, terminal));
    else writeTo(file, format(report, { colour: false }), ({ message }) => problem(message));
  }
}
