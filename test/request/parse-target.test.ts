import { expect, test } from 'vitest';
import { findListPath, getListTarget, parseTarget, validateRequestLine } from '../../src/request/parse-target.js';

const list = '/v1.49/images/json';

test.each<[text: string, target: string | undefined]>([
  [list, list],
  [`${list}?all=1#top`, `${list}?all=1`],
  [`http://engine:2375${list}`, list],
  [`HTTPS://engine${list}?all=1`, `${list}?all=1`],
  [`unix+http://engine${list}`, list],
  [`engine:2375${list}`, list],
  ['engine:2375', '/'],
  ['http://engine', '/'],
  ['http://engine?all=1', '/?all=1'],
  ['engine:2375#top', '/'],
  [list.slice(1), list],
  ['images/json?all=1', '/images/json?all=1'],
  // A host or URL after the first slash belongs to the path or query.
  [`${list}?from=http://other/v1.24/images/json`, `${list}?from=http://other/v1.24/images/json`],
  [`${list.slice(1)}?from=http://other/images/json`, `${list}?from=http://other/images/json`],
  [`${list.slice(1)}?from=other:2375/images/json`, `${list}?from=other:2375/images/json`],
  [`http://engine${list}?from=http://other/a`, `${list}?from=http://other/a`],
  ['//engine/images/json', '//engine/images/json'],
  ['data:text/plain,a', 'data:text/plain,a'],
  ['about:blank', 'about:blank'],
  ['', undefined],
  ['json', undefined],
  ['engine:port/images/json', 'engine:port/images/json'],
  ['my engine:2375/images/json', undefined],
  [' http://engine/images/json', undefined],
])('the target of %j', (text, target) => {
  expect(parseTarget(text)).toBe(target);
});

test.each<[target: string, path: string | undefined, apiVersion: string | undefined]>([
  [list, list, '1.49'],
  ['/images/json?a?b', '/images/json', undefined],
  [`${list}?x=/v1.24/images/json`, list, '1.49'],
  [`${list}/`, undefined, undefined],
  [`/a${list}`, list, '1.49'],
  ['/images/jsonx', undefined, undefined],
  ['/v/images/json', undefined, undefined],
  ['/v1.40.0/images/json', '/v1.40.0/images/json', '1.40'],
])('the list of images in %j', (target, path, apiVersion) => {
  expect(findListPath(target)).toEqual(
    path === undefined ? undefined : { prefix: target.startsWith('/a') ? '/a' : '', path, apiVersion },
  );
});

test.each<[url: string, target: string | undefined]>([
  [`http://engine/docker/one${list}?all=1?x`, `${list}?all=1?x`],
  [`/api/endpoints/1/docker${list}`, list],
  [`https://portal.example/api/endpoints/1/docker${list}?all=1`, `${list}?all=1`],
  ['http://engine/images/json', '/images/json'],
  [`unix:///var/run/docker.sock${list}?all=1`, `${list}?all=1`],
  ['unix:///var/run/docker.sock/images/json', '/images/json'],
  [`http://unix:/var/run/docker.sock:${list}`, list],
  ['http://unix:/var/run/docker.sock:/images/json?all=1', '/images/json?all=1'],
  [`http+unix://%2Fvar%2Frun%2Fdocker.sock${list}`, list],
  [`npipe:////./pipe/docker_engine${list}`, list],
  ['npipe:////./pipe/docker_engine/images/json', '/images/json'],
  [`<DOCKER_HOST>${list}`, list],
  ['<DOCKER_HOST>/images/json', '/images/json'],
  [`{{host}}${list}`, list],
  [`\${DOCKER_HOST}${list}`, list],
  [`localhost${list}`, list],
  [`http://engine/info?x=${list}`, undefined],
  [`http://engine/a${list}?x=/v1.24/images/json`, `${list}?x=/v1.24/images/json`],
  [`http://engine${list}/x`, undefined],
  ['json', undefined],
  // Files of a web page, and Podman's own API.
  ['https://shop.example/assets/images/json', undefined],
  ['/assets/images/json', undefined],
  ['/v4.0.0/libpod/images/json', undefined],
  [`/libpod${list}`, undefined],
  ['unix:///run/podman/podman.sock/v4.0.0/libpod/images/json', undefined],
  ['unix:///run/podman/podman.sock/libpod/v4.0/images/json', undefined],
  ['unix:///var/run/docker.sock/assets/images/json', undefined],
  ['http://unix:/var/run/docker.sock:/assets/images/json', undefined],
  ['npipe:////./pipe/docker_engine/assets/images/json', undefined],
  // Docker redirects.
  [`/${list}`, undefined],
])('the list of images in %j', (path, target) => {
  expect(getListTarget({ method: 'GET', path })).toBe(target);
});

test.each<[method: unknown, path: unknown, message: RegExp]>([
  ['', list, /request\.method.* not an HTTP method.*""/],
  ['GET /', list, /request\.method/],
  ['\u00e9', list, /request\.method/],
  [1, list, /request\.method.*but 1/],
  ['GET', 1, /request\.path.*but 1/],
  ['GET', 'json', /request\.path.*"json"/],
])('%j %j is no request', (method, path, words) => {
  expect(validateRequestLine(method, path)).toMatch(words);
});

test('a method keeps its case', () => {
  expect(validateRequestLine("m-Search!#$%&'*+.^_`|~1", `http://engine${list}`)).toEqual({
    method: "m-Search!#$%&'*+.^_`|~1",
    path: list,
  });
});
