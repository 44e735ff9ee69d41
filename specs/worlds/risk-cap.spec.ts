import { describe, expect, it } from 'vitest';
import { unwrittenCaps } from '../../src/worlds/risk-cap.ts';

describe('the risk cap that must be written down', () => {
  it('is asked for where there is no file, no section, or half of it', () => {
    const both = ['limits.grossNotionalMaxUsd', 'limits.legNotionalMaxUsd'];
    expect(unwrittenCaps(undefined)).toEqual(both);
    expect(unwrittenCaps('')).toEqual(both);
    expect(unwrittenCaps('preset: team\n')).toEqual(both);
    expect(unwrittenCaps('limits: { grossNotionalMaxUsd: 1000 }\n')).toEqual(['limits.legNotionalMaxUsd']);
  });

  it('is there when both are', () => {
    expect(unwrittenCaps('limits:\n  grossNotionalMaxUsd: 20_000\n  legNotionalMaxUsd: 5000\n')).toEqual([]);
  });
});
