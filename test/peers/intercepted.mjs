// Lets MSW answer with the stand-in in the place of an engine that is not there, and prints how many images each client
// lists of it: over tcp, and over a unix socket where it can.
import { createImagesClient, listImages } from 'docker-images-contract/client';
import { images } from 'docker-images-contract/fixtures';
import { mockEngine } from 'docker-images-contract/mock';
import Docker from 'dockerode';
import { http } from 'msw';
import { setupServer } from 'msw/node';

const engine = mockEngine({ images: images.graphdriver });
const server = setupServer(http.all('*', ({ request }) => engine(request)));
server.listen({ onUnhandledRequest: 'error' });

const tcp = 'tcp://engine.invalid:2375';
const unix = 'unix:///nowhere/engine.sock';
const wanted = { filters: { label: ['com.example.kind=app'] } };
const query = `filters=${encodeURIComponent(JSON.stringify(wanted.filters))}`;
const ways = {
  'fetch, tcp': async () => (await fetch(`http://engine.invalid:2375/v1.49/images/json?${query}`)).json(),
  'listImages, tcp': () => listImages(wanted, { client: createImagesClient({ host: tcp }) }),
  'listImages, unix': () => listImages(wanted, { client: createImagesClient({ host: unix }) }),
  'listImages, unix, negotiated': () =>
    listImages(wanted, { client: createImagesClient({ host: unix, apiVersion: 'negotiate' }) }),
  'dockerode, tcp': () => new Docker({ protocol: 'http', host: 'engine.invalid', port: 2375 }).listImages(wanted),
  'dockerode, unix': () => new Docker({ socketPath: '/nowhere/engine.sock' }).listImages(wanted),
};
const listed = {};
for (const [way, list] of Object.entries(ways)) listed[way] = (await list()).map(({ RepoTags: [name] }) => name);
server.close();
console.log(JSON.stringify(listed));
