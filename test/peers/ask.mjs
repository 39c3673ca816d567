// Asks the same of each peer, and prints what each gives: the server's port is the only word.
import { DockerClient, Filter } from '@docker/node-sdk';
import axios from 'axios';
import { createImagesClient, listImages } from 'docker-images-contract/client';
import { checkExchange, exchangeFrom } from 'docker-images-contract/contract';
import Docker from 'dockerode';

const port = Number(process.argv[2]);
const base = `http://127.0.0.1:${port}`;
const client = createImagesClient({ host: `tcp://127.0.0.1:${port}` });
const sdk = await DockerClient.fromDockerHost(`tcp://127.0.0.1:${port}`);
const dockerode = new Docker({ protocol: 'http', host: '127.0.0.1', port, version: 'v1.49' });

/** How each asks: for shared sizes, and with a filter key. */
const peers = {
  'this package': {
    shared: () => listImages({ 'shared-size': true }, { client }),
    filtered: (key) => listImages({ filters: { [key]: ['x'] } }, { client }),
  },
  '@docker/node-sdk': {
    shared: () => sdk.imageList({ sharedSize: true }),
    filtered: (key) => sdk.imageList({ filters: new Filter().add(key, 'x') }),
  },
  dockerode: {
    shared: () => dockerode.listImages({ 'shared-size': true }),
    filtered: (key) => dockerode.listImages({ filters: { [key]: ['x'] } }),
  },
  fetch: {
    shared: async () => (await fetch(`${base}/v1.49/images/json?shared-size=true`)).json(),
    filtered: async (key) =>
      (await fetch(`${base}/v1.49/images/json?filters=${encodeURIComponent(JSON.stringify({ [key]: ['x'] }))}`)).json(),
  },
};

const given = (value) => (Array.isArray(value) ? 'a list' : `as images: ${JSON.stringify(value) ?? 'undefined'}`);
const outcome = (ask) =>
  ask().then(given, (error) =>
    /label|x|JSON|empty|400|No such/.test(error.message) ? 'an error' : `an error: ${error.message}`,
  );

const asked = {};
for (const [name, { shared, filtered }] of Object.entries(peers)) {
  await shared();
  // The server answers these keys in ways of its own.
  const odd = {};
  for (const key of ['refused', 'empty', 'text']) odd[key] = await outcome(() => filtered(key));
  asked[name] = odd;
}

/** Answers as exchanges, however they were got. */
const path = '/v1.49/images/json';
const stream = await new Promise((resolve, reject) => {
  const call = { path: '/images/json?', method: 'GET', isStream: true, statusCodes: { 200: true } };
  dockerode.modem.dial(call, (error, answer) => (error ? reject(error) : resolve(answer)));
});
const text = (await stream.toArray()).join('');
const got = await axios.get(base + path, { responseType: 'text', transformResponse: (data) => data });
const exchanges = {
  fetch: await exchangeFrom(base + path, await fetch(base + path)),
  dockerode: await exchangeFrom(
    { path },
    new Response(text || null, { status: stream.statusCode, headers: stream.headers }),
  ),
  axios: await exchangeFrom(
    { path },
    new Response(got.data || null, { status: got.status, headers: { ...got.headers } }),
  ),
};
const checked = Object.fromEntries(
  Object.entries(exchanges).map(([name, exchange]) => [
    name,
    { size: exchange.response.bodyText.length, findings: checkExchange(exchange) },
  ]),
);
console.log(JSON.stringify({ asked, checked }));
await sdk.close();
