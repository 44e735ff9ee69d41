/**
 * A pure function that keeps what it made for a text, for what never changes once it is made. It begins anew when `most`
 * are kept: what is asked for all the time is soon back.
 */
export const remembering = <Value>(make: (key: string) => Value, most: number): ((key: string) => Value) => {
  const kept = new Map<string, Value>();
  return (key) => {
    const known = kept.get(key);
    if (known !== undefined) return known;
    const made = make(key);
    if (kept.size >= most) kept.clear();
    kept.set(key, made);
    return made;
  };
};
