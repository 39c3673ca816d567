import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/consumers/**'],
    // Vitest keeps one core for itself, which does next to nothing.
    maxWorkers: 2,
    // Tests start processes and engines' stand-ins on two cores; a slow machine is no fault.
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
