import { stringify } from 'yaml';
import type { Config } from './config.ts';

/** The effective configuration as YAML that parses back to itself, secrets masked. */
export const printConfig = ({ everyVenue, venues, ...rest }: Config): string => {
  const { preset, engine, ...others } = rest;
  const alerts = { ...rest.alerts, webhookUrl: maskedUrl(rest.alerts.webhookUrl) };
  return stringify(
    { preset, engine, venues: { everyVenue, ...venues }, ...others, alerts },
    { lineWidth: 0, aliasDuplicateObjects: false },
  );
};

/** A webhook's address is its password: only the host is shown. */
const maskedUrl = (url: string): string => (url === 'none' ? url : `${new URL(url).origin}/***`);
