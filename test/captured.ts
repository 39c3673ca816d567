/** What a command that runs in this process says, in place of standard output and standard error. */
export function captured() {
  let [stdout, stderr] = ['', ''];
  return {
    out: (text: string): void => {
      stdout += text;
    },
    problem: (text: string): void => {
      stderr += text;
    },
    said: () => ({ stdout, stderr }),
  };
}
