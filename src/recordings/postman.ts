import { at } from '../values/pointer.js';
import type { Dialect } from './dialect.js';
import { elementsOf, foundIn, headersOf, pairsOf } from './found.js';
import { layoutOf } from './layout.js';

const layout = layoutOf('quoted', ['originalRequest', 'url'], ['code'], ['header'], ['body']);

/** Collections of Postman, v2.0 and v2.1: each saved example is an exchange. */
export const postman: Dialect = {
  name: 'a collection of Postman',
  one: 'an example of Postman',
  is: (value) => isCollection(value) || isCollection(at(value, 'collection')),
  paths: (value) => (isCollection(value) ? examplesIn(value) : examplesIn(at(value, 'collection'), ['collection'])),
  async exchangeOf(value) {
    const request = at(value, 'originalRequest');
    // A request that is a text is its URL.
    const [method, url] =
      typeof request === 'string' ? ['GET', request] : [at(request, 'method') ?? 'GET', urlOf(at(request, 'url'))];
    return foundIn({ method, url, layout }, () => {
      const body = at(value, 'body') ?? '';
      return {
        status: at(value, 'code'),
        headers: headersOf(headersIn(at(value, 'header'))),
        body: typeof body === 'string' ? { text: body } : { fault: 'is not a string' },
        layout,
      };
    });
  },
};

const isCollection = (value: unknown): boolean =>
  typeof at(value, 'info', 'schema') === 'string' && Array.isArray(at(value, 'item'));

/** Where the examples stand, in folders however deep; without recursion, so that no depth exhausts the stack. */
function examplesIn(collection: unknown, start: readonly string[] = []): string[][] {
  const found: string[][] = [];
  const open: { value: unknown; path: string[] }[] = [{ value: collection, path: [...start] }];
  for (let next = open.pop(); next; next = open.pop()) {
    const { value, path } = next;
    const examples = elementsOf(at(value, 'response'));
    found.push(...examples.map((_, index) => [...path, 'response', String(index)]));
    if (path.length > DEEPEST) continue;
    const items = elementsOf(at(value, 'item'));
    open.push(...items.map((item, index) => ({ value: item, path: [...path, 'item', String(index)] })).reverse());
  }
  return found;
}

/** Paths into folders that are deeper would take memory for each of their names. */
const DEEPEST = 100;

function headersIn(header: unknown): (readonly [unknown, unknown])[] {
  if (Array.isArray(header)) return header.map((one) => [at(one, 'key'), at(one, 'value')] as const);
  return pairsOf(header);
}

/** A URL as it was typed or, where a tool has not kept that, of its parts, as they stand. */
function urlOf(url: unknown): unknown {
  const raw = typeof url === 'string' ? url : at(url, 'raw');
  if (typeof raw === 'string') return withoutVariable(raw);
  const path = at(url, 'path');
  if (path === undefined) return undefined;
  const steps = Array.isArray(path) ? path.map((step) => at(step, 'value') ?? step) : [path];
  const query = elementsOf(at(url, 'query')).flatMap((one) => {
    if (at(one, 'disabled') === true) return [];
    const [key, value] = [at(one, 'key') ?? '', at(one, 'value')];
    return [value === undefined || value === null ? String(key) : `${key}=${value}`];
  });
  return `/${steps.join('/').replace(/^\//, '')}${query.length > 0 ? `?${query.join('&')}` : ''}`;
}

/** A URL whose host is a variable, such as `{{engine}}`, from its path on. */
const withoutVariable = (raw: string): string => raw.replace(/^(?:https?:\/\/)?\{\{[^{}]*\}\}(?::\d+)?(?=[/?])/, '');
