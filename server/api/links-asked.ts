/** Of `?links=anyway`. */
export function linksAsked({ links }: { links?: 'anyway' | undefined }): { anyway: boolean } {
  return { anyway: links === 'anyway' };
}
