/// <reference lib="dom" />
import { useEffect, useState } from 'preact/hooks';

/** Whether a media query holds, and again when that changes. */
export const useMedia = (text: string): boolean => {
  const query = window.matchMedia(text);
  const [holds, setHolds] = useState(query.matches);
  useEffect(() => {
    const look = (): void => setHolds(query.matches);
    query.addEventListener('change', look);
    return () => query.removeEventListener('change', look);
  }, []);
  return holds;
};

export const LIGHT = '(prefers-color-scheme: light)';
export const NARROW = '(max-width: 600px)';
