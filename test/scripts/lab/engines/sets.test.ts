import { describe, expect, test } from 'vitest';
import { sets } from '../../../../scripts/lab/engines/fill.js';
import type { Step } from '../../../../scripts/lab/engines/step.js';
import { engines } from '../../../../scripts/lab/engines/table.js';

const namesOf = (step: Step): readonly string[] => {
  if ('pull' in step) return [`127.0.0.1:5000/${step.from}`];
  if ('use' in step) return [];
  return typeof step.as === 'string' ? [step.as] : step.as;
};

describe.each(Object.entries(sets))('the set "%s"', (_, steps) => {
  test('uses and tags only what a step before has made', () => {
    const made = new Set<string>();
    for (const step of steps) {
      if ('use' in step) expect(made).toContain(step.use);
      if ('tag' in step) expect(made).toContain(step.tag);
      for (const name of namesOf(step)) made.add(name);
    }
  });

  test('gives a name twice only where that leaves a dangling image', () => {
    const all = steps.flatMap(namesOf);
    const twice = all.filter((name, at) => all.indexOf(name) !== at);
    expect(twice.filter((name) => name !== 'contract/replaced:1')).toEqual([]);
  });

  test('excepts only engines that there are', () => {
    const names = engines.map(({ name }) => name);
    for (const { except = [] } of steps) for (const name of except) expect(names).toContain(name);
  });
});
