/** What a request has added to the publication log, as it is answered; null where there was nothing to add. */
export function acceptedOf(publication: { seq: number } | null) {
  return publication === null ? null : { seq: publication.seq, state: 'accepted' as const };
}
