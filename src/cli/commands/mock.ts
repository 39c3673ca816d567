import { apiVersion, isImageList } from '../../contract/index.js';
import { isFullListing } from '../../engine/interpreted-request.js';
import { images as fixtures } from '../../fixtures/index.js';
import type { ImageSummary } from '../../index.js';
import { mockEngine, serve } from '../../mock/index.js';
import { InputError } from '../../recordings/input-error.js';
import { readPaths } from '../../recordings/read-paths.js';
import { parseListRequest } from '../../request/parse-request.js';
import { parseMinorVersion } from '../../values/api-version.js';
import { formatCount } from '../../values/format-value.js';
import { explainListenError, waitForStop } from '../listen.js';
import { commandSpecs } from '../options.js';
import { parseCommandArgs } from '../parse-args.js';
import type { Terminal } from '../terminal.js';

/** The command `mock`: listens until it is stopped. Returns the exit status. */
export async function runMock(args: string[], terminal: Terminal): Promise<number> {
  const { values } = parseCommandArgs('mock', commandSpecs.mock, args);
  const { store } = values;
  const images = values.from === undefined ? fixtures[store ?? 'containerd'] : await readMockImages(values.from);
  const server = await explainListenError(serve(mockEngine({ images, store }), values.listen), values.listen);
  const stopped = waitForStop();
  terminal.print(`${formatCount(images.length, 'image')} on ${server.host}; end with Ctrl-C\n`);
  await stopped;
  await server.close();
  return 0;
}

/** Reads the most detailed full listing of recordings, one with manifests if there is any. */
async function readMockImages(path: string): Promise<readonly ImageSummary[]> {
  let mostDetailed: readonly ImageSummary[] | undefined;
  let highestDetail = -1;
  for await (const { exchange, isImageList: hasNoRequest } of readPaths([path])) {
    const { status, body } = exchange.response;
    const request = hasNoRequest ? undefined : parseListRequest(exchange.request);
    const minor = parseMinorVersion(request?.apiVersion ?? apiVersion);
    const isFullList = !request || isFullListing({ ...request, minor });
    if (status !== 200 || !isFullList || !isImageList(body)) continue;
    const detail = Number(request?.manifests ?? false) + Number(request?.sharedSize ?? false);
    if (detail > highestDetail) [mostDetailed, highestDetail] = [body, detail];
  }
  if (mostDetailed) return mostDetailed;
  throw new InputError(
    `${path}: expected a list of all images at API v1.43 or later, one with \`all\` true and no filter, found none`,
  );
}
