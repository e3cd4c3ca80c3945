import type { Generated } from 'kysely';

/** Ids and times as in `tables.ts`. */
export type MediaTable = {
  id: string;
  file_name: string;
  content_type: string;
  size_bytes: number;
  hash: string;
  width: number | null;
  height: number | null;
  alt: string;
  focal_x: number;
  focal_y: number;
  created_at: string;
  created_by: string | null;
  /** SHA-256 of the bytes as they came. */
  upload_hash: string | null;
  placeholder: string | null;
  /** It shows nothing that anybody would have to be told; its alternative text is empty then. */
  is_decorative: Generated<0 | 1>;
};

/** By which editors find a file again. */
export type MediaTagTable = { media_id: string; tag: string };

/** The facts of each media file that are public: what publications of it add up to. */
export type PublishedMediaTable = { media_id: string; facts: string };

/** What was made of a picture: of the original's bytes, whichever files of the library have them. */
export type MediaVariantTable = {
  /** As `model/media-variants.ts` gives it. */
  name: string;
  original_hash: string;
  format: string;
  width: number;
  height: number;
  /** Whether it shows a part of the picture alone. */
  is_crop: 0 | 1;
  hash: string;
  size_bytes: number;
  created_at: string;
};

/** A file that comes in pieces. */
export type MediaUploadTable = {
  id: string;
  user_id: string;
  file_name: string;
  claimed_type: string | null;
  size_bytes: number;
  /** So many have come for certain. */
  received_bytes: number;
  /** What it has become. */
  media_id: string | null;
  /** Of a bucket: which object in parts it is, and which parts it has, as JSON. */
  place: string | null;
  created_at: string;
  expires_at: string;
};
