import { connectEngine, formatEngineError } from '../../checker/connect-engine.js';
import { getLocalNames, REDACTION_NOTICE } from '../../checker/recording-folder.js';
import { formatEngineName } from '../../client/engine-identity.js';
import { countProbes, createProbes, type ProbeResult } from '../../probes/probes.js';
import { recordEngine } from '../../probes/record-engine.js';
import { createRedactor } from '../../recordings/redact.js';
import { prepareFolder, writeRecording } from '../../recordings/write-recording.js';
import { escapeControlCharacters } from '../../values/format-value.js';
import { commandSpecs } from '../options.js';
import { parseCommandArgs } from '../parse-args.js';
import { showProbes } from '../progress.js';
import type { Terminal } from '../terminal.js';

/** The command `record`. Returns the exit status. */
export async function runRecord(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseCommandArgs('record', commandSpecs.record, args);
  const { out: outFolder, host, redact: redactPatterns } = values;
  const limits = { timeout: values.timeout, maxBody: values['max-body'] };
  const { identity: engine, ...connectedEngine } = await connectEngine(host, values['api-version'], limits);
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
      // The message may quote the engine.
      terminal.printError(escapeControlCharacters(`${result.probe.name}: ${failure}`));
    }
  }
  terminal.print(
    `${writtenCount} recordings of ${escapeControlCharacters(formatEngineName(engine))} in ${escapeControlCharacters(outFolder)}\n${REDACTION_NOTICE}`,
  );
  return failedCount > 0 ? 2 : 0;
}

/** Writes a recording. Returns why there is none; then an earlier recording of the probe stays. */
function saveRecording(outFolder: string, { probe, exchange, error }: ProbeResult): string | undefined {
  if (!exchange) return formatEngineError(error);
  try {
    writeRecording(outFolder, probe.name, exchange);
    return undefined;
  } catch (error) {
    // JSON.stringify throws it if the indented text exceeds the longest possible string.
    if (!(error instanceof RangeError)) throw error;
    return 'not written down, for the recording is longer than a text can be. Allow fewer bytes with --max-body.';
  }
}
