import { connectEngine, toInputError } from '../../checker/connect-engine.js';
import { getLocalNames, REDACTION_NOTICE } from '../../checker/recording-folder.js';
import { formatEngineName } from '../../client/engine-identity.js';
import { countProbes, createProbes, ESSENTIAL_PROBES } from '../../probes/probes.js';
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
  const limits = { timeout: values.timeout, maxBody: values.maxBody };
  const { identity: engine, ...connectedEngine } = await connectEngine(host, values.apiVersion, limits);
  const redactor = createRedactor([...getLocalNames(), engine.host], redactPatterns);
  const onProbe = showProbes(terminal.progress);
  const probes = await createProbes(countProbes(connectedEngine.sendProbe, onProbe), redactor.redactText);
  prepareFolder(
    outFolder,
    probes.map(({ name }) => name),
  );
  const sendProbe = countProbes(connectedEngine.sendProbe, onProbe, probes.length);
  let writtenCount = 0;
  for await (const { probe, exchange, error } of recordEngine({ sendProbe, engine, probes, redactor })) {
    // The message may quote the engine.
    const report = (problem: string): void => terminal.printError(escapeControlCharacters(`${probe.name}: ${problem}`));
    if (!exchange) {
      report(toInputError(error).message);
      continue;
    }
    if (ESSENTIAL_PROBES.includes(probe.name) && exchange.response.status !== 200)
      report(`expected a list of images, the engine refused it with ${exchange.response.status}`);
    try {
      writeRecording(outFolder, probe.name, exchange);
      writtenCount++;
    } catch (error) {
      report(toInputError(error).message);
    }
  }
  const [engineName, folder] = [formatEngineName(engine), outFolder].map(escapeControlCharacters);
  terminal.print(`${writtenCount} recordings of ${engineName} in ${folder}\n${REDACTION_NOTICE}`);
  return terminal.hasErrors() ? 2 : 0;
}
