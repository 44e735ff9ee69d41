/** A word to stop that a busy thread sees without hearing any message. */
export type StopFlag = Int32Array<SharedArrayBuffer>;

export const createStopFlag = (): StopFlag => new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));

export const raise = (flag: StopFlag): void => void Atomics.store(flag, 0, 1);

export const isRaised = (flag: StopFlag): boolean => Atomics.load(flag, 0) === 1;
