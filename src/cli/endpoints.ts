import { readFile } from 'node:fs/promises';
import { isRecord } from '../domain/codec.ts';
import { EngineError } from '../domain/errors.ts';
import { simulatedEndpoints } from '../simulator/wire/venue-addresses.ts';
import type { Endpoints } from '../worlds/paper-world.ts';

/** The file of addresses cannot be read, or is not one. */
class EndpointsError extends EngineError<{ file: string; fault: string }> {
  readonly code = 'endpoints.unreadable';
  override readonly exitCode = 2;
}

/**
 * Addresses in place of the venues' own: `simulated` for those of `hedgerow venues` at its usual ports, else a JSON file
 * of venue, host name and address, as `hedgerow venues --endpoints-file` writes it. Throws EndpointsError.
 */
export const readEndpoints = async (source: string): Promise<Endpoints> => {
  if (source === 'simulated') return simulatedEndpoints();
  const value = parsed(source, await contents(source));
  const fault = faultOf(value);
  if (fault !== undefined) throw endpointsError(source, fault);
  return value as Endpoints;
};

const contents = async (file: string): Promise<string> => {
  try {
    return await readFile(file, 'utf8');
  } catch (thrown) {
    throw endpointsError(file, thrown instanceof Error ? thrown.message : String(thrown));
  }
};

const parsed = (file: string, text: string): unknown => {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw endpointsError(file, 'it is not JSON');
  }
};

const faultOf = (value: unknown): string | undefined => {
  if (!isRecord(value)) return 'it must be an object of venues';
  for (const [venue, hosts] of Object.entries(value)) {
    if (!isRecord(hosts)) return `"${venue}" must be an object of host names`;
    for (const [host, address] of Object.entries(hosts))
      if (typeof address !== 'string' || !URL.canParse(address))
        return `"${venue}.${host}" must be an address such as http://127.0.0.1:4700`;
  }
  return undefined;
};

const endpointsError = (file: string, fault: string): EndpointsError =>
  new EndpointsError(`--endpoints ${file}: ${fault}; give "simulated" or a file that hedgerow venues wrote`, {
    file,
    fault,
  });
