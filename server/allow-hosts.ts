import { isAddressRange } from './address-ranges.ts';
import { splitList } from './trust-proxy.ts';

/** Names and ranges of addresses that may be reached although they are not public. */
export type AllowHosts = { names: readonly string[]; ranges: readonly string[] };

const HOST_NAME = /^(?=.{1,253}$)[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*$/;

/** The setting, or a sentence that says what is wrong with it. */
export function parseAllowHosts(value: string): AllowHosts | string {
  const entries = splitList(value.toLowerCase());
  const ranges = entries.filter(isAddressRange);
  const names = entries.filter((entry) => !isAddressRange(entry));
  // Numbers alone are an address that was mistyped.
  const wrong = names.find((name) => !HOST_NAME.test(name) || /^[\d.]+$/.test(name));
  if (wrong !== undefined)
    return `"${wrong}" is neither the name of a host nor an address such as 10.1.2.3 or 10.1.0.0/16.`;
  return { names, ranges };
}
