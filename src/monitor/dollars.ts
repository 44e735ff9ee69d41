/** A signed amount of USD with thousands separated, or a dash; what rounds to nothing has no sign. */
export const dollars = (value: number | string | undefined): string => {
  const amount = Number(value);
  if (!Number.isFinite(amount)) return '-';
  const [whole = '', cents = ''] = Math.abs(amount).toFixed(2).split('.');
  const sign = amount < 0 && Number(amount.toFixed(2)) !== 0 ? '-' : '';
  return `${sign}${whole.replaceAll(/\B(?=(\d{3})+$)/g, ',')}.${cents}`;
};
