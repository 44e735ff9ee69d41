/** A world that goes on only to where it is told: `gate.run` resolves with what each stop had to say when it was reached. */
export const gated = (world) => {
  const stops = [];
  let wake;
  const pass = async (atMs) => {
    for (;;) {
      if (stops.length === 0) await new Promise((resolve) => (wake = resolve));
      else if (atMs < stops[0].atMs) return;
      else stops.shift().reached();
    }
  };
  const next = async (deadlineAtMs) => {
    const inputs = await world.next(deadlineAtMs);
    if (inputs !== 'ended' && inputs.length > 0) await pass(inputs[0].atMs);
    return inputs;
  };
  const run = (...wanted) => {
    const all = wanted.map(
      ({ atMs, read }) => new Promise((resolve) => stops.push({ atMs, reached: () => resolve(read?.()) })),
    );
    wake?.();
    return Promise.all(all);
  };
  return { run, world: new Proxy(world, { get: (of, name) => (name === 'next' ? next : bound(of, name)) }) };
};

const bound = (of, name) => {
  const value = of[name];
  return typeof value === 'function' ? value.bind(of) : value;
};
