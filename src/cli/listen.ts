import { toInputError } from '../checker/connect-engine.js';
import { InputError } from '../recordings/input-error.js';

/** Waits until something listens at a host. Throws InputError with the reason if nothing can. */
export async function explainListenError<T>(listening: Promise<T>, host: string): Promise<T> {
  try {
    return await listening;
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw toInputError(error);
    const inUse =
      error.code === 'EADDRINUSE'
        ? 'something is there already, perhaps an engine: remove it or take another'
        : error.message;
    throw new InputError(`--listen ${host}: ${inUse}`);
  }
}

/** Waits for SIGINT or SIGTERM. */
export const waitForStop = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
