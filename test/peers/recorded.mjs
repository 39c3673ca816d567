// Asks a stand-in what an engine was asked, as dockerode and @docker/node-sdk can ask it, and prints what came otherwise
// than recorded. Each line of standard input is a recorded question: store, path, status and body.
import { createInterface } from 'node:readline';
import { isDeepStrictEqual } from 'node:util';
import { DockerClient, Filter } from '@docker/node-sdk';
import { images } from 'docker-images-contract/fixtures';
import { mockEngine, serve } from 'docker-images-contract/mock';
import Docker from 'dockerode';

/** The parameters of a query, filters as lists of values; `undefined` where no client would write it so. */
function parametersOf(path) {
  const pairs = [...new URL(path, 'http://localhost').searchParams];
  const { filters: text = '{}', ...others } = Object.fromEntries(pairs);
  if (pairs.length > Object.keys({ ...others, text }).length || /;|%(?![0-9a-f]{2})/i.test(path)) return undefined;
  const filters = filtersIn(text);
  return filters && { ...others, filters };
}

/** Filters in either spelling, all lists or all sets of what is true, as lists. */
function filtersIn(text) {
  const isSet = (values) => values?.constructor === Object && Object.values(values).every((value) => value === true);
  try {
    const filters = JSON.parse(text);
    const all = Object.values(filters);
    if (filters.constructor !== Object) return undefined;
    if (all.every(Array.isArray)) return filters;
    if (!all.every(isSet)) return undefined;
    return Object.fromEntries(Object.entries(filters).map(([key, values]) => [key, Object.keys(values)]));
  } catch {
    return undefined;
  }
}

const filterOf = (filters) => {
  const filter = new Filter();
  for (const [key, values] of Object.entries(filters)) filter.set(key, values);
  return filter;
};

/** How each client lists images, and what an error of its own tells of the answer. */
const clients = {
  dockerode: (host) => {
    const { hostname, port } = new URL(host);
    const docker = new Docker({ protocol: 'http', host: hostname, port, version: 'v1.49' });
    return (asked) => docker.listImages(asked).catch(({ statusCode, json }) => ({ status: statusCode, ...json }));
  },
  '@docker/node-sdk': async (host) => {
    const sdk = await DockerClient.fromDockerHost(host);
    // It says no more of a 404 than that.
    return ({ filters, ...others }) =>
      sdk.imageList({ ...others, filters: filterOf(filters) }).catch(() => ({ status: 404 }));
  },
};

/** What a client gives of an answer: a list in the order of ids, since images of one second come in any. */
const given = (value) => (Array.isArray(value) ? value.slice().sort((a, b) => (a.Id < b.Id ? -1 : 1)) : value);
const refusals = {
  dockerode: ({ status, body }) => ({ status, ...body }),
  '@docker/node-sdk': ({ status, body }) => (status === 404 ? { status } : body),
};

const recorded = [];
for await (const line of createInterface({ input: process.stdin })) recorded.push(JSON.parse(line));

const said = {};
for (const store of Object.keys(images)) {
  const engine = mockEngine({ images: images[store], apiVersion: '1.49' });
  let last = '';
  const { host, close } = await serve((request) => {
    last = request.url;
    return engine(request);
  }, 'tcp://127.0.0.1:0');
  for (const [name, connected] of Object.entries(clients)) {
    const list = await connected(host);
    const row = { same: 0, other: [] };
    for (const question of recorded.filter((one) => one.store === store)) {
      const asked = parametersOf(question.path);
      if (!asked) continue;
      const value = given(await list(asked));
      // What a client cannot ask as it was asked tells nothing.
      if (!isDeepStrictEqual(parametersOf(last), asked)) continue;
      const expected = question.status === 200 ? given(question.body) : refusals[name](question);
      if (isDeepStrictEqual(value, expected)) row.same++;
      else row.other.push(question.path);
    }
    said[`${name}, ${store}`] = row;
  }
  await close();
}
console.log(JSON.stringify(said));
process.exit();
