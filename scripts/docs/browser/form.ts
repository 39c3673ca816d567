import type { Choice } from './choice.js';

/** What the form says; what is not there at the API version is disabled, and counts for nothing. */
export function choiceOf(form: HTMLFormElement, apiVersion: string): { choice: Choice; language: string } {
  const parameters: Record<string, true | string> = {};
  const filters: Record<string, string[]> = {};
  const given = new FormData(form);
  for (const [name, value] of given) {
    const [kind, key = ''] = name.split(/:(.*)/s);
    const text = String(value);
    if (kind === 'p' && text !== '') parameters[key] = text === 'on' ? true : text;
    if (kind === 'f') {
      const values = text
        .split('\n')
        .map((line) => line.trim())
        .filter(Boolean);
      if (values.length > 0) filters[key] = values;
    }
  }
  const spelling = given.get('spelling') === 'sets' ? 'sets' : 'lists';
  return { choice: { apiVersion, parameters, filters, spelling }, language: String(given.get('language')) };
}

/** Calls after each change, and lets fields grow with their lines. */
export function listenToForm(form: HTMLFormElement, update: () => void): void {
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.rows = Math.min(6, target.value.split('\n').length);
    update();
  });
}
