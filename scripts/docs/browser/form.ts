import type { Choice } from './choice.js';

/** The request that the form describes. Fields that the API version lacks are disabled, so that FormData has none of them. */
export function readForm(form: HTMLFormElement, apiVersion: string): { choice: Choice; language: string } {
  const parameters: Record<string, true | string> = {};
  const filters: Record<string, string[]> = {};
  const data = new FormData(form);
  for (const [name, value] of data) {
    const [kind, key = ''] = name.split(/:(.*)/s);
    const text = String(value);
    if (kind === 'p' && text !== '') parameters[key] = text === 'on' ? true : text;
    if (kind === 'f') {
      const values = text.split('\n').map((line) => line.trim());
      if (values.some(Boolean)) filters[key] = values.filter(Boolean);
    }
  }
  const spelling = data.get('spelling') === 'sets' ? 'sets' : 'lists';
  return { choice: { apiVersion, parameters, filters, spelling }, language: String(data.get('language')) };
}

/** Calls `update` after each change, and lets fields grow with their lines. */
export function listenToForm(form: HTMLFormElement, update: () => void): void {
  form.addEventListener('input', ({ target }) => {
    if (target instanceof HTMLTextAreaElement) target.rows = Math.min(6, target.value.split('\n').length);
    update();
  });
  // A form is reset after its event.
  form.addEventListener('reset', () => setTimeout(update));
}
