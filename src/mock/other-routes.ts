/**
 * The routes of Docker 28.5 that the mock engine has not, as methods and a path; `*` stands for one segment, `**` for some.
 * Source: moby/moby, api/server/router/, tag v28.5.2.
 */
const routes: readonly (readonly [methods: string, paths: string])[] = [
  ['GET', 'events system/df distribution/**/json'],
  ['POST', 'auth build build/prune build/cancel commit session grpc'],
  ['GET', 'images/search images/get images/**/get images/**/history'],
  ['POST', 'images/load images/create images/prune images/**/push images/**/tag'],
  ['DELETE', 'images/** containers/* networks/* volumes/* plugins/** nodes/* services/* secrets/* configs/*'],
  ['GET HEAD PUT', 'containers/*/archive'],
  ['GET', 'containers/*/json containers/*/top containers/*/logs containers/*/changes containers/*/stats'],
  ['GET', 'containers/*/export containers/*/attach/ws exec/*/json'],
  [
    'POST',
    'containers/create containers/prune containers/*/start containers/*/stop containers/*/restart containers/*/kill',
  ],
  ['POST', 'containers/*/pause containers/*/unpause containers/*/wait containers/*/resize containers/*/attach'],
  ['POST', 'containers/*/exec containers/*/rename containers/*/update exec/*/start exec/*/resize'],
  ['GET', 'networks networks/* volumes volumes/*'],
  ['POST', 'networks/create networks/prune networks/*/connect networks/*/disconnect volumes/create volumes/prune'],
  ['PUT', 'volumes/*'],
  ['GET', 'plugins plugins/privileges plugins/**/json'],
  [
    'POST',
    'plugins/pull plugins/create plugins/**/enable plugins/**/disable plugins/**/push plugins/**/upgrade plugins/**/set',
  ],
  ['GET', 'swarm swarm/unlockkey nodes nodes/* services services/* services/*/logs tasks tasks/* tasks/*/logs'],
  ['GET', 'secrets secrets/* configs configs/*'],
  [
    'POST',
    'swarm/init swarm/join swarm/leave swarm/update swarm/unlock nodes/*/update services/create services/*/update',
  ],
  ['POST', 'secrets/create secrets/*/update configs/create configs/*/update'],
];

const patterns = routes.map(([methods, paths]): readonly [ReadonlySet<string>, RegExp] => {
  const alternatives = paths.replaceAll('**', '.+').replaceAll('*', '[^/]+').replaceAll(' ', '|');
  return [new Set(methods.split(' ')), new RegExp(`^/(?:${alternatives})$`, 's')];
});

/** Whether Docker has a route that the mock engine has not. */
export const isOtherRoute = (method: string, path: string): boolean =>
  patterns.some(([methods, pattern]) => methods.has(method) && pattern.test(path));
