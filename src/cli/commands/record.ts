import { connectEngine, formatEngineError } from '../../checker/connect-engine.js';
import { getLocalNames, REDACTION_NOTICE } from '../../checker/recording-folder.js';
import { formatEngineName } from '../../client/engine-identity.js';
import { countProbes, createProbes, type ProbeResult } from '../../probes/probes.js';
import { recordEngine } from '../../probes/record-engine.js';
import { createRedactor } from '../../recordings/redact.js';
import { prepareFolder, writeRecording } from '../../recordings/write-recording.js';
import { escapeControlCharacters } from '../../values/format-value.js';
import { parseRedactPatterns } from '../options.js';
import { parseApiVersion } from '../parse-api-version.js';
import { parseCommandArgs, rejectPositionals, UsageError } from '../parse-args.js';
import { parseLimits } from '../parse-limits.js';
import { showProbes } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** The command `record`; gives the exit status. */
export async function runRecord(args: string[], terminal: Terminal): Promise<number> {
  const { values, positionals } = parseCommandArgs('record', args, {
    out: { type: 'string' },
    host: { type: 'string' },
    'api-version': { type: 'string' },
    timeout: { type: 'string' },
    'max-body': { type: 'string' },
    redact: { type: 'string', multiple: true, default: [] },
  });
  const { out: outFolder, host, redact: redactPatterns } = values;
  const apiVersion = parseApiVersion('record', values, false);
  const limits = parseLimits('record', values);
  if (!outFolder) throw new UsageError('record: expected --out DIR, found none');
  rejectPositionals('record', positionals);
  parseRedactPatterns('record', redactPatterns);
  const { identity: engine, ...connectedEngine } = await connectEngine(host, apiVersion, limits);
  const redactor = createRedactor([...getLocalNames(), engine.host], redactPatterns);
  const onProbe = showProbes(terminal.progress);
  const probes = await createProbes(countProbes(connectedEngine.sendProbe, onProbe), redactor.redactText);
  prepareFolder(
    outFolder,
    probes.map(({ name }) => name),
  );
  const sendProbe = countProbes(connectedEngine.sendProbe, onProbe, probes.length);
  let [writtenCount, failedCount] = [0, 0];
  for await (const result of recordEngine({ sendProbe, engine, probes, redactor })) {
    const failure = saveRecording(outFolder, result);
    if (failure === undefined) writtenCount++;
    else {
      failedCount++;
      // It may hold what an engine says.
      terminal.printError(escapeControlCharacters(`${result.probe.name}: ${failure}`));
    }
  }
  terminal.print(
    `${writtenCount} recordings of ${escapeControlCharacters(formatEngineName(engine))} in ${escapeControlCharacters(outFolder)}\n${REDACTION_NOTICE}`,
  );
  return failedCount > 0 ? 2 : 0;
}

/** Writes an answer to its file, or says why not; the earlier recording of a question without an answer stays. */
function saveRecording(outFolder: string, { probe, exchange, error }: ProbeResult): string | undefined {
  if (!exchange) return formatEngineError(error);
  try {
    writeRecording(outFolder, probe.name, exchange);
    return undefined;
  } catch (error) {
    // What JSON.stringify throws when the indented text is longer than a text can be, though the engine's is not.
    if (!(error instanceof RangeError)) throw error;
    return 'not written down, for the recording is longer than a text can be. Allow fewer bytes with --max-body.';
  }
}
