import { stringify } from 'yaml';
import type { Config } from './config.ts';

/** The effective configuration as YAML that parses back to itself, secrets masked. */
export const printConfig = (config: Config): string =>
  stringify(printedConfig(config), { lineWidth: 0, aliasDuplicateObjects: false });

/** The same before it is text. */
export const printedConfig = ({ everyVenue, venues, ...rest }: Config) => {
  const { preset, engine, ...others } = rest;
  const alerts = { ...rest.alerts, webhookUrl: maskedUrl(rest.alerts.webhookUrl) };
  const lending = { ...rest.lending, url: maskedUrl(rest.lending.url) };
  return { preset, engine, venues: { everyVenue, ...venues }, ...others, lending, alerts };
};

/** A webhook's address is its password, a node's holds its key: only the host is shown. */
const maskedUrl = (url: string): string => (url === 'none' ? url : `${new URL(url).origin}/***`);
