/**
 * How much more processor time a step takes on twice the size: about 2 if it is linear, 4 if it is quadratic. It is
 * measured on four times the size, where noise weighs less. Processor time, unlike the clock, leaves out what other
 * processes do; of seven runs the least counts.
 */
export function growthOf(step: (size: number) => void, size: number): number {
  const least = (wanted: number): number => {
    const times = Array.from({ length: 7 }, () => {
      const before = process.cpuUsage();
      step(wanted);
      const { user, system } = process.cpuUsage(before);
      return user + system;
    });
    return Math.min(...times);
  };
  return Math.sqrt(least(4 * size) / least(size));
}
