import type { SocketWord } from './venue-link.ts';

/** A frame as an input holds it: parsed JSON, or the text where it is none. */
export const frameOf = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
};

/** Whether a word shows that the venue itself is at the other end: an open socket alone may be a proxy's. */
export const isUseful = ({ kind }: SocketWord): boolean =>
  kind === 'data' || kind === 'welcome' || kind === 'confirmed' || kind === 'pong' || kind === 'answer';
