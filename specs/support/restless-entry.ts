/** The entry settings of a configuration that enters whatever it nets, whenever it may. */
export const RESTLESS_ENTRY = {
  minNetBps: -100,
  screenBpsPer8h: -10_000,
  adverseBasisBps: 1000,
  quietBeforeSettlementMs: 0,
  quietAfterSettlementMs: 0,
  quietAfterSettlementFraction: 0,
};

/** The same for the text of a configuration: JSON is YAML. */
export const restlessEntry = (more: Readonly<Record<string, number>> = {}): string =>
  JSON.stringify({ ...RESTLESS_ENTRY, ...more });
