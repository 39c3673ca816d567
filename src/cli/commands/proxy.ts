import { rmSync } from 'node:fs';
import { CheckWorker, workerFile } from '../../checker/check-worker.js';
import { formatEngineError } from '../../checker/connect-engine.js';
import { REDACTION_NOTICE } from '../../checker/recording-folder.js';
import { applySeverities, collectResults, type ExchangeResult, type SessionResult } from '../../checker/results.js';
import { createConnectionError, EngineError } from '../../client/engine-error.js';
import { type EngineIdentity, identifyEngine } from '../../client/engine-identity.js';
import { type EngineEndpoint, findEngine } from '../../client/find-engine.js';
import { getExchange } from '../../client/get-exchange.js';
import { DEFAULT_MAX_BODY_BYTES } from '../../client/request-limits.js';
import { versionsFromOneEngine } from '../../contract/contract-version.js';
import { apiVersion, type Severity } from '../../contract/index.js';
import { BodyBudget, type TrafficListener } from '../../proxy/http-observer.js';
import { type ListenAddress, listenOn, resolveListenAddress } from '../../proxy/listen.js';
import { createProxyServer } from '../../proxy/proxy-server.js';
import { InputError } from '../../recordings/input-error.js';
import { formatSummary } from '../../report/finding-text.js';
import { formatJson, formatJsonLine } from '../../report/json.js';
import { formatPretty, formatPrettyLine } from '../../report/pretty.js';
import { createReport, type FindingLineFormat, type Report, type ReportFormat } from '../../report/report.js';
import { formatCount } from '../../values/format-value.js';
import { explainNothingChecked, formatRemarks, getExitStatus, tryWriteOutput } from '../exit-status.js';
import { explainListenError, waitForStop } from '../listen.js';
import { type CheckOptions, parseRedactPatterns, parseReports, parseSeverities } from '../options.js';
import { readPackageVersion } from '../package-version.js';
import { parseChoice, parseCommandArgs, rejectPositionals, UsageError } from '../parse-args.js';
import { parseLimits } from '../parse-limits.js';
import type { Terminal } from '../terminal.js';

/** How many exchanges a report speaks of: more would only fill the memory. */
const MAX_REPORTED_EXCHANGES = 100_000;

/** What `proxy` is asked to do. */
interface ProxyOptions extends Pick<CheckOptions, 'host' | 'limits' | 'reports' | 'failOn' | 'severities'> {
  readonly listen: string;
  readonly outFolder: string | undefined;
  readonly redactPatterns: readonly string[];
  readonly allowPublic: boolean;
}

/** @throws UsageError on words that it does not know */
function parseProxyOptions(args: string[]): ProxyOptions {
  const { values, positionals } = parseCommandArgs('proxy', args, {
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
  rejectPositionals('proxy', positionals);
  return {
    ...{ listen, host, outFolder: out },
    redactPatterns: parseRedactPatterns('proxy', values.redact),
    allowPublic: values['allow-public'],
    limits: parseLimits('proxy', values),
    reports: parseReports('proxy', values.format, values.output),
    failOn: parseChoice<Severity>('proxy: --fail-on', values['fail-on'], ['error', 'warning']),
    severities: parseSeverities('proxy', values.rule),
  };
}

/**
 * The command `proxy`: passes on and judges until it is told to stop; gives the exit status.
 *
 * @param waitForEnd when that is
 * @param worker what judges
 */
export async function runProxy(
  args: string[],
  terminal: Terminal,
  waitForEnd = waitForStop,
  worker: string | URL = workerFile,
): Promise<number> {
  const options = parseProxyOptions(args);
  let errorCount = 0;
  const reportError = (line: string): void => {
    errorCount++;
    terminal.printError(line);
  };
  const reportRemark = (line: string): void => terminal.printError(line, 'remark');
  const { engine, identity, listenAddress } = await resolveBothEnds(options);
  const budget = new BodyBudget(options.limits.maxBody ?? DEFAULT_MAX_BODY_BYTES);
  const checker = new CheckWorker(
    worker,
    { outFolder: options.outFolder, engine: identity, redactPatterns: options.redactPatterns },
    {
      release: (bytes) => budget.release(bytes),
      onError: (reason) => reportError(`an answer was not judged: ${reason}`),
      onRemark: reportRemark,
    },
  );
  await checker.waitUntilReady();
  let skipped = 0;
  const listener: TrafficListener = {
    onResponse: ({ body, ...response }) => {
      if (body) checker.check({ ...response, body });
      else skipped++;
    },
    onNotChecked: (reason, request) =>
      reportRemark(`${request ? `${request.method} ${request.path}` : 'a connection'} was not judged: ${reason}`),
  };
  const proxyServer = createProxyServer(engine, listener, budget, (error) => {
    reportRemark(createConnectionError(error, engine.host, undefined).message);
  });
  const ended = waitForEnd();
  const host = await explainListenError(listenOn(proxyServer.tcpServer, listenAddress, engine), options.listen).catch(
    (error: unknown) => {
      checker.end();
      throw error;
    },
  );
  const keepSocketHandled = removeSocketOnExit(listenAddress);
  for (const line of formatListening(host, listenAddress, engine)) reportRemark(line);
  const collected = collectResults(streamFindings(checker.results(), options, terminal), options.severities);

  await ended;
  await proxyServer.close();
  keepSocketHandled();
  checker.end();
  const contract = { name: 'docker-images-contract', version: readPackageVersion(), apiVersion };
  const checkedReport = createReport(contract, identity, await collected, versionsFromOneEngine);
  const report = { ...checkedReport, summary: { ...checkedReport.summary, skipped } };
  writeReports(report, options, terminal, reportError);
  if (options.outFolder !== undefined)
    reportRemark(
      `${formatCount(checker.writtenCount, 'recording')} in ${options.outFolder}. ${REDACTION_NOTICE.replace(/\s+/g, ' ').trim()}`,
    );
  for (const line of explainNothingChecked(report)) reportError(line);
  for (const line of formatRemarks(report)) reportRemark(line);
  return errorCount > 0 ? 2 : getExitStatus(report, options.failOn);
}

/** Both ends: the engine, which has to answer, and where to listen for it. */
async function resolveBothEnds({ host, listen, allowPublic }: ProxyOptions): Promise<{
  readonly engine: EngineEndpoint;
  readonly identity: EngineIdentity;
  readonly listenAddress: ListenAddress;
}> {
  try {
    const listenAddress = await resolveListenAddress(listen, allowPublic);
    const engine = findEngine({ host });
    if (engine.prefix !== '') {
      const hint =
        'Requests pass as they are: name the engine without it, and let DOCKER_HOST of the client end in it.';
      throw new EngineError(`${engine.host}: expected a host without a path, found ${engine.prefix}`, { hint });
    }
    return { engine, listenAddress, identity: await identifyEngine((path) => getExchange(engine, path)) };
  } catch (error) {
    throw new InputError(formatEngineError(error));
  }
}

/** What to say when it listens. */
function formatListening(host: string, { bindAddress }: ListenAddress, { address }: EngineEndpoint): string[] {
  const line = `passes on from ${host}; end with Ctrl-C`;
  if (!('port' in bindAddress) || !('socketPath' in address)) return [line];
  return [
    line,
    'whoever reaches this port can do anything with the engine; unix://PATH has the permissions of its socket',
  ];
}

/** Takes the socket away also when the process ends otherwise; gives what to call when it has gone as it should. */
function removeSocketOnExit({ bindAddress }: ListenAddress): () => void {
  const remove = (): void => {
    if ('path' in bindAddress) rmSync(bindAddress.path, { force: true });
  };
  process.once('exit', remove);
  return () => void process.off('exit', remove);
}

/** The formats that say a finding when it is found, and what they say at the end. */
const streamingFormats = new Map<
  ReportFormat,
  { readonly formatFinding: FindingLineFormat; readonly formatEnd: (report: Report) => string }
>([
  [formatPretty, { formatFinding: formatPrettyLine, formatEnd: (report) => `${formatSummary(report)}\n` }],
  [formatJson, { formatFinding: formatJsonLine, formatEnd: () => '' }],
]);

/** All that is judged, of which each finding is told on the way. */
async function* streamFindings(
  results: AsyncIterable<ExchangeResult | SessionResult>,
  { reports, severities }: ProxyOptions,
  { print, colour, printError }: Terminal,
): AsyncGenerator<ExchangeResult | SessionResult> {
  const format = reports.find(({ file }) => file === undefined)?.format;
  const formatFinding = format && streamingFormats.get(format)?.formatFinding;
  let checkedCount = 0;
  for await (const result of results) {
    const { file, exchange } = result;
    const request = result.kind === 'session' || result.request === undefined ? {} : { request: result.request };
    for (const finding of applySeverities(result, severities, Number.POSITIVE_INFINITY).listed) {
      if (formatFinding) print(formatFinding({ ...finding, file, exchange, ...request }, { colour }));
    }
    if (result.kind !== 'session') checkedCount++;
    if (checkedCount <= MAX_REPORTED_EXCHANGES) yield result;
    else if (result.kind !== 'session' && checkedCount === MAX_REPORTED_EXCHANGES + 1) {
      printError(
        `the report is of the first ${MAX_REPORTED_EXCHANGES} exchanges; what is found in others is said as it comes`,
        'remark',
      );
    }
  }
}

/** Writes the reports; on standard output, those of which nothing has been said yet. */
function writeReports(
  report: Report,
  { reports }: ProxyOptions,
  terminal: Terminal,
  reportError: (line: string) => void,
): void {
  for (const { format, file } of reports) {
    if (file === undefined) terminal.print((streamingFormats.get(format)?.formatEnd ?? format)(report, terminal));
    else tryWriteOutput(file, format(report, { colour: false }), ({ message }) => reportError(message));
  }
}
