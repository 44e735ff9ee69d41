/** CPU milliseconds, all threads of the process, and wall milliseconds of one run. */
export const timed = async (run) => {
  const wallFrom = performance.now();
  const cpuFrom = process.cpuUsage();
  const value = await run();
  const { user, system } = process.cpuUsage(cpuFrom);
  return { value, cpuMs: (user + system) / 1000, wallMs: performance.now() - wallFrom };
};

/** Nanoseconds of CPU a call, the least of several rounds of `calls`. */
export const nsPerCall = (calls, call) => {
  let leastNs = Infinity;
  for (let round = 0; round < 7; round += 1) {
    const from = process.cpuUsage();
    for (let index = 0; index < calls; index += 1) call(index);
    const { user, system } = process.cpuUsage(from);
    leastNs = Math.min(leastNs, ((user + system) * 1000) / calls);
  }
  return leastNs;
};

export const quantile = (values, share) => {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))] ?? NaN;
};

export const thousands = (value) => Math.round(value).toLocaleString('en-US');

export const median = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = sorted.length / 2;
  return (sorted[Math.floor(middle - 0.5)] + sorted[Math.ceil(middle - 0.5)]) / 2;
};

/**
 * Where the median is, whatever the values are spread like: each is above it or below with even chances. The narrowest
 * interval of values that holds it with 95 % confidence, or with what so few can give.
 */
export const medianBetween = (values) => {
  const sorted = values.toSorted((a, b) => a - b);
  const count = sorted.length;
  let chance = 0.5 ** count;
  let outside = 2 * chance;
  let cut = 0;
  for (;;) {
    const more = (chance * (count - cut)) / (cut + 1);
    if (outside + 2 * more > 0.05 || 2 * (cut + 1) >= count) break;
    cut += 1;
    chance = more;
    outside += 2 * more;
  }
  return { low: sorted[cut], high: sorted[count - 1 - cut], confidence: 1 - outside };
};
