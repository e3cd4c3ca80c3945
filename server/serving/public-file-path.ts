/** A request path taken apart into names that are safe to join to a folder. */
export type PublicFilePath = { segments: readonly string[]; endsWithSlash: boolean };

/**
 * Null for a path that can name no public file: not decodable, a way out of the folder (encoded or not), a doubled slash, or
 * a hidden file. `/.well-known/` is the exception that the web has agreed on (RFC 8615).
 */
export function parsePublicFilePath(requestPath: string): PublicFilePath | null {
  if (!requestPath.startsWith('/')) return null;
  const endsWithSlash = requestPath.endsWith('/');
  const encoded = requestPath.slice(1, endsWithSlash ? -1 : undefined);
  if (encoded === '') return requestPath === '/' ? { segments: [], endsWithSlash } : null;
  const segments: string[] = [];
  for (const part of encoded.split('/')) {
    const segment = decode(part);
    if (segment === null || !isPublicName(segment, segments.length)) return null;
    segments.push(segment);
  }
  return { segments, endsWithSlash };
}

function decode(part: string): string | null {
  try {
    return decodeURIComponent(part);
  } catch {
    return null;
  }
}

function isPublicName(name: string, depth: number): boolean {
  if (name === '' || /[/\\\0]/.test(name)) return false;
  return !name.startsWith('.') || (depth === 0 && name === '.well-known');
}
