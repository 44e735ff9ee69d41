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
