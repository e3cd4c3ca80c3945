/** Where an upload stands. */
export type Place = { uploadId: string; sentBytes: number; mediaId: string | null };

/** How the bytes of one file get to where media are kept. */
export type UploadWay = {
  isDirect: boolean;
  /** Of a request with the same key, whose answer was lost, it is the upload that it has begun. */
  begin(key: string): Promise<Place & { expiresAt: string }>;
  /** Where the server says that it stands. */
  find(uploadId: string): Promise<Place>;
  /** Brings it a piece further, or to its end. */
  sendNext(place: Place): Promise<Place>;
  /** The last try has failed. */
  slowDown(): void;
};
