/** Below it are the ports of mail, of shells and of other services that speak no HTTP. */
const OTHER_PORTS_MIN = 1024;
const WEB_PORTS = new Set(['', '80', '443']);

/** What is wrong with the port of an address; null if nothing. */
export function portProblem({ port }: URL): string | null {
  if (WEB_PORTS.has(port) || Number(port) >= OTHER_PORTS_MIN) return null;
  return `Port ${port} belongs to another service. Use 443, 80, or one from ${OTHER_PORTS_MIN} on.`;
}

/** A name, or an address as sockets take it. The parser has put numbers of all kinds into their usual form. */
export function hostOf({ hostname }: URL): string {
  return hostname.replace(/^\[(.*)\]$/, '$1');
}

export function notReachable(host: string, addresses: readonly string[]): string {
  const where = addresses.includes(host) ? host : `${host} (${addresses.join(', ')})`;
  return `${where} is not on the public internet.`;
}
