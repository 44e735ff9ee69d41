/**
 * One refresh in flight per key: callers that ask while one runs share its outcome, good or bad; the next call after it
 * ends starts a new one. Without this, a stale value read a thousand times starts a thousand refreshes. Economics 12.
 */
export const coalesce = <Key, Value>(refresh: (key: Key) => Promise<Value>): ((key: Key) => Promise<Value>) => {
  const inFlight = new Map<Key, Promise<Value>>();
  return (key) => {
    const running = inFlight.get(key);
    if (running !== undefined) return running;
    const started = refresh(key).finally(() => inFlight.delete(key));
    inFlight.set(key, started);
    return started;
  };
};
